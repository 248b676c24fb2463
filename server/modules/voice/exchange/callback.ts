import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { displayPhone, maskPhone } from "../../../platform/text/phone.ts";
import { giveTask } from "../../calendar/index.ts";
import type { Effect } from "../control/effect.ts";
import { byExchange } from "./write.ts";

type Owed = Extract<Effect, { kind: "callback_task" }>;

const dueWithin = "1 hour";

const titles = {
  "zh-CN": (number: string) => `回电 ${number}`,
  en: (number: string) => `Call back ${number}`,
};

/** How such a task may be called, in every language. */
export const callBackTitles = (number: string): string[] => Object.values(titles).map((title) => title(number));

/** Nobody took the call: a task to call back, for who is named, else for whom the number rings. Without either nobody is there to do it. */
export async function giveCallback(tx: Tx, { callId, number, userId }: Owed): Promise<void> {
  const { rows } = await sql<{
    customer_id: string | null;
    client_id: string | null;
    user_id: string | null;
    team_id: string | null;
    created_by: string | null;
    locale: string;
    due_at: string;
  }>`
    select c.customer_id, c.client_id, coalesce(${userId}::uuid, n.user_id) as user_id, n.team_id, coalesce(n.created_by, ${userId}::uuid) as created_by,
      now() + ${dueWithin}::interval as due_at,
      coalesce((select u.locale from app_user u where u.id = coalesce(${userId}::uuid, n.user_id)),
        (select value ->> 'default_locale' from setting where name = 'organisation'), 'zh-CN') as locale
      from call c left join voice_number n on n.id = c.number_id where c.id = ${callId}`.execute(tx);
  const call = rows[0];
  if (!call?.created_by || !(call.user_id || call.team_id)) return;
  const { locale, user_id, team_id, created_by, ...rest } = call;
  const display = await shownTo(tx, number);
  await giveTask(tx, byExchange, {
    ...rest,
    title: titles[locale === "en" ? "en" : "zh-CN"](display),
    assignee_id: user_id,
    team_id: user_id ? null : team_id,
    created_by,
  });
}

/** A title is read by whoever sees the task, in lists, mails and the search: the number of somebody we know stands on their record. */
async function shownTo(tx: Tx, number: string): Promise<string> {
  if (!number.startsWith("+")) return number;
  const { rows } =
    await sql`select 1 from contact_point where kind = 'phone' and normalised = ${number} limit 1`.execute(tx);
  return rows.length > 0 ? maskPhone(number) : displayPhone(number);
}
