import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { House } from "../../platform/house.ts";
import { type Actor, mayEver } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { actorOfUser, mailOrigin, mailUser, organisationTimeZone } from "../people/index.ts";
import type { listCustomersContract } from "./customer.contract.ts";
import type { deliveryResults } from "./delivery.contract.ts";
import { deliveryText } from "./delivery.text.ts";
import { awaitDelivery, nextTime } from "./delivery.ts";
import { listCustomers } from "./list.ts";
import { accessView, type View } from "./view.ts";

type Result = (typeof deliveryResults)[number];
export type Page = ResponseOf<typeof listCustomersContract>;

const firstRows = 20;

/**
 * Sends a view to its recipients. The next time is set before the first mail leaves: a mail is missed rather than sent
 * twice. Each recipient's rights are read at this moment.
 */
export async function deliverView(house: House, { view_id }: { view_id: string }): Promise<void> {
  const recipients = await house.transaction(async (tx) => {
    const { rows } = await sql<{ rhythm: "daily" | "weekly"; weekday: number | null; hour: number }>`
      select rhythm, weekday, hour from view_delivery
       where view_id = ${view_id} and not is_paused and next_at <= now() for update`.execute(tx);
    if (!rows[0]) return [];
    const nextAt = await nextTime(tx, rows[0]);
    await sql`update view_delivery set next_at = ${nextAt} where view_id = ${view_id}`.execute(tx);
    await awaitDelivery(tx, view_id, nextAt);
    const { rows: users } = await sql<{ user_id: string }>`
      select user_id from view_delivery_recipient where view_id = ${view_id} order by user_id`.execute(tx);
    return users;
  });
  for (const { user_id } of recipients) {
    const result = await sendTo(house, view_id, user_id);
    await sql`update view_delivery_recipient set last_at = now(), last_result = ${result}
      where view_id = ${view_id} and user_id = ${user_id}`.execute(house.db);
  }
}

async function sendTo(house: House, viewId: string, userId: string): Promise<Result> {
  const actor = await actorOfUser(house, userId, "delivery");
  if (!actor || !mayEver(actor, "customer.read")) return "no_permission";
  try {
    const view = await accessView(house.db, actor, viewId);
    const page = await firstPage(house, actor, view);
    const origin = house.publicUrl ?? (await mailOrigin(house.db)) ?? "";
    const timeZone = await organisationTimeZone(house.db);
    const link = `${origin}/customers?view=${view.id}`;
    const isSent = await mailUser(house, userId, deliveryText(actor, view, page, { origin, link, timeZone }));
    return isSent ? "sent" : "mail_failed";
  } catch (error) {
    if (!(error instanceof Problem)) {
      house.log.warn({ view_id: viewId, error: (error as Error).name }, "a view could not be sent");
      return "mail_failed";
    }
    return error.id === "view.not_found" ? "not_shared" : "filter_invalid";
  }
}

const firstPage = (house: House, actor: Actor, { filter, sort, direction }: View): Promise<Page> =>
  listCustomers(
    house.db,
    actor,
    { filter: JSON.stringify(filter), sort, order: direction, limit: firstRows, with_count: true },
    "mail",
  );
