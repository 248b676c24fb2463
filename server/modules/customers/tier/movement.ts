import { sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import { moved } from "../../../platform/filter/period.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { organisationTimeZone } from "../../people/index.ts";
import { mayReachCustomer } from "../access.ts";
import { requireReadable } from "../list.filter.ts";
import { todayOf } from "../trade/today.ts";
import type { Ladder } from "./ladder.contract.ts";
import type { readMovementsContract } from "./tier.contract.ts";

type Movements = ResponseOf<typeof readMovementsContract>;

/**
 * Net flows month by month, and where the reader's customers stood at each month's end: as they stand now, with what moved
 * since taken back. @throws field.hidden
 */
export async function readMovements(
  db: Db,
  actor: Actor,
  { ladder, until, months = 6 }: QueryOf<typeof readMovementsContract>,
): Promise<Movements> {
  if (ladder === "stage") requireReadable(actor, "read", ["stage"]);
  const zone = await organisationTimeZone(db);
  const last = `${(until ?? (await todayOf(db))).slice(0, 7)}-01`;
  const names = Array.from({ length: months }, (_, index) => moved(last, index - months + 1, "month").slice(0, 7));
  const used = ladder === "stage" ? ["stage"] : [];
  const month = sql`to_char(m.moved_at at time zone ${zone}, 'YYYY-MM')`;
  const { rows: flows } = await sql<{ month: string; from: string; to: string; count: number }>`
    select month, "from", "to", count(*)::int as count from (
      select ${month} as month, m.customer_id, (array_agg(m.from_value order by m.moved_at, m.id))[1] as "from",
        (array_agg(m.to_value order by m.moved_at desc, m.id desc))[1] as "to"
        from tier_move m join customer c on c.id = m.customer_id
       where m.ladder = ${ladder} and m.moved_at >= (${`${names[0]}-01`}::date::timestamp at time zone ${zone}) and ${mayReachCustomer(actor, "read", "c", used)}
       group by 1, 2) net group by 1, 2, 3`.execute(db);
  const { rows: stock } = await sql<{ value: string; month: string; count: number }>`
    select ${standsNow(ladder)} as value, to_char(greatest(${since(ladder)}, '2000-01-01') at time zone ${zone}, 'YYYY-MM') as month, count(*)::int as count
      from customer c left join customer_tier t on t.customer_id = c.id
     where ${mayReachCustomer(actor, "read", "c", used)} and ${standsNow(ladder)} is not null group by 1, 2`.execute(
    db,
  );
  return {
    months: names.map((name) => ({ month: name, flows: flowsOf(flows, name), stock: stockAt(stock, flows, name) })),
  };
}

const standsNow = (ladder: Ladder) => (ladder === "stage" ? sql.ref("c.stage") : sql.ref(`t.${ladder}`));
/** Who came later did not stand anywhere then. */
const since = (ladder: Ladder) => (ladder === "stage" ? sql.ref("c.created_at") : sql.ref("t.placed_at"));

interface Flow {
  month: string;
  from: string;
  to: string;
  count: number;
}

const flowsOf = (flows: readonly Flow[], name: string) =>
  flows
    .filter(({ month, from, to }) => month === name && from !== to)
    .map(({ from, to, count }) => ({ from, to, count }))
    .sort((one, other) => other.count - one.count);

function stockAt(
  stock: readonly { value: string; month: string; count: number }[],
  flows: readonly Flow[],
  name: string,
) {
  const counts = new Map<string, number>();
  const add = (value: string, count: number) => counts.set(value, (counts.get(value) ?? 0) + count);
  for (const { value, month, count } of stock) if (month <= name) add(value, count);
  for (const { month, from, to, count } of flows)
    if (month > name) {
      add(from, count);
      add(to, -count);
    }
  return [...counts].map(([value, count]) => ({ value, count: Math.max(0, count) }));
}
