import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { ofMyClients } from "../my_clients.ts";
import type { TradedAmount } from "../relation/relation.contract.ts";
import { mayReadCost, mayReadTrades } from "./rights.ts";
import { monthsBeforeSql } from "./today.ts";

/**
 * What each of these customers, which the reader sees, traded in this month and the eleven before it, as far as it is of
 * the reader's clients. Undefined: the reader may not read trades.
 */
export async function tradedOfMany(
  db: Db,
  actor: Actor,
  customerIds: readonly string[],
): Promise<Map<string, TradedAmount[]> | undefined> {
  if (!mayReadTrades(actor)) return undefined;
  const margin = mayReadCost(actor) ? sql`, 'margin', margin` : sql``;
  const { rows } = await sql<{ customer_id: string; amounts: TradedAmount[] }>`
    select customer_id, json_agg(json_build_object('currency', currency, 'amount', amount${margin}) order by amount desc, currency) as amounts
      from (select x.customer_id, x.currency, sum(x.amount)::bigint as amount, sum(x.costed_amount - x.cost)::bigint as margin from trade_month x
             where x.customer_id = any(${customerIds}::uuid[]) and ${ofMyClients(actor, "x.client_id")} and x.month >= ${monthsBeforeSql(11)}
             group by 1, 2) t
     group by 1`.execute(db);
  return new Map(rows.map(({ customer_id, amounts }) => [customer_id, amounts]));
}
