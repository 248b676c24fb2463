import { type RawBuilder, sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { reached, unionFor } from "../../platform/permission/compile.ts";
import { Problem } from "../../platform/problem.ts";
import type { groupCustomersContract } from "./group.contract.ts";
import { chosenRows } from "./list.chosen.ts";
import { narrowingOf, requireReadable } from "./list.filter.ts";
import { guardsOf, ownColumn } from "./own/columns.ts";
import { customerShape, ownOf } from "./permissions.ts";
import { placedValue } from "./tier/fields.ts";

type Sql = RawBuilder<unknown>;
type Answer = ResponseOf<typeof groupCustomersContract>;

const mostGroups = 200;

interface Grouped {
  guards: readonly string[];
  value: Sql;
  /** Table that names the values. */
  named?: "app_user" | "team";
}

const plain = ["stage", "kind", "province", "city", "district", "industry", "currency", "gender", "marital_status"];
const money = ["revenue_this_year", "revenue_last_year", "potential_amount"];

/**
 * Counts are whole, not capped: a question that takes too long is server.too_slow and no half answer.
 * @throws field.hidden; filter.invalid; list.not_grouped; list.not_summed
 */
export async function groupCustomers(
  db: Db,
  actor: Actor,
  { by, sum, ...filter }: QueryOf<typeof groupCustomersContract>,
): Promise<Answer> {
  const grouped = groupedBy(actor, by);
  const summed = sum === undefined ? undefined : summedBy(actor, sum);
  requireReadable(actor, "read", [...grouped.guards, ...(summed?.guards ?? [])]);
  const narrowing = await narrowingOf(db, actor, "read", filter);
  const guards = [...new Set([...narrowing.guards, ...grouped.guards])];
  const chosen = chosenRows(actor, "read", { ...narrowing, guards }, null, null);
  const name = grouped.named
    ? sql`(select x.name from ${sql.table(grouped.named)} x where x.id::text = g.value)`
    : sql`null`;
  const { rows } = await sql<Answer["groups"][number]>`
    with parts as (
      select ${grouped.value}::text as value, c.currency, count(*) as count, ${summed ? openSum(actor, summed) : sql`null::numeric`} as amount
        from (${chosen}) chosen join customer c on c.id = chosen.id group by 1, 2
    ), g as (
      select value, sum(count)::bigint as count,
        coalesce(json_agg(json_build_object('currency', currency, 'amount', amount) order by currency)
          filter (where amount is not null), '[]') as sums
        from parts group by value order by count desc, value nulls last limit ${mostGroups + 1}
    )
    select g.value, ${name} as name, g.count, g.sums from g order by g.count desc, g.value nulls last`.execute(db);
  return { groups: rows.slice(0, mostGroups), is_cut: rows.length > mostGroups };
}

/** Cells that are closed on a row stay out of the sum. */
function openSum(actor: Actor, { guards, value }: Grouped): Sql {
  const open = guards.map((guard) => reached(actor, customerShape, unionFor(actor, "customer", "read", guard), "c"));
  return sql`sum(${value}) filter (where ${sql.join(open, sql` and `)})`;
}

function groupedBy(actor: Actor, name: string): Grouped {
  const column = (guard: string | null, of: string, named?: Grouped["named"]): Grouped => ({
    guards: guard === null ? [] : [guard],
    value: sql.ref(`c.${of}`),
    ...(named ? { named } : {}),
  });
  if (plain.includes(name)) return column(name === "kind" ? null : name, name);
  if (name === "owner") return column("owner", "owner_id", "app_user");
  if (name === "team") return column("owner", "team_id", "team");
  if (name === "code" || name === "pyramid") return { guards: [], value: placedValue(name, "c") };
  if (name === "created_by") return column(null, "created_by", "app_user");
  const own = ownOf(actor);
  const field = own.find(({ key }) => key === name);
  const isUser = field?.kind === "relation" && field.target === "user";
  if (!field || !(field.kind === "choice" || field.kind === "yes_no" || isUser)) throw notSo("by", "list.not_grouped");
  return { guards: guardsOf(own, field), value: ownColumn(own, field, "c"), ...(isUser ? { named: "app_user" } : {}) };
}

function summedBy(actor: Actor, name: string): Grouped {
  if (money.includes(name)) return { guards: [name], value: sql.ref(`c.${name}`) };
  const own = ownOf(actor);
  const field = own.find(({ key }) => key === name);
  if (field?.kind !== "money") throw notSo("sum", "list.not_summed");
  return { guards: guardsOf(own, field), value: ownColumn(own, field, "c") };
}

const notSo = (field: string, id: string): Problem => new Problem(400, id, { fields: [{ field, reason: "unknown" }] });
