import type { Static } from "typebox";
import { type ImportColumn, importTargets } from "../import.contract.ts";

export type ImportTarget = (typeof importTargets)[number];
export type Column = Static<typeof ImportColumn>;

/** The field of a customer that a grant opens or closes and that a target writes; null: every importer may. */
export function fieldOf(target: ImportTarget): string | null {
  return fields[target] ?? target;
}

/** The targets that a role may not write. `opened` null: it may write all. */
export function closedTargets(opened: ReadonlySet<string> | null): ImportTarget[] {
  if (opened === null) return [];
  return importTargets.filter((target) => {
    const field = fieldOf(target);
    return field !== null && !opened.has(field);
  });
}

const fields: Partial<Record<ImportTarget, string | null>> = {
  "": null,
  number: null,
  name: null,
  other_names: null,
  kind: null,
  owner: null,
  full_address: "street",
  contact_name: "contacts",
  contact_title: "contacts",
  contact_phone: "contacts",
  contact_mail: "contacts",
};
