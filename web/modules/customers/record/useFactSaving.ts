import { useState } from "react";
import { useTranslation } from "react-i18next";
import { updateCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import { call } from "../../../api/call.ts";
import { isProblem } from "../../../api/problem.ts";
import type { Conflict } from "../../../ui/ConflictDialog.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { type CustomerRecord, type Facts, replaceRecord, rereadRecord } from "./record.ts";

export interface FactSaving {
  /** Saves facts together with what was seen when they were opened; a conflict opens the dialog and is no error. */
  save: (set: Facts, seen: Facts) => Promise<void>;
  conflicts: readonly Conflict[];
  keepTheirs: () => void;
  keepMine: (fields: readonly string[]) => void;
}

export function useFactSaving(record: CustomerRecord, nameOfField: (field: string) => string): FactSaving {
  const { t } = useTranslation();
  const [conflicts, setConflicts] = useState<readonly Conflict[]>([]);

  async function save(set: Facts, seen: Facts, isUndo = false): Promise<void> {
    try {
      const params = { customerId: record.id };
      replaceRecord(await call(updateCustomerContract, { params, body: { set, seen } }));
      const fields = [
        ...new Set(Object.keys(set).map((field) => nameOfField(placeFields.includes(field) ? "place" : field))),
      ];
      const text = t(isUndo ? "customers.fact_undone" : "customers.fact_saved", { fields: fields.join("、") });
      showToast(isUndo ? { text, look: "undone" } : { text, undo: () => save(seen, set, true) });
    } catch (error) {
      if (!isProblem(error, "customer.conflict")) throw error;
      setConflicts((error.detail.conflicts ?? []) as Conflict[]);
      void rereadRecord(record.id);
    }
  }

  return {
    save: (set, seen) => save(set, seen),
    conflicts,
    keepTheirs() {
      setConflicts([]);
      void rereadRecord(record.id);
    },
    keepMine(fields) {
      const wanted = conflicts.filter((one) => fields.includes(one.field));
      setConflicts([]);
      if (wanted.length > 0) void save(sideOf(wanted, "yours"), sideOf(wanted, "theirs"));
    },
  };
}

const placeFields = ["province", "city", "district"];

function sideOf(conflicts: readonly Conflict[], side: "yours" | "theirs"): Facts {
  return Object.fromEntries(conflicts.map((one) => [one.field, one[side]])) as Facts;
}
