import Type from "typebox";

export const ownKinds = [
  "text",
  "number",
  "money",
  "date",
  "choice",
  "choices",
  "yes_no",
  "relation",
  "formula",
  "file",
] as const;
export type OwnKind = (typeof ownKinds)[number];

/** Name of an own field wherever names of fields stand. */
export const ownKeyPattern = "^x_[a-z0-9_]{1,40}$";
export const isOwnKey = (field: string): boolean => /^x_[a-z0-9_]{1,40}$/.test(field);

/** A value of any own field; which one fits is decided by the field's kind. */
export type OwnValue = string | number | boolean | null | string[] | { id: string; name: string | null };

/** Own fields of a closed object: every x_... with a value. */
export const ownValues = {
  [ownKeyPattern]: Type.Unsafe<OwnValue>({}),
};
