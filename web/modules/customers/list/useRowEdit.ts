import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { type stages, updateCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import { transferCustomerContract } from "../../../../server/modules/customers/sharing.contract.ts";
import { call } from "../../../api/call.ts";
import { isProblem } from "../../../api/problem.ts";
import { problemText } from "../../../text/problem.ts";
import type { Conflict } from "../../../ui/ConflictDialog.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { useFactText } from "../record/useFactText.ts";
import { type Row, replaceRow, rereadList } from "./page.ts";

export type EditField = "stage" | "owner";
type Stage = (typeof stages)[number];
interface Change {
  row: Row;
  field: EditField;
  seen: string | null;
  value: string | null;
}

export interface RowEdit {
  /** The open cell; its row as it was when the cell was opened. */
  at: { row: Row; field: EditField } | undefined;
  open: (row: Row, field: EditField) => void;
  close: () => void;
  choose: (value: string) => void;
  conflicts: readonly Conflict[];
  keepTheirs: () => void;
  keepMine: (fields: readonly string[]) => void;
}

export const valueIn = (row: Row, field: EditField): string | null =>
  (field === "stage" ? row.stage : row.owner?.id) ?? null;

/** One cell of the list edited at a time: what was seen goes along, a conflict shows both sides, a toast takes it back. */
export function useRowEdit(): RowEdit {
  const { t } = useTranslation();
  const { show, fieldName } = useFactText("CNY");
  const [at, setAt] = useState<RowEdit["at"]>();
  const [clash, setClash] = useState<{ change: Change; conflicts: readonly Conflict[] } | undefined>();
  const open = useCallback((row: Row, field: EditField) => setAt({ row, field }), []);
  const close = useCallback(() => setAt(undefined), []);

  async function save(change: Change, isUndo = false): Promise<void> {
    const { row, field, seen, value } = change;
    const named = value === null ? t("customers.no_owner") : show(field, value);
    const text = t("customers.cell_saved", { name: row.name ?? row.number, field: fieldName(field), value: named });
    try {
      replaceRow(await write(change));
      const back = { ...change, seen: value, value: seen };
      showToast(isUndo ? { text, look: "undone" } : { text, undo: () => save(back, true) });
    } catch (error) {
      if (field === "stage" && isProblem(error, "customer.conflict"))
        setClash({ change, conflicts: (error.detail.conflicts ?? []) as Conflict[] });
      else showToast({ text: problemText(error), look: "problem" });
      rereadList();
    }
  }

  return {
    at,
    open,
    close,
    choose: (value) => at && void save({ ...at, seen: valueIn(at.row, at.field), value }),
    conflicts: clash?.conflicts ?? [],
    keepTheirs: () => setClash(undefined),
    keepMine(fields) {
      setClash(undefined);
      const theirs = clash?.conflicts[0]?.theirs;
      if (clash && fields.length > 0) void save({ ...clash.change, seen: theirs === null ? null : String(theirs) });
    },
  };
}

function write({ row, field, seen, value }: Change) {
  const params = { customerId: row.id };
  if (field === "owner") return call(transferCustomerContract, { params, body: { owner_id: value, seen } });
  return call(updateCustomerContract, {
    params,
    body: { set: { stage: value as Stage }, seen: { stage: seen as Stage } },
  });
}
