import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { FilterField } from "../../../platform/filter/compile.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { visibleInteractions } from "../interaction.visible.ts";
import type { Column } from "../list.columns.ts";
import { ofMyClients } from "../my_clients.ts";
import { mayReadCost } from "../trade/rights.ts";
import { monthsBeforeSql, timeZoneSql } from "../trade/today.ts";
import { codes, type Ladder, ladders, pyramidTiers } from "./ladder.contract.ts";

type Sql = RawBuilder<unknown>;

/** What lists can be filtered by and show of tiers, and of what a customer costs us and leaves. */
export function tierFilterFields(actor: Actor): FilterField[] {
  return [
    placed("code", codes),
    placed("pyramid", pyramidTiers),
    ...ladders.map(movedOn),
    ...figures(actor).map(
      ({ field, kind, value }): FilterField => ({
        field,
        kind,
        guard: null,
        where: (alias, test) => test(value(alias)),
      }),
    ),
  ];
}

/** The same as columns. */
export function tierColumns(actor: Actor): Column[] {
  return [
    ...["code", "pyramid"].map((name) => ({ name, guards: [], value: placedValue(name, "c") })),
    ...figures(actor).map(({ field, value, isCost }) => ({
      name: field,
      guards: [],
      asks: [isCost ? "trade.cost" : "interaction.read"],
      value: value("c"),
    })),
  ];
}

/** The tier of the customer under the alias. */
export const placedValue = (ladder: string, alias: string): Sql =>
  sql`(select ${sql.ref(`x.${ladder}`)} from customer_tier x where x.customer_id = ${sql.ref(`${alias}.id`)})`;

const placed = (field: string, choices: readonly string[]): FilterField => ({
  field,
  kind: "choice",
  guard: null,
  choices,
  where: (
    alias,
    test,
  ) => sql<SqlBool>`exists (select 1 from customer_tier x where x.customer_id = ${sql.ref(`${alias}.id`)}
    and ${test(sql.ref(`x.${field}`))})`,
});

/** "B>A@2026-11": stood at B before its first move of that month and at A after its last, as the chart of movements counts. */
const movedOn = (ladder: Ladder): FilterField => ({
  field: `${ladder}_moved`,
  kind: "choice",
  guard: ladder === "stage" ? "stage" : null,
  where: (alias, test) => sql<SqlBool>`exists (select 1 from tier_move x where x.customer_id = ${sql.ref(`${alias}.id`)}
    and x.ladder = ${ladder} and ${test(sql.ref("x.to_value"))})`,
  overlaps: (alias, values) => {
    const each = values.map((value) => {
      const [, from, to, month] =
        /^([A-Za-z_]{1,40})>([A-Za-z_]{1,40})@((?!0000)\d{4}-(?:0[1-9]|1[0-2]))$/.exec(value) ?? [];
      const begin = sql`(${`${month}-01`}::date::timestamp at time zone ${timeZoneSql})`;
      return month === undefined
        ? sql`false`
        : sql`${sql.ref(`${alias}.id`)} in (select x.customer_id from tier_move x where x.ladder = ${ladder} and x.moved_at >= ${begin}
            and x.moved_at < ((${`${month}-01`}::date + interval '1 month') at time zone ${timeZoneSql}) group by 1
            having (array_agg(x.from_value order by x.moved_at, x.id))[1] = ${from} and (array_agg(x.to_value order by x.moved_at desc, x.id desc))[1] = ${to})`;
    });
    return sql<SqlBool>`(${sql.join(each, sql` or `)})`;
  },
});

interface Figure {
  field: string;
  kind: "number" | "money";
  isCost: boolean;
  value(alias: string): Sql;
}

function figures(actor: Actor): Figure[] {
  const touches = (
    what: Sql,
    alias: string,
  ) => sql`(select ${what} from interaction x left join tier_cost k on k.kind = x.kind
    where x.customer_id = ${sql.ref(`${alias}.id`)} and x.happened_at >= (${monthsBeforeSql(11)}::timestamp at time zone ${timeZoneSql})
      and ${visibleInteractions(actor, "x")})`;
  const margin = (alias: string) => sql`(select coalesce(sum(x.costed_amount - x.cost), 0)::bigint from trade_month x
    where x.customer_id = ${sql.ref(`${alias}.id`)} and ${ofMyClients(actor, "x.client_id")} and x.month >= ${monthsBeforeSql(11)}
      and x.currency = ${sql.ref(`${alias}.currency`)})`;
  const cost = (alias: string) =>
    sql`(case when ${sql.ref(`${alias}.currency`)} = ${ownCurrency} then ${touches(sql`coalesce(sum(k.amount), 0)::bigint`, alias)} end)`;
  const isTold = mayEver(actor, "interaction.read");
  return [
    ...(isTold
      ? [
          {
            field: "interactions_12_months",
            kind: "number" as const,
            isCost: false,
            value: (alias: string) => touches(sql`count(*)`, alias),
          },
        ]
      : []),
    ...(isTold && mayReadCost(actor)
      ? [
          { field: "cost_to_serve_12_months", kind: "money" as const, isCost: true, value: cost },
          {
            field: "contribution_12_months",
            kind: "money" as const,
            isCost: true,
            value: (alias: string) => sql`(${margin(alias)} - ${cost(alias)})`,
          },
        ]
      : []),
  ];
}

/** Touches cost in the organisation's currency: beside money in another nothing can be said. */
const ownCurrency = sql`coalesce((select value ->> 'currency' from setting where name = 'organisation'), 'CNY')`;
