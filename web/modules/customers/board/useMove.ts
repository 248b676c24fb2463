import type { InfiniteData } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  listCustomersContract,
  updateCustomerContract,
} from "../../../../server/modules/customers/customer.contract.ts";
import { groupCustomersContract } from "../../../../server/modules/customers/group.contract.ts";
import type { BodyOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";
import { useGroupNames } from "../list/groupNames.tsx";
import { type Page, pagesOf, type Row } from "../list/page.ts";
import type { ListField } from "../list/useFields.tsx";
import { useListView } from "../list/useListView.ts";
import { columnQuery } from "./columnQuery.ts";

type Facts = BodyOf<typeof updateCustomerContract>["set"];
export type Move = (row: Row, from: string | null, to: string | null) => void;

/** Rules decide, or somebody holds it on the record with a reason. */
const placedByRules = ["code", "pyramid"];

/** Gives a card another value; it stands there at once, and a toast takes it back. */
export function useMove(field: ListField | undefined): Move {
  const { t } = useTranslation();
  const { state } = useListView();
  const { nameOf } = useGroupNames();

  async function move(row: Row, from: string | null, to: string | null, isUndo = false): Promise<void> {
    if (!field || from === to) return;
    if (placedByRules.includes(field.field)) {
      showToast({ text: t("list.placed_by_rules", { field: field.name }), look: "problem" });
      return;
    }
    stand(row, from, to);
    try {
      const params = { customerId: row.id };
      const facts = (value: string | null): Facts => ({ [field.field]: value }) as Facts;
      await call(updateCustomerContract, { params, body: { set: facts(to), seen: facts(from) } });
      const text = t("customers.cell_saved", {
        name: row.name ?? row.number,
        field: field.name,
        value: nameOf({ value: to, name: null }, field),
      });
      showToast(isUndo ? { text, look: "undone" } : { text, undo: () => move(row, to, from, true) });
    } catch (error) {
      stand(row, to, from);
      showToast({ text: problemText(error), look: "problem" });
    }
    await client.invalidateQueries({ queryKey: keyOf(listCustomersContract) });
    await client.invalidateQueries({ queryKey: keyOf(groupCustomersContract) });
  }

  /** The card leaves one column and heads the other one before the server has answered. */
  function stand(row: Row, from: string | null, to: string | null) {
    if (!field) return;
    const change = (value: string | null, rowsOf: (rows: Row[]) => Row[]) =>
      client.setQueryData<InfiniteData<Page>>(pagesOf(columnQuery(state, field, value)).queryKey, (data) =>
        data
          ? {
              ...data,
              pages: data.pages.map((page, index) =>
                index === 0 || value === from ? { ...page, rows: rowsOf(page.rows) } : page,
              ),
            }
          : data,
      );
    change(from, (rows) => rows.filter((one) => one.id !== row.id));
    change(to, (rows) => [row, ...rows.filter((one) => one.id !== row.id)]);
  }

  return (row, from, to) => void move(row, from, to);
}
