import { listBinContract } from "../../../server/modules/customers/bin.contract.ts";
import { listCustomersContract } from "../../../server/modules/customers/customer.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf } from "../../api/queries.ts";

/** Customers have come or gone: lists and bin are read again where they are shown. */
export function listsChanged(): void {
  for (const contract of [listCustomersContract, listBinContract])
    void client.invalidateQueries({ queryKey: keyOf(contract) });
}
