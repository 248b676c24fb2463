import { listCustomersContract, readCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import { readHistoryContract } from "../../../../server/modules/customers/history.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { t } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";

export type CustomerRecord = ResponseOf<typeof readCustomerContract>;
export type Facts = CustomerRecord["facts"];

/** Every write answers the whole record: it takes the place of the one shown. */
export function replaceRecord(record: CustomerRecord): void {
  const params = { customerId: record.id };
  client.setQueryData(keyOf(readCustomerContract, { params }), record);
  void client.invalidateQueries({ queryKey: [...keyOf(readHistoryContract), { params }] });
  void client.invalidateQueries({ queryKey: keyOf(listCustomersContract), refetchType: "none" });
}

export function rereadRecord(customerId: string): Promise<void> {
  return client.invalidateQueries({ queryKey: keyOf(readCustomerContract, { params: { customerId } }) });
}

/** Does a write, shows the new record, says so and keeps the way back for ten seconds. */
export async function act(write: () => Promise<CustomerRecord>, text: string, undo?: () => Promise<CustomerRecord>) {
  try {
    replaceRecord(await write());
    showToast(undo ? { text, undo: () => act(undo, t("frame.undone", { text })) } : { text, look: "undone" });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}
