import { checkCreditCode } from "../../../platform/text/credit_code.ts";
import { RowProblem } from "./row_problem.ts";

/**
 * A tax id as it is kept: 18 characters are a unified social credit code with its check digit looked at. What begins like
 * one and is too long or too short is a typing error; everything else is foreign and kept as typed.
 */
export function taxIdOf(typed: string): string {
  const code = typed.normalize("NFKC").replaceAll(/[\s-]/g, "").toUpperCase();
  if (code.length !== 18) {
    if (/^9[123]\d{4}[0-9A-Z]{4,}$/.test(code)) throw new RowProblem("tax_id_length", "tax_id", typed);
    return typed;
  }
  const checked = checkCreditCode(code);
  if (checked.ok) return checked.code;
  throw new RowProblem(`tax_id_${checked.error}`, "tax_id", typed);
}
