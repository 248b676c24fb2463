import type { InfiniteData } from "@tanstack/react-query";
import { listCustomersContract, readCustomerContract } from "../../../server/modules/customers/customer.contract.ts";
import { starCustomerContract, unstarCustomerContract } from "../../../server/modules/customers/star.contract.ts";
import { call } from "../../api/call.ts";
import { client } from "../../api/client.ts";
import { keyOf } from "../../api/queries.ts";
import { problemText } from "../../text/problem.ts";
import { showToast } from "../../ui/toasts.ts";
import type { Page } from "./list/page.ts";
import type { CustomerRecord } from "./record/record.ts";

/** Turns a customer's star on or off; it shows at once and goes back when the server refuses. */
export function useStar(): (customer: { id: string; is_starred: boolean }) => void {
  return ({ id, is_starred }) => {
    show(id, !is_starred);
    const params = { customerId: id };
    call(is_starred ? unstarCustomerContract : starCustomerContract, { params }).catch((error: unknown) => {
      show(id, is_starred);
      showToast({ text: problemText(error), look: "problem" });
    });
  };
}

function show(id: string, isStarred: boolean): void {
  client.setQueryData<CustomerRecord>(keyOf(readCustomerContract, { params: { customerId: id } }), (record) =>
    record ? { ...record, is_starred: isStarred } : record,
  );
  client.setQueriesData<InfiniteData<Page>>({ queryKey: keyOf(listCustomersContract) }, (data) =>
    data?.pages
      ? {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            rows: page.rows.map((row) => (row.id === id ? { ...row, is_starred: isStarred } : row)),
          })),
        }
      : data,
  );
}
