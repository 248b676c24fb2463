import { sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { type Actor, fieldsEver } from "../../../platform/permission/actor.ts";
import { insideWall } from "../../../platform/permission/compile.ts";
import { notFound, Problem } from "../../../platform/problem.ts";
import { organisationTimeZone } from "../../people/index.ts";
import { isTime, isUuid, readCursor, writeCursor } from "../cursor.ts";
import { customerNumber } from "../number.ts";
import { guardsOf } from "../own/columns.ts";
import { customerShape, ownOf, readFieldsOf } from "../permissions.ts";
import { type CustomerRecord, noteRead, presentCustomer } from "../record.ts";
import type { listPoolCustomersContract } from "./pick.contract.ts";
import { isCooling } from "./pick.ts";
import { type Pool, readPool } from "./pool.ts";

type Page = ResponseOf<typeof listPoolCustomersContract>;
type Row = Page["rows"][number];
const facts = ["stage", "source", "industry", "province", "city"] as const;

/** @throws pool.not_found, list.bad_cursor */
export async function listPoolCustomers(
  db: Db,
  actor: Actor,
  poolId: string,
  { after, limit = 50 }: QueryOf<typeof listPoolCustomersContract>,
): Promise<Page> {
  const pool = await readPool(db, actor, poolId);
  const open = openFields(actor, pool);
  const [since = "", id = ""] = after === undefined ? [] : readCursor(after, 2);
  if (after !== undefined && !(isTime(since) && isUuid(id))) throw new Problem(400, "list.bad_cursor");
  const { rows } = await sql<Row & { number: number; is_cooling: boolean }>`
    select c.id, c.number, c.kind, c.name, c.stage, c.source, c.industry, c.province, c.city, m.since, m.reason, m.note,
      (select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = m.last_owner_id) as last_owner,
      ${isCooling(pool, actor.userId, "m")} is true as is_cooling, m.since + make_interval(days => ${pool.cool_down_days}) as cooling_until
      from pool_membership m join customer c on c.id = m.customer_id
     where m.pool_id = ${poolId} and c.bin_id is null and ${insideWall(actor, customerShape, "c")}
       and ${after === undefined ? sql`true` : sql`(m.since, m.customer_id) > (${since}::timestamptz, ${id}::uuid)`}
     order by m.since, m.customer_id limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map((row) => presentRow(row, pool, open)),
    next: rows.length > limit && last ? writeCursor([last.since, last.id]) : null,
  };
}

function presentRow(row: Row & { number: number; is_cooling: boolean }, pool: Pool, open: ReadonlySet<string>): Row {
  const { is_cooling, cooling_until, last_owner, ...shown } = row;
  for (const fact of facts) if (!open.has(fact)) delete shown[fact];
  const pick = pool.blocked.pick ?? (is_cooling ? ("cooling" as const) : undefined);
  return {
    ...shown,
    number: customerNumber(row.kind, row.number),
    ...(open.has("owner") ? { last_owner: last_owner ?? null } : {}),
    blocked: pick ? { pick } : {},
    cooling_until: is_cooling ? cooling_until : null,
  };
}

/** What some grant opens to the actor and the pool does not hide; a formula is hidden with what it is made of. */
function openFields(actor: Actor, { hidden_fields }: Pool): Set<string> {
  const granted = fieldsEver(actor, "customer", "read");
  const own = ownOf(actor);
  const open = new Set(readFieldsOf(actor).filter((field) => !granted || granted.has(field)));
  for (const field of hidden_fields) open.delete(field);
  for (const field of own)
    if ((field.formula || field.kind === "file") && !guardsOf(own, field).every((guard) => open.has(guard)))
      open.delete(field.key);
  return open;
}

/** Opening a record counts once a day and customer; past the cap nothing is told. @throws pool.views_per_day, customer.not_found */
export async function viewPoolCustomer(
  tx: Tx,
  actor: Actor,
  { poolId, customerId }: { poolId: string; customerId: string },
): Promise<CustomerRecord> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`pool_view ${actor.userId}`}, 0))`.execute(tx);
  const pool = await readPool(tx, actor, poolId);
  const { rows } =
    await sql`select 1 from customer c where c.id = ${customerId} and c.pool_id = ${poolId} and c.bin_id is null
    and ${insideWall(actor, customerShape, "c")}`.execute(tx);
  if (rows.length === 0) throw notFound("customer.not_found");
  const zone = await organisationTimeZone(tx);
  const counted = await sql`insert into pool_view (user_id, pool_id, day, customer_id)
    values (${actor.userId}, ${poolId}, (now() at time zone ${zone})::date, ${customerId}) on conflict do nothing returning 1`.execute(
    tx,
  );
  if (counted.rows.length > 0 && pool.views_per_day !== null && pool.mine.viewed_today >= pool.views_per_day)
    throw new Problem(409, "pool.views_per_day", { detail: { views_per_day: pool.views_per_day } });
  const may = { update: false, transfer: false, share: false, remove: false, erase: false, merge: false };
  const record = await presentCustomer(tx, actor, customerId, {
    readable: openFields(actor, pool),
    writable: new Set(),
    may,
  });
  await noteRead(tx, actor, record);
  return { ...record, shares: [], blocked: { ...record.blocked, log: "no_permission", reveal: "no_permission" } };
}
