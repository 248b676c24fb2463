import { useEffect } from "react";
import { checkImportContract, readCheckContract } from "../../../server/modules/customers/import_check.contract.ts";
import type { ResponseOf } from "../../../server/platform/contract/contract.ts";
import { client } from "../../api/client.ts";
import { keyOf, useCall, useRead } from "../../api/queries.ts";
import type { Import } from "./import.ts";

export type Check = ResponseOf<typeof checkImportContract>;

/** The check of the mapping as it is kept; it is ordered a moment after each change and followed while it runs. */
export function useCheck(one: Import, isReady: boolean): Check | undefined {
  const params = { importId: one.id };
  const order = useCall(checkImportContract);
  const { data } = useRead(readCheckContract, { params }, { refetchInterval: order.data ? 1000 : false });
  const check = data?.check ?? undefined;
  const isCurrent = check?.revision === one.revision;
  const { mutate } = order;
  useEffect(() => {
    if (!isReady || isCurrent) return;
    const timer = setTimeout(
      () => mutate({ params: { importId: one.id } }, { onSuccess: (answer) => showCheck(one.id, answer) }),
      500,
    );
    return () => clearTimeout(timer);
  }, [isReady, isCurrent, one.id, mutate]);
  return isCurrent ? check : undefined;
}

export function showCheck(importId: string, check: Check): void {
  client.setQueryData(keyOf(readCheckContract, { params: { importId } }), { check });
}
