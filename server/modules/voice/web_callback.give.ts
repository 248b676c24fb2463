import { sql } from "kysely";
import type { Tx } from "../../platform/database/types.ts";
import type { EventActor } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { addJob } from "../../platform/job/add.ts";
import type { Job } from "../../platform/job/worker.ts";
import { mayEver } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { giveTask } from "../calendar/index.ts";
import { actorOfUser } from "../people/index.ts";
import { askToCall } from "./call.command.ts";
import { works } from "./extension.ts";

interface Giving {
  house: House;
  by: EventActor;
  /** Extensions at which a device is. */
  registered: readonly string[];
}

interface Owed {
  id: string;
  digits: string;
  name: string | null;
  words: string | null;
  page: string | null;
  wanted_at: string | null;
  asked_at: string;
  customer_id: string | null;
  client_id: string | null;
  user_id: string | null;
  team_id: string | null;
  created_by: string;
  locale: string;
}

/** Longer than a device rings before a number is dialled. */
const settlesAfterMs = 45_000;
const dueWithinMs = 30 * 60_000;

/** Somebody who is free calls at once; without them, or for later, it is a task. */
export async function callBack(tx: Tx, giving: Giving, id: string): Promise<void> {
  const owed = await readOwed(tx, id);
  if (!owed) return;
  const callId = owed.wanted_at === null ? await ringSomebody(tx, giving, owed) : null;
  if (!callId) return await give(tx, giving.by, owed);
  await sql`update web_callback set call_id = ${callId} where id = ${id}`.execute(tx);
  await settleSoon(tx, id);
}

/** The visitor has been spoken to, or somebody has the task: asked until one of both is so. */
async function settle(house: House, id: string): Promise<void> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ is_answered: boolean; is_going_on: boolean }>`
      select coalesce(c.answered_at is not null, false) as is_answered, coalesce(c.id is not null and c.ended_at is null, false) as is_going_on
        from web_callback b left join call c on c.id = b.call_id where b.id = ${id} for update of b`.execute(tx);
    const row = rows[0];
    if (!row || row.is_answered) return;
    if (row.is_going_on) return await settleSoon(tx, id);
    const owed = await readOwed(tx, id);
    if (owed) await give(tx, { userId: null, requestId: "settle_web_callback" }, owed);
  });
}

export const callbackJobs: Job[] = [
  { name: "settle_web_callback", run: (house, payload) => settle(house, (payload as { id: string }).id) },
];

const settleSoon = (tx: Tx, id: string): Promise<void> =>
  addJob(tx, "settle_web_callback", { id }, { runAt: new Date(Date.now() + settlesAfterMs) });

/** Who has been without a call the longest, of those who are free at a device and were not asked to dial a moment ago. @returns the call; null: nobody could */
async function ringSomebody(tx: Tx, { house, by, registered }: Giving, owed: Owed): Promise<string | null> {
  const { rows } = await sql<{ user_id: string }>`
    select e.user_id from extension e join app_user u on u.id = e.user_id
     where ${works("u")} and (u.id = ${owed.user_id} or u.team_id = ${owed.team_id}) and e.digits = any(${[...registered]})
       and not exists (select 1 from call_person p where p.user_id = u.id and p.occupation is not null)
       and not exists (select 1 from call_command m where m.user_id = u.id and m.command ->> 'name' = 'dial' and m.asked_at > now() - interval '30 seconds'
         and not exists (select 1 from call c where c.id = m.call_id))
     order by (select max(c.started_at) from call c where c.user_id = u.id) nulls first, e.digits limit 1`.execute(tx);
  const actor = rows[0] && (await actorOfUser(house, rows[0].user_id, by.requestId));
  if (!actor || !mayEver(actor, "telephone.use")) return null;
  const { digits, client_id, customer_id } = owed;
  try {
    return (await askToCall(tx, actor, house, { typed: digits, client_id, customer_id }, false)).id;
  } catch (error) {
    // not theirs to see, protected, no number to call with, no exchange: whoever has the task decides
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** What nobody has taken back, refused or given yet. */
async function readOwed(tx: Tx, id: string): Promise<Owed | undefined> {
  const { rows } = await sql<Owed>`
    select b.id, b.digits, b.name, b.words, b.page, b.wanted_at, b.asked_at, b.customer_id, w.client_id, w.user_id, w.team_id, w.created_by,
      coalesce((select u.locale from app_user u where u.id = w.user_id),
        (select value ->> 'default_locale' from setting where name = 'organisation'), 'zh-CN') as locale
      from web_callback b join web_widget w on w.id = b.widget_id
     where b.id = ${id} and b.withdrawn_at is null and not b.is_held and b.task_id is null and b.digits is not null for update of b`.execute(
    tx,
  );
  return rows[0];
}

async function give(tx: Tx, by: EventActor, owed: Owed): Promise<void> {
  const isEnglish = owed.locale === "en";
  const number = displayPhone(owed.digits);
  const lines: [string, string, string | null][] = [
    ["姓名", "Name", owed.name],
    ["来意", "About", owed.words],
    ["网页", "Page", owed.page],
  ];
  const body = lines.flatMap(([zh, en, value]) => (value ? [isEnglish ? `${en}: ${value}` : `${zh}：${value}`] : []));
  const taskId = await giveTask(tx, by, {
    title: isEnglish ? `Call back ${number}` : `回电 ${number}`,
    body: body.join("\n") || null,
    customer_id: owed.customer_id,
    client_id: owed.client_id,
    assignee_id: owed.user_id,
    team_id: owed.team_id,
    created_by: owed.created_by,
    due_at: owed.wanted_at ?? new Date(new Date(owed.asked_at).getTime() + dueWithinMs).toISOString(),
  });
  await sql`update web_callback set task_id = ${taskId} where id = ${owed.id}`.execute(tx);
}
