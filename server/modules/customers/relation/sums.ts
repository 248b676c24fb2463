import type { Group, Member } from "./group.ts";
import type { TradedAmount } from "./relation.contract.ts";

/** What a group comes to over the members that the reader sees. */
export function sumsOf(
  members: readonly Member[],
  traded: ReadonlyMap<string, readonly TradedAmount[]> | undefined,
): Group["sums"] {
  const staff = members.flatMap((one) => (one.staff_count === undefined ? [] : [one.staff_count]));
  const revenue = members.filter((one) => one.revenue_this_year !== undefined);
  const amounts = new Map<string, number>();
  for (const { currency = "", revenue_this_year } of revenue)
    if (revenue_this_year) amounts.set(currency, (amounts.get(currency) ?? 0) + revenue_this_year);
  return {
    customers: members.length,
    staff: {
      sum: staff.reduce<number>((sum, one) => sum + (one ?? 0), 0),
      known: staff.filter((one) => one !== null).length,
      hidden: members.length - staff.length,
    },
    revenue: {
      amounts: [...amounts].sort(([, a], [, b]) => b - a).map(([currency, amount]) => ({ currency, amount })),
      known: revenue.filter((one) => one.revenue_this_year !== null).length,
      hidden: members.length - revenue.length,
    },
    ...(traded && { trades: addUp([...traded.values()].flat()) }),
  };
}

/** One a currency, the largest first. */
function addUp(amounts: readonly TradedAmount[]): TradedAmount[] {
  const sums = new Map<string, TradedAmount>();
  for (const { currency, amount, margin } of amounts) {
    const sum = sums.get(currency) ?? { currency, amount: 0, ...(margin === undefined ? {} : { margin: 0 }) };
    sum.amount += amount;
    if (margin !== undefined) sum.margin = (sum.margin ?? 0) + margin;
    sums.set(currency, sum);
  }
  return [...sums.values()].sort((one, other) => other.amount - one.amount);
}
