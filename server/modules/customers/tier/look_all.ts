import { type RawBuilder, sql } from "kysely";
import { compileOver, compileRules, type Looked } from "./compile.ts";
import { figureNames } from "./figures.ts";
import { differing, holdsOn, positions } from "./place.ts";
import { fieldsIn, type Placing } from "./rules.ts";
import { shareFields, type Threshold, thresholdsOver } from "./threshold.ts";

/**
 * Either where a share begins, or some of the customers who stand elsewhere than the rules say, by blanks, in the order in which
 * they lie on disk: who locks them goes through each page once.
 * Who was never placed and is not moved by it comes with the rule that decides on each ladder that is on: `id/0/2/1`.
 */
export type Seen = { [key in keyof Threshold]: Threshold[key] | null } & { found: string | null };

const idsInRow = 10_000;

const everybody = () => sql`true`;

/**
 * One look at everybody: each table is added up once, shares are worked out from that, and customers are held against the
 * rules with those shares. It writes nothing, so that it may take its time.
 */
export function lookAtAll(ladders: readonly Placing[], looked: Looked): RawBuilder<Seen> {
  const placings = ladders.map((one) => ({ ...one, is_ready: true }));
  const on = placings.filter(({ is_on }) => is_on);
  const ranked = shareFields(placings);
  const named = [
    ...new Set([
      ...[...fieldsIn(on.flatMap(({ rules }) => rules))].filter((one) => figureNames.includes(one)),
      ...ranked,
    ]),
  ];
  const added = compileRules(on, everybody, looked);
  const begins = (alias: string, ruleId: string) => sql.ref(`${alias}.at ${ruleId}`);
  const compiled = compileOver(
    {
      joins: sql`join f on f.id = c.id left join begins b on b.currency = f.currency left join begins n on n.currency = ''`,
      value: (field) => sql.ref(`f.${field}`),
      begins: (ruleId) => sql`coalesce(${begins("b", ruleId)}, ${begins("n", ruleId)})`,
    },
    looked,
  );
  const rules = on.flatMap(({ rules: all }) => all.filter(({ share }) => share !== null));
  return sql<Seen>`
    with f as materialized (
      select ${sql.join([sql`c.id, c.currency collate "C" as currency`, ...named.map((name) => sql`${added.figure(name)} as ${sql.ref(name)}`)])}
        from customer c ${added.joins} where c.bin_id is null),
    shares as materialized (${thresholdsOver(placings, looked)}),
    begins as materialized (
      select ${sql.join([sql`currency`, ...rules.map(({ id }) => sql`(max(value) filter (where rule_id = ${id}::uuid))::numeric as ${sql.ref(`at ${id}`)}`)])} from shares group by 1),
    held as materialized (${holdsOn(looked.at.today, everybody)}),
    ranked as (
      select ${sql.join([sql`c.id, c.stage, c.ctid as page`, ...positions(placings, compiled)])} from customer c ${compiled.joins} where c.bin_id is null)
    select rule_id, currency, value, null::text as found from shares
    union all select null, null, null, string_agg(one, ' ' order by page)
      from (select page, ${found(on)} as one, (row_number() over (order by page) - 1) / ${sql.lit(idsInRow)} as part from (${differing(placings)}) d) x group by part`;
}

const found = (on: readonly Placing[]): RawBuilder<unknown> =>
  on.length === 0
    ? sql`id::text`
    : sql`case when is_new and not is_held and stage = stage_to then concat_ws('/', id, ${sql.join(on.map(({ ladder }) => sql.ref(`${ladder}_at`)))}) else id::text end`;
