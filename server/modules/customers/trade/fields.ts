import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { FilterField } from "../../../platform/filter/compile.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import type { Column } from "../list.columns.ts";
import { ofMyClients } from "../my_clients.ts";
import { mayReadCost, mayReadTrades } from "./rights.ts";
import { monthsBeforeSql, yearBeginSql } from "./today.ts";

type Sql = RawBuilder<unknown>;
interface Figure {
  field: string;
  kind: "number" | "money";
  /** Of the customer whose row stands under the alias. */
  value(alias: string): Sql;
}

/** What lists can be filtered by and show of trades: sums of the reader's clients, money in the customer's own currency. */
export function tradeFilterFields(actor: Actor): FilterField[] {
  if (!mayReadTrades(actor)) return [];
  return [
    {
      field: "trade_last_on",
      kind: "date",
      guard: null,
      // the last of all is the one that none comes after: what the planner can estimate, unlike a maximum
      where: (alias, test) =>
        sql<SqlBool>`exists (select 1 from trade_sum x where ${mine(actor, alias)} and ${test(sql.ref("x.last_on"))}
          and not exists (select 1 from trade_sum y where y.customer_id = x.customer_id and ${ofMyClients(actor, "y.client_id")} and y.last_on > x.last_on))`,
    },
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
export function tradeColumns(actor: Actor): Column[] {
  if (!mayReadTrades(actor)) return [];
  const last = sql`(select max(x.last_on) from trade_sum x where ${mine(actor, "c")})`;
  return [
    { name: "trade_last_on", guards: [], asks: ["trade.read"], value: last },
    ...figures(actor).map(({ field, value }) => ({
      name: field,
      guards: [],
      asks: [field.includes("margin") ? "trade.cost" : "trade.read"],
      value: value("c"),
    })),
  ];
}

function figures(actor: Actor): Figure[] {
  const whole = (sum: Sql, alias: string, more: Sql = sql``) =>
    sql`(select coalesce(sum(${sum}), 0)::bigint from trade_sum x where ${mine(actor, alias)}${more})`;
  const since = (sum: Sql, from: Sql, alias: string) =>
    sql`(select coalesce(sum(${sum}), 0)::bigint from trade_month x where ${mine(actor, alias)} and x.month >= ${from}${own(alias)})`;
  const own = (alias: string) => sql` and x.currency = ${sql.ref(`${alias}.currency`)}`;
  const amount = sql.ref("x.amount");
  const margin = sql`x.costed_amount - x.cost`;
  return [
    { field: "trade_count", kind: "number", value: (alias) => whole(sql.ref("x.count"), alias) },
    { field: "trade_amount", kind: "money", value: (alias) => whole(amount, alias, own(alias)) },
    { field: "trade_amount_this_year", kind: "money", value: (alias) => since(amount, yearBeginSql, alias) },
    { field: "trade_amount_12_months", kind: "money", value: (alias) => since(amount, monthsBeforeSql(11), alias) },
    ...(mayReadCost(actor)
      ? ([
          {
            field: "trade_margin_12_months",
            kind: "money",
            value: (alias) => since(margin, monthsBeforeSql(11), alias),
          },
        ] satisfies Figure[])
      : []),
  ];
}

const mine = (actor: Actor, alias: string): Sql =>
  sql`x.customer_id = ${sql.ref(`${alias}.id`)} and ${ofMyClients(actor, "x.client_id")}`;
