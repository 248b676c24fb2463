import { checkCreditCode } from "../../../platform/text/credit_code.ts";
import type { Rejection } from "./chunk.ts";
import type { Plan } from "./plan.ts";
import { readDate } from "./values.ts";

/** The cell that is to blame: of the columns that go to the field, the one that holds the value. */
export function positionOf({ field, value, cells }: Rejection, { columns }: Plan): number | null {
  if (field === null) return null;
  const candidates = columns.flatMap(({ target }, position) => (target === field ? [position] : []));
  if (value === null) return candidates[0] ?? null;
  const start = value.slice(0, 100);
  return candidates.find((position) => (cells[position] ?? "").includes(start)) ?? candidates[0] ?? null;
}

/** What the whole cell could say instead: the right value where only one is thinkable, else nothing; null: no proposal. */
export function proposalFor({ reason, field, value, cells }: Rejection, plan: Plan): string | null {
  const typed = value ?? "";
  const cell = cells[positionOf({ reason, field, value, cells, row: 0 }, plan) ?? -1] ?? "";
  const replaced = (by: string) => (cell.includes(typed) && typed !== "" ? cell.replace(typed, by).trim() : by);
  switch (reason) {
    case "tax_id_check_digit": {
      const code = typed.normalize("NFKC").replaceAll(/[\s-]/g, "").toUpperCase();
      const checked = checkCreditCode(code);
      return "expected" in checked && checked.expected ? code.slice(0, 17) + checked.expected : "";
    }
    case "bad_date":
      return swappedDate(typed) ?? "";
    case "mail_invalid":
      return mendedMail(typed, replaced) ?? "";
    case "phone_too_short":
    case "phone_too_long":
    case "phone_not_a_number":
    case "phone_masked":
    case "phone_not_in_use":
    case "tax_id_length":
    case "tax_id_character":
    case "bad_number":
    case "stage_unknown":
    case "gender_unknown":
    case "formula_error":
      return field === "name" ? null : restOf(cell, typed);
    default:
      return null;
  }
}

/** What else stands in the cell: one of several numbers may be wrong. */
function restOf(cell: string, typed: string): string {
  const parts = cell
    .split(/[;；、|\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== typed.trim());
  return parts.length > 0 && cell.includes(typed) ? parts.join("；") : "";
}

/** 2026/13/2 has no thirteenth month, but a thirteenth day. */
function swappedDate(typed: string): string | undefined {
  const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(typed.normalize("NFKC").trim());
  return found ? readDate(`${found[1]}-${found[3]}-${found[2]}`) : undefined;
}

/** Wide characters, spaces and a full stop or comma for the dot. */
function mendedMail(typed: string, replaced: (by: string) => string): string | undefined {
  const mail = typed
    .normalize("NFKC")
    .replaceAll(/\s+/g, "")
    .replaceAll(/[。，,]/g, ".")
    .replace(/^mailto:/i, "")
    .replace(/[.;]+$/, "");
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(mail) ? replaced(mail) : undefined;
}
