import { listInteractionsContract } from "../../../../../server/modules/customers/interaction.contract.ts";
import {
  addTradeContract,
  listTradesContract,
  readTradeSumsContract,
  removeTradeContract,
} from "../../../../../server/modules/customers/trade/trade.contract.ts";
import type { ResponseOf } from "../../../../../server/platform/contract/contract.ts";
import { call } from "../../../../api/call.ts";
import { client } from "../../../../api/client.ts";
import { keyOf } from "../../../../api/queries.ts";
import { formatMoney } from "../../../../text/format.ts";
import { t } from "../../../../text/locale.ts";
import { problemText } from "../../../../text/problem.ts";
import { showToast } from "../../../../ui/toasts.ts";

export type Trade = ResponseOf<typeof addTradeContract>;

export function tradesChanged(customerId: string): void {
  const params = { customerId };
  for (const contract of [listTradesContract, readTradeSumsContract, listInteractionsContract])
    void client.invalidateQueries({
      queryKey: [...keyOf(contract)],
      predicate: ({ queryKey }) => isOf(queryKey, params),
    });
}

function isOf(key: readonly unknown[], { customerId }: { customerId: string }): boolean {
  const args = key[1] as { params?: { customerId?: string } } | undefined;
  return args?.params?.customerId === customerId;
}

/** Takes a trade out; the way back enters it anew. */
export async function removeTrade(trade: Trade): Promise<void> {
  const params = { customerId: trade.customer_id, tradeId: trade.id };
  try {
    await call(removeTradeContract, { params });
    tradesChanged(trade.customer_id);
    const amount = formatMoney(trade.amount, trade.currency);
    showToast({ text: t("customers.trade.removed", { amount }), undo: () => enterAgain(trade) });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}

async function enterAgain(trade: Trade): Promise<void> {
  const { traded_on, amount, cost, currency, product_group, channel, reference, client_id } = trade;
  await call(addTradeContract, {
    params: { customerId: trade.customer_id },
    body: {
      traded_on,
      amount,
      currency,
      product_group,
      channel,
      reference,
      client_id,
      ...(cost === undefined ? {} : { cost }),
    },
  });
  tradesChanged(trade.customer_id);
  showToast({ text: t("customers.trade.undone"), look: "undone" });
}
