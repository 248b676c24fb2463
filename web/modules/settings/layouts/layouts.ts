import {
  listLayoutsContract,
  readLayoutContract,
  readMyLayoutContract,
  resetLayoutContract,
  setLayoutContract,
} from "../../../../server/modules/customers/own/layout.contract.ts";
import { listOwnFieldsContract } from "../../../../server/modules/customers/own/own_field.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { t } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import { nameOf as nameOfOwn } from "../fields/fields.ts";
import type { Layout } from "./LayoutEditor.tsx";

export interface LayoutFields {
  /** Keys of own fields in use, in their order. */
  own: readonly string[];
  nameOf: (field: string) => string;
}

export function useLayoutFields(): LayoutFields {
  const fields = (useRead(listOwnFieldsContract, {}).data?.fields ?? []).filter(({ state }) => state !== "retired");
  return {
    own: fields.map(({ key }) => key),
    nameOf: (field) => {
      const own = fields.find(({ key }) => key === field);
      return own ? nameOfOwn(own) : t(`customers.field.${field}`);
    },
  };
}

export function takeIn(roleId: string, layout: Layout): void {
  client.setQueryData(keyOf(readLayoutContract, { params: { roleId } }), layout);
  for (const contract of [listLayoutsContract, readMyLayoutContract])
    void client.invalidateQueries({ queryKey: keyOf(contract) });
}

/** The layout as it was before, if nobody has touched it since. */
export async function putBack(roleId: string, before: Layout, now: Layout): Promise<void> {
  const params = { roleId };
  try {
    const body = { sections: before.sections ?? [], seen: now.updated_at };
    const set = before.sections
      ? await call(setLayoutContract, { params, body })
      : await call(resetLayoutContract, { params });
    takeIn(roleId, set);
    showToast({ text: t("settings.layouts.as_before"), look: "undone" });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}
