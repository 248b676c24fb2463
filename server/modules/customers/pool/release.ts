import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, notFound } from "../../../platform/problem.ts";
import { accessCustomer, mayReachCustomer } from "../access.ts";
import { type CustomerRecord, readCustomer } from "../record.ts";
import { refreshSearch } from "../search_entry.ts";
import { type listPoolWarningsContract, type releaseCustomerContract, releaseUndoMinutes } from "./pick.contract.ts";

type Released = ResponseOf<typeof releaseCustomerContract>;

/** Puts a customer into a pool; a repeat by the same person changes nothing. @throws customer.not_found, pool.not_found */
export async function releaseCustomer(
  tx: Tx,
  actor: Actor,
  customerId: string,
  { pool_id, note }: BodyOf<typeof releaseCustomerContract>,
): Promise<Released> {
  const pool = await sql`select 1 from pool where id = ${pool_id} and retired_at is null for share`.execute(tx);
  if (pool.rows.length === 0) throw notFound("pool.not_found");
  const before = await ownRelease(tx, actor, customerId);
  if (before?.pool_id === pool_id) return { pool_id, released_at: before.since };
  await accessCustomer(tx, actor, customerId, "transfer");
  const { owner_id } = await tx
    .selectFrom("customer")
    .select("owner_id")
    .where("id", "=", customerId)
    .executeTakeFirstOrThrow();
  await sql`update customer set owner_id = null, team_id = null, pool_id = ${pool_id}, updated_at = now() where id = ${customerId}`.execute(
    tx,
  );
  const { rows } = await sql<{ since: string }>`
    insert into pool_membership (customer_id, pool_id, last_owner_id, released_by, reason, note)
    values (${customerId}, ${pool_id}, ${owner_id}, ${actor.userId}, 'released', ${note?.trim() ?? null})
    on conflict (customer_id) do update set pool_id = excluded.pool_id, since = now(), released_by = excluded.released_by, note = excluded.note
    returning since`.execute(tx);
  await sql`delete from pool_warning where customer_id = ${customerId}`.execute(tx);
  await record(tx, actor, "customer.released", {
    object: "customer",
    objectId: customerId,
    payload: { pool_id },
    changes: [{ field: "owner", before: owner_id, after: null }],
  });
  await refreshSearch(tx, customerId);
  return { pool_id, released_at: rows[0]!.since };
}

/** Gives it back to whom it belonged. @throws customer.not_found, pool.taken, pool.too_late */
export async function undoRelease(tx: Tx, actor: Actor, customerId: string): Promise<CustomerRecord> {
  await sql`select 1 from customer where id = ${customerId} for update`.execute(tx);
  const release = await ownRelease(tx, actor, customerId);
  if (!release) throw await goneFrom(tx, actor, customerId);
  if (release.is_late) throw conflict("pool.too_late");
  await sql`update customer c set owner_id = u.id, team_id = u.team_id, pool_id = null, updated_at = now()
    from app_user u where u.id = ${release.last_owner_id} and c.id = ${customerId}`.execute(tx);
  await sql`delete from pool_membership where customer_id = ${customerId}`.execute(tx);
  await record(tx, actor, "customer.release_undone", {
    object: "customer",
    objectId: customerId,
    payload: { pool_id: release.pool_id },
    changes: [{ field: "owner", before: null, after: release.last_owner_id }],
  });
  await refreshSearch(tx, customerId);
  return await readCustomer(tx, actor, customerId);
}

interface Release {
  pool_id: string;
  since: string;
  last_owner_id: string | null;
  is_late: boolean;
}

async function ownRelease(tx: Tx, actor: Actor, customerId: string): Promise<Release | undefined> {
  const { rows } = await sql<Release>`
    select m.pool_id, m.since, m.last_owner_id, m.since < now() - make_interval(mins => ${releaseUndoMinutes}) as is_late
      from pool_membership m join customer c on c.id = m.customer_id
     where m.customer_id = ${customerId} and m.released_by = ${actor.userId} and c.bin_id is null`.execute(tx);
  return rows[0];
}

/** Only who released it last learns that somebody picked it. */
async function goneFrom(tx: Tx, actor: Actor, customerId: string) {
  const { rows } = await sql<{ actor_id: string | null }>`
    select e.actor_id from domain_event e where e.root_id = ${customerId} and e.name in ('customer.released', 'customer.release_undone')
     order by e.id desc limit 1`.execute(tx);
  return rows[0]?.actor_id === actor.userId ? conflict("pool.taken") : notFound("customer.not_found");
}

export async function listPoolWarnings(db: Db, actor: Actor): Promise<ResponseOf<typeof listPoolWarningsContract>> {
  const { rows } = await sql<ResponseOf<typeof listPoolWarningsContract>["warnings"][number]>`
    select json_build_object('id', c.id, 'name', c.name) as customer, json_build_object('id', p.id, 'name', p.name) as pool,
      w.reason, w.due_on from pool_warning w join customer c on c.id = w.customer_id join pool p on p.id = w.pool_id
     where w.user_id = ${actor.userId} and c.owner_id = w.user_id and ${mayReachCustomer(actor, "read", "c")}
     order by w.due_on, c.id limit 200`.execute(db);
  return { warnings: rows };
}
