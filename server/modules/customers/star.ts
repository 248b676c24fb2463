import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { accessCustomer, mayReachCustomer } from "./access.ts";
import { customerNumber } from "./number.ts";
import type { listVisitsContract } from "./star.contract.ts";

type Visits = ResponseOf<typeof listVisitsContract>;
type VisitRow = Omit<Visits["visits"][number], "number"> & { number: number };

const mostVisits = 50;

/** @throws customer.not_found */
export async function starCustomer(tx: Tx, actor: Actor, customerId: string): Promise<{ is_starred: boolean }> {
  await accessCustomer(tx, actor, customerId);
  const { rows } = await sql`insert into customer_star (user_id, customer_id) values (${actor.userId}, ${customerId})
    on conflict do nothing returning customer_id`.execute(tx);
  if (rows.length > 0) await record(tx, actor, "star.added", about(customerId));
  return { is_starred: true };
}

/** @throws customer.not_found */
export async function unstarCustomer(tx: Tx, actor: Actor, customerId: string): Promise<{ is_starred: boolean }> {
  await accessCustomer(tx, actor, customerId);
  const { rows } = await sql`delete from customer_star where user_id = ${actor.userId} and customer_id = ${customerId}
    returning customer_id`.execute(tx);
  if (rows.length > 0) await record(tx, actor, "star.removed", about(customerId));
  return { is_starred: false };
}

/** A star is nobody's business but its owner's: it does not hang on the customer's own history. */
const about = (customerId: string) => ({
  object: "star",
  objectId: customerId,
  root: { object: "star", id: customerId },
});

/** Reading is no event; only the last fifty are kept. @throws customer.not_found */
export async function visitCustomer(tx: Tx, actor: Actor, customerId: string): Promise<{ visited_at: string }> {
  await accessCustomer(tx, actor, customerId);
  const { rows } = await sql<{ visited_at: string }>`
    insert into customer_visit (user_id, customer_id, visited_at) values (${actor.userId}, ${customerId}, clock_timestamp())
    on conflict (user_id, customer_id) do update set visited_at = excluded.visited_at returning visited_at`.execute(tx);
  await sql`delete from customer_visit where user_id = ${actor.userId} and customer_id in (
    select customer_id from customer_visit where user_id = ${actor.userId} order by visited_at desc offset ${mostVisits})`.execute(
    tx,
  );
  return rows[0]!;
}

export async function listVisits(db: Db, actor: Actor): Promise<Visits> {
  const { rows } = await sql<VisitRow>`
    select c.id, c.name, c.number, c.kind, v.visited_at from customer_visit v join customer c on c.id = v.customer_id
     where v.user_id = ${actor.userId} and ${mayReachCustomer(actor, "read", "c")} order by v.visited_at desc`.execute(
    db,
  );
  return { visits: rows.map((row) => ({ ...row, number: customerNumber(row.kind, row.number) })) };
}
