import { sql } from "kysely";
import { recountTrades } from "./modules/customers/index.ts";
import type { Db } from "./platform/database/types.ts";
import { newId } from "./platform/ids.ts";

const groups = ["膜材", "纸箱", "封口机", "标签", "保养"];
const channels = ["直销", "经销商", "商城"];

/** Eighteen months of trades for the demo's customers who buy: the better the customer, the more and the larger. */
export async function fillDemoTrades(db: Db): Promise<void> {
  const { rows } = await sql<Drawn>`
    select c.id as customer_id, c.currency, c.owner_id as by, n as at, (abs(hashtext(c.number::text || ' day ' || n)) % 540) as days_ago,
      (abs(hashtext(c.number::text || ' size ' || n)) % 900 + 100) as size
      from customer c cross join generate_series(1, 14) as n
     where c.stage in ('buyer', 'loyal', 'high_value')
       and n <= (case c.stage when 'high_value' then 14 when 'loyal' then 9 else 4 end) - abs(hashtext(c.number::text)) % 4`.execute(
    db,
  );
  for (let from = 0; from < rows.length; from += 2000) {
    const some = rows.slice(from, from + 2000);
    await db.insertInto("trade").values(some.map(tradeOf)).execute();
  }
  await recountTrades({ transaction: (work) => db.transaction().execute(work) });
}

interface Drawn {
  customer_id: string;
  currency: string;
  days_ago: number;
  size: number;
  at: number;
  by: string | null;
}

function tradeOf({ customer_id, currency, days_ago, size, at, by }: Drawn) {
  const isReturn = size % 23 === 0;
  const amount = (isReturn ? -1 : 1) * size * (at % 5 === 0 ? 9_000 : 2_400);
  return {
    id: newId(),
    customer_id,
    traded_on: new Date(Date.now() - days_ago * 86_400_000).toISOString().slice(0, 10),
    amount,
    cost: Math.round(amount * (0.58 + (size % 17) / 100)),
    currency,
    product_group: groups[size % groups.length]!,
    channel: channels[at % channels.length]!,
    reference: `SO-${days_ago}${size}-${at}-${customer_id.slice(-6)}`,
    source: "api",
    created_by: by,
  };
}
