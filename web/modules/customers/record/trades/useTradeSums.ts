import { readTradeSumsContract } from "../../../../../server/modules/customers/trade/trade.contract.ts";
import { useRead } from "../../../../api/queries.ts";
import { useCan } from "../../../../frame/me.ts";

/** The customer's trades added up by currency; undefined where there are none, or none for this reader. */
export function useTradeSums(customerId: string) {
  const can = useCan();
  const args = { params: { customerId } };
  const sums = useRead(readTradeSumsContract, args, { enabled: can(readTradeSumsContract.permission) });
  return sums.data && sums.data.currencies.length > 0 ? sums.data.currencies : undefined;
}
