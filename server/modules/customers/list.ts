import { sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { filteredBy, noteSensitiveExit, toldBy } from "./consent/sensitive_exit.ts";
import type { listCustomersContract } from "./customer.contract.ts";
import { chosenRows } from "./list.chosen.ts";
import { columnsOf } from "./list.columns.ts";
import { type Filter, type Narrowing, narrowingOf } from "./list.filter.ts";
import { cursorAt, inPhases, orderOf, spotAt } from "./list.order.ts";
import { describedRows } from "./list.rows.ts";

type Query = QueryOf<typeof listCustomersContract>;
type Page = ResponseOf<typeof listCustomersContract>;

const countCap = 1000;

/**
 * A page of customers, keyset-paged: each way to reach rows is a branch with its own index, merged afterwards. Which rows
 * are on the page is a small question that is planned for its values; what is told of them is a big one with one plan.
 */
export async function listCustomers(db: Db, actor: Actor, query: Query, how: "list" | "mail" = "list"): Promise<Page> {
  const limit = query.limit ?? 50;
  const order = orderOf(actor, query);
  const spot = spotAt(order, query.after);
  const narrowing = await narrowingOf(db, actor, "read", query);
  const chosen = await inPhases(spot, limit + 1, async (from, most) => {
    const rows = chosenRows(actor, "read", narrowing, from, most);
    return (await sql<{ id: string; sort_value: unknown }>`${rows}`.execute(db)).rows;
  });
  const page = chosen.slice(0, limit);
  const last = page.at(-1);
  const ids = page.map(({ id }) => id);
  const rows = await describedRows(db, actor, ids, columnsOf(actor, query.columns));
  await noteSensitiveExit(db, actor, { how, ...toldBy(actor, rows), filteredBy: filteredBy(filterOf(query)) });
  return {
    rows,
    next: chosen.length > limit && last ? cursorAt(order, last) : null,
    ...(query.with_count ? { count: await countCustomers(db, actor, narrowing) } : {}),
  };
}

const filterOf = ({ limit: _limit, after: _after, columns: _columns, with_count: _count, ...filter }: Query): Filter =>
  filter;

async function countCustomers(db: Db, actor: Actor, narrowing: Narrowing): Promise<{ value: number; capped: boolean }> {
  const chosen = chosenRows(actor, "read", narrowing, null, countCap + 1);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (${chosen}) as counted`.execute(db);
  const count = rows[0]!.count;
  return { value: Math.min(count, countCap), capped: count > countCap };
}
