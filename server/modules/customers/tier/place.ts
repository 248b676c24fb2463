import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { type EventActor, record } from "../../../platform/event/record.ts";
import { recordEach } from "../../../platform/event/record_each.ts";
import { newId } from "../../../platform/ids.ts";
import { type Compiled, compileRules, type Looked } from "./compile.ts";
import { figureNames, type Which } from "./figures.ts";
import type { Ladder } from "./ladder.contract.ts";
import { fieldsIn, type Placing } from "./rules.ts";

type Sql = RawBuilder<unknown>;

export interface Placed {
  placed: number;
  moved: number;
}

interface Move {
  id: string;
  customer_id: string;
  ladder: Ladder;
  from_value: string;
  to_value: string;
}

/** More moves at once have one event for all of them. */
const mostEvents = 50;
export const byRules = { userId: null, requestId: "tiers" };

/** Placing is done by one at a time: who comes second sees what the first has written, and figures at least as new. */
export const placingAlone = async (tx: Tx): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext('customer_tier'))`.execute(tx);
  await sql`set local jit = off`.execute(tx);
};

/**
 * Places these customers by the rules and writes what differs. Rows that somebody is at are left for soon and not waited for;
 * what is held stays. The caller has called placingAlone.
 */
export async function placeThese(
  tx: Tx,
  which: Which,
  placings: readonly Placing[],
  looked: Looked,
  by: EventActor = byRules,
): Promise<Placed> {
  const compiled = compileRules(placings.filter(isPlaced), which, looked);
  const figures = figureColumns(placings, (name) => compiled.figure(name));
  const ranked = sql`select ${sql.join([sql`c.id, c.stage`, ...positions(placings, compiled), ...figures])}
    from customer c ${compiled.joins} where c.bin_id is null and ${which("c.id")}`;
  return await write(tx, placings, ranked, which, looked, by);
}

/** Whom a look has found without a place: their position on each ladder of `on`, in order. */
export interface Fresh {
  ids: readonly string[];
  at: readonly (readonly number[])[];
}

/** The same for those, by what the look has seen. Who was placed since, by newer figures, is left alone. */
export async function placeFresh(
  tx: Tx,
  { ids, at }: Fresh,
  placings: readonly Placing[],
  looked: Looked,
): Promise<Placed> {
  const which: Which = (column) => sql`${sql.ref(column)} = any(${ids}::uuid[])`;
  const on = placings.filter(isPlaced);
  const names = on.map(({ ladder }) => sql.ref(`${ladder}_at`));
  const columns = on.map((_, index) => sql`${at.map((one) => one[index])}::int[]`);
  const ranked = sql`select ${sql.join([sql`c.id, c.stage`, ...names, ...figureColumns(placings, () => sql`null::numeric`)])}
    from unnest(${sql.join([sql`${ids}::uuid[]`, ...columns])}) as s (${sql.join([sql.ref("id"), ...names])}) join customer c on c.id = s.id
   where c.bin_id is null and not exists (select 1 from customer_tier t where t.customer_id = c.id)`;
  return await write(tx, placings, ranked, which, looked, byRules, sql`stage = stage_to`);
}

async function write(
  tx: Tx,
  placings: readonly Placing[],
  ranked: Sql,
  which: Which,
  looked: Looked,
  by: EventActor,
  only: Sql = sql`true`,
): Promise<Placed> {
  const { rows } = await placing(placings, ranked, which, looked, by, only).execute(tx);
  const { placed, moves } = rows[0]!;
  if (moves.length > mostEvents) await recordBatch(tx, moves);
  else
    await recordEach(
      tx,
      by,
      moves.map(({ customer_id, ladder, from_value, to_value }) => ({
        name: "customer.tier_moved",
        object: "customer",
        objectId: customer_id,
        changes: [{ field: ladder, before: from_value, after: to_value }],
      })),
    );
  return { placed, moved: moves.length };
}

async function recordBatch(tx: Tx, moves: readonly Move[]): Promise<void> {
  const batch = newId();
  await sql`update tier_move set batch_id = ${batch} where id = any(${moves.map(({ id }) => id)}::uuid[])`.execute(tx);
  await record(tx, byRules, "tier.moved", {
    object: "tier",
    objectId: null,
    root: { object: "tier", id: batch },
    payload: { count: moves.length },
  });
}

/** Where each would stand, in columns of its ladder: "code_to" and "code_rule", after held values. */
function placing(
  placings: readonly Placing[],
  ranked: Sql,
  which: Which,
  { at: { today } }: Looked,
  { userId }: EventActor,
  only: Sql,
) {
  const [stage, code, pyramid] = inOrder(placings);
  return sql<{ placed: number; moves: Move[] }>`
    with held as materialized (${holdsOn(today, which)}),
    ranked as materialized (${ranked}),
    diff as materialized (select * from (${differing(placings)}) d where ${only}),
    free as materialized (
      select d.* from diff d join customer c on c.id = d.id and c.stage = d.stage order by d.id ${stage.is_on ? sql`for no key update of c skip locked` : sql`for key share of c skip locked`}),
    later as (insert into tier_due (customer_id) select id from diff where id not in (select id from free) on conflict do nothing),
    written as (
      insert into customer_tier as t (customer_id, code, code_rule_id, code_since, pyramid, pyramid_rule_id, pyramid_since, stage_rule_id, stage_since)
      select id, code_to, code_rule, case when code_to is not null then now() end, pyramid_to, pyramid_rule, case when pyramid_to is not null then now() end,
        stage_rule, case when stage <> stage_to then now() end from free
      on conflict (customer_id) do update set code = excluded.code, code_rule_id = excluded.code_rule_id,
        code_since = case when t.code is distinct from excluded.code then excluded.code_since else t.code_since end,
        pyramid = excluded.pyramid, pyramid_rule_id = excluded.pyramid_rule_id,
        pyramid_since = case when t.pyramid is distinct from excluded.pyramid then excluded.pyramid_since else t.pyramid_since end,
        stage_rule_id = excluded.stage_rule_id, stage_since = coalesce(excluded.stage_since, t.stage_since)
      returning 1),
    staged as (update customer c set stage = f.stage_to, updated_at = now() from free f where c.id = f.id and f.stage <> f.stage_to returning c.id),
    moves as (
      insert into tier_move (customer_id, ladder, from_value, to_value, rule_id, figures, by_user) select m.*, ${userId}::uuid from (
      select id, 'code', code, code_to, code_rule, ${keptFigures(code)} from free where code <> code_to
      union all select id, 'pyramid', pyramid, pyramid_to, pyramid_rule, ${keptFigures(pyramid)} from free where pyramid <> pyramid_to
      union all select id, 'stage', stage, stage_to, stage_rule, ${keptFigures(stage)} from free where stage <> stage_to) m
      returning id, customer_id, ladder, from_value, to_value)
    select (select count(*) from written)::int as placed,
      (select coalesce(json_agg(m), '[]') from moves m) as moves`;
}

/** Who stands elsewhere than where r says: with what they were placed by now, and held. */
export function differing(placings: readonly Placing[]): Sql {
  const [stage, code, pyramid] = inOrder(placings);
  return sql`select * from (
      select r.*, t.customer_id is null as is_new, h.customer_id is not null as is_held, t.code, t.pyramid, t.code_rule_id, t.pyramid_rule_id, t.stage_rule_id,
        ${valueTo(code)} as code_to, ${ruleTo(code)} as code_rule, ${valueTo(pyramid)} as pyramid_to, ${ruleTo(pyramid)} as pyramid_rule,
        ${valueTo(stage)} as stage_to, ${ruleTo(stage)} as stage_rule
        from ranked r left join customer_tier t on t.customer_id = r.id left join held h on h.customer_id = r.id) next
     where is_new or code is distinct from code_to or pyramid is distinct from pyramid_to or stage <> stage_to
        or code_rule_id is distinct from code_rule or pyramid_rule_id is distinct from pyramid_rule or stage_rule_id is distinct from stage_rule`;
}

/** What holds on a day, a line a customer. */
export const holdsOn = (today: string, which: Which): Sql => sql`
  select x.customer_id, ${sql.join((["stage", "code", "pyramid"] as const).map((ladder) => sql`max(x.value) filter (where x.ladder = ${sql.lit(ladder)}) as ${sql.ref(ladder)}`))}
    from tier_hold x where ${which("x.customer_id")} and (x.until is null or x.until >= ${today}::date) group by 1`;

/** Which rule decides on each ladder, as "code_at". */
export const positions = (placings: readonly Placing[], compiled: Compiled): Sql[] =>
  placings.filter(isPlaced).map((one) => sql`${compiled.position(one)} as ${sql.ref(`${one.ladder}_at`)}`);

function inOrder(placings: readonly Placing[]): [Placing, Placing, Placing] {
  const [stage, code, pyramid] = (["stage", "code", "pyramid"] as const).map((ladder) =>
    placings.find((one) => one.ladder === ladder),
  );
  return [stage!, code!, pyramid!];
}

const at = ({ ladder }: Placing) => sql.ref(`r.${ladder}_at`);

const isPlaced = ({ is_on, is_ready }: Placing): boolean => is_on && is_ready;

/** What is held, else what the deciding rule says, else the rest's; nothing on a ladder that is off. */
const valueTo = (one: Placing): Sql => {
  if (!one.is_on) return one.ladder === "stage" ? sql`r.stage` : sql`null::text`;
  const held = sql.ref(`h.${one.ladder}`);
  if (!one.is_ready)
    return sql`coalesce(${held}, ${one.ladder === "stage" ? sql`r.stage` : sql.ref(`t.${one.ladder}`)})`;
  return sql`coalesce(${held}, (${one.rules.map(({ value }) => value)}::text[])[${at(one)}], ${one.rest_value})`;
};

const ruleTo = (one: Placing): Sql => {
  if (!one.is_on) return sql`null::uuid`;
  const rule = one.is_ready
    ? sql`(${one.rules.map(({ id }) => id)}::uuid[])[${at(one)}]`
    : sql.ref(`t.${one.ladder}_rule_id`);
  return sql`case when ${sql.ref(`h.${one.ladder}`)} is null then ${rule} end`;
};

const figureColumns = (placings: readonly Placing[], column: (name: string) => Sql): Sql[] =>
  [...new Set(placings.filter(isPlaced).flatMap(figuresOf))].map((name) => sql`${column(name)} as ${sql.ref(name)}`);

const figuresOf = ({ rules }: Placing): string[] => [...fieldsIn(rules)].filter((field) => figureNames.includes(field));

/** What the ladder's rules looked at, kept with a move. */
function keptFigures(one: Placing): Sql {
  const names = isPlaced(one) ? figuresOf(one) : [];
  return names.length === 0
    ? sql`'{}'::jsonb`
    : sql`jsonb_build_object(${sql.join(names.flatMap((name) => [sql`${name}::text`, sql.ref(name)]))})`;
}
