import { type RawBuilder, sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../../platform/problem.ts";
import { organisationTimeZone } from "../../people/index.ts";
import { ownOf, readFieldsOf } from "../permissions.ts";
import { blockedPick } from "./blocked.ts";
import type { createPoolContract, listPoolsContract, PoolSettings } from "./pool.contract.ts";
import { recycleSoon } from "./recycle.plan.ts";

export type Pool = ResponseOf<typeof createPoolContract>;

export async function listPools(db: Db, actor: Actor): Promise<ResponseOf<typeof listPoolsContract>> {
  const pools = await selectPools(db, actor, sql`p.retired_at is null`);
  const seesAll = mayEver(actor, "pool.manage") || mayEver(actor, "pool.assign");
  return { pools: pools.filter((pool) => seesAll || pool.blocked.pick !== "not_picker") };
}

/** A pool that one may neither pick from nor give from is not there. @throws pool.not_found */
export async function readPool(db: Db, actor: Actor, id: string): Promise<Pool> {
  const [pool] = await selectPools(db, actor, sql`p.id = ${id}`);
  const seesAll = mayEver(actor, "pool.manage") || mayEver(actor, "pool.assign");
  if (!pool || (pool.blocked.pick === "not_picker" && !seesAll)) throw notFound("pool.not_found");
  return pool;
}

/** @throws pool.name_taken, pool.bad_rule, pool.unknown_reference */
export async function createPool(tx: Tx, actor: Actor, input: PoolSettings): Promise<Pool> {
  const id = newId();
  requireRules(actor, input);
  const { picker_teams, picker_roles, ...columns } = input;
  await tx
    .insertInto("pool")
    .values({ ...columns, id, created_by: actor.userId })
    .execute()
    .catch(refuse);
  await setPickers(tx, id, { picker_teams, picker_roles });
  await record(tx, actor, "pool.created", { object: "pool", objectId: id });
  await recycleSoon(tx);
  return await readPool(tx, actor, id);
}

/** @throws pool.not_found, pool.name_taken, pool.bad_rule, pool.unknown_reference */
export async function updatePool(tx: Tx, actor: Actor, id: string, input: Partial<PoolSettings>): Promise<Pool> {
  const standing = await tx.selectFrom("pool").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (!standing || standing.retired_at) throw notFound("pool.not_found");
  requireRules(actor, { ...standing, ...input } as PoolSettings);
  const { picker_teams, picker_roles, ...columns } = input;
  if (Object.keys(columns).length > 0)
    await tx.updateTable("pool").set(columns).where("id", "=", id).execute().catch(refuse);
  await setPickers(tx, id, { picker_teams, picker_roles });
  await record(tx, actor, "pool.updated", { object: "pool", objectId: id });
  await recycleSoon(tx);
  return await readPool(tx, actor, id);
}

/** @throws pool.not_found, pool.not_empty */
export async function retirePool(tx: Tx, actor: Actor, id: string): Promise<Pool> {
  await tx.selectFrom("pool").select("id").where("id", "=", id).forUpdate().executeTakeFirst();
  const pool = await readPool(tx, actor, id);
  if (pool.is_retired) return pool;
  if (pool.size.value > 0) throw conflict("pool.not_empty");
  await tx.updateTable("pool").set({ retired_at: sql`now()` }).where("id", "=", id).execute();
  await record(tx, actor, "pool.retired", { object: "pool", objectId: id });
  return await readPool(tx, actor, id);
}

/** Rules that name own fields name dates that are there; hidden fields are fields. @throws pool.bad_rule */
function requireRules(actor: Actor, rules: Partial<PoolSettings>): void {
  const isDate = (key: string) => ownOf(actor).some((field) => field.key === key && field.kind === "date");
  const wrong = (["deal_field", "contract_end_field"] as const).filter((one) => rules[one] && !isDate(rules[one]));
  const missing = rules.after_contract_end_days != null && !rules.contract_end_field ? ["contract_end_field"] : [];
  const known = new Set(readFieldsOf(actor));
  const unknown = (rules.hidden_fields ?? []).some((field) => !known.has(field)) ? ["hidden_fields"] : [];
  const fields = [
    ...[...wrong, ...unknown].map((field) => ({ field, reason: "unknown" })),
    ...missing.map((field) => ({ field, reason: "required" })),
  ];
  if (fields.length > 0) throw invalid("pool.bad_rule", fields);
}

async function setPickers(
  tx: Tx,
  id: string,
  given: { picker_teams?: string[] | undefined; picker_roles?: string[] | undefined },
): Promise<void> {
  for (const [field, column] of [
    ["picker_teams", "team_id"],
    ["picker_roles", "role_id"],
  ] as const) {
    const ids = given[field];
    if (!ids) continue;
    await sql`delete from pool_picker where pool_id = ${id} and ${sql.ref(column)} is not null`.execute(tx);
    await sql`insert into pool_picker (pool_id, ${sql.ref(column)}) select ${id}::uuid, one from unnest(${ids}::uuid[]) as one group by one`
      .execute(tx)
      .catch(refuse);
  }
}

function refuse(error: unknown): never {
  const { constraint = "" } = error as { constraint?: string };
  if (constraint === "pool_name") throw conflict("pool.name_taken");
  const field = { pool_team_id_fkey: "team_id", pool_picker_team_id_fkey: "picker_teams" }[constraint];
  if (field || constraint === "pool_picker_role_id_fkey")
    throw invalid("pool.unknown_reference", [{ field: field ?? "picker_roles", reason: "unknown" }]);
  throw error;
}

type Loaded = Omit<Pool, "blocked" | "size"> & { size: number; is_picker: boolean };

async function selectPools(db: Db, actor: Actor, which: RawBuilder<unknown>): Promise<Pool[]> {
  const zone = await organisationTimeZone(db);
  const picked = (column: string, table: string) => sql`
    (select coalesce(json_agg(json_build_object('id', x.id, 'name', x.name) order by x.name), '[]') from pool_picker k
      join ${sql.table(table)} x on x.id = ${sql.ref(`k.${column}`)} where k.pool_id = p.id)`;
  const { rows } = await sql<Loaded>`
    select p.id, p.name, p.team_id, p.kind, p.picks_per_day, p.cool_down_days, p.capacity, p.capacity_counts, p.no_follow_up_days,
      p.no_deal_days, p.deal_field, p.after_contract_end_days, p.contract_end_field, p.warning_days, p.hidden_fields, p.views_per_day,
      (select json_build_object('id', t.id, 'name', t.name) from team t where t.id = p.team_id) as team,
      ${picked("team_id", "team")} as picker_teams, ${picked("role_id", "role")} as picker_roles, p.retired_at is not null as is_retired,
      (select count(*) from (select 1 from pool_membership m where m.pool_id = p.id limit 1001) as counted)::int as size,
      ${countersOf(sql`${actor.userId}::uuid`, zone)} as mine,
      exists (select 1 from pool_picker k where k.pool_id = p.id and (k.team_id = any(${actor.shareTeamIds}::uuid[])
        or k.role_id in (select r.role_id from user_role r where r.user_id = ${actor.userId}))) as is_picker
    from pool p where ${which} order by p.created_at, p.id`.execute(db);
  return rows.map(({ size, is_picker, ...pool }) => ({
    ...pool,
    size: { value: Math.min(size, 1000), capped: size > 1000 },
    blocked: blockedPick(pool, is_picker),
  }));
}

/** What a person did today in pool p, and what they hold; a day is the organisation's. */
export const countersOf = (user: RawBuilder<unknown>, zone: string): RawBuilder<unknown> => sql`json_build_object(
  'picked_today', (select count(*) from pool_pick k where k.user_id = ${user} and k.pool_id = p.id and k.given_by is null
     and k.picked_at >= date_trunc('day', now() at time zone ${zone}) at time zone ${zone}),
  'viewed_today', (select count(*) from pool_view v where v.user_id = ${user} and v.pool_id = p.id and v.day = (now() at time zone ${zone})::date),
  'held', (select count(*) from customer c where c.owner_id = ${user} and c.bin_id is null and (p.capacity_counts = 'owned'
     or exists (select 1 from pool_pick k where k.user_id = ${user} and k.pool_id = p.id and k.customer_id = c.id))))`;
