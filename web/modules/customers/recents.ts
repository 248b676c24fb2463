import { listVisitsContract, visitCustomerContract } from "../../../server/modules/customers/star.contract.ts";
import type { ResponseOf } from "../../../server/platform/contract/contract.ts";
import { call } from "../../api/call.ts";
import { client } from "../../api/client.ts";
import { keyOf, useRead } from "../../api/queries.ts";

export type Recent = ResponseOf<typeof listVisitsContract>["visits"][number];

const shown = 8;
const none: readonly Recent[] = [];

/** Says that the record was opened: what one has seen follows one to every computer. */
export function remember(customerId: string): void {
  call(visitCustomerContract, { params: { customerId } }).then(
    () => client.invalidateQueries({ queryKey: keyOf(listVisitsContract) }),
    () => undefined, // a record that has gone in the meantime is nothing to remember
  );
}

/** The records opened last, for an empty palette. */
export function useRecents(): readonly Recent[] {
  return useRead(listVisitsContract, {}, { staleTime: 30_000 }).data?.visits.slice(0, shown) ?? none;
}

/** After one of them has gone for good. */
export const rereadRecents = () => void client.invalidateQueries({ queryKey: keyOf(listVisitsContract) });
