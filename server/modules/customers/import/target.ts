import type { Static } from "typebox";
import type { OwnField } from "../../../platform/own/own_field.ts";
import { type ImportColumn, importTargets, type ImportTarget as Target } from "../import.contract.ts";

export type ImportTarget = Static<typeof Target>;
export type Column = Static<typeof ImportColumn>;

/** The field of a customer that a grant opens or closes and that a target writes; null: every importer may. */
export function fieldOf(target: ImportTarget): string | null {
  return fields[target as keyof typeof fields] ?? target;
}

/** Own fields that a file can fill: a formula is counted, a file is no cell. */
export const ownTargets = (own: readonly OwnField[]): ImportTarget[] =>
  own.flatMap(({ kind, key }) => (kind === "formula" || kind === "file" ? [] : [key as ImportTarget]));

/** The targets that a role may not write. `opened` null: it may write all. */
export function closedTargets(opened: ReadonlySet<string> | null, own: readonly OwnField[]): ImportTarget[] {
  if (opened === null) return [];
  return [...importTargets, ...ownTargets(own)].filter((target) => {
    const field = fieldOf(target);
    return field !== null && !opened.has(field);
  });
}

const fields: Partial<Record<(typeof importTargets)[number], string | null>> = {
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
