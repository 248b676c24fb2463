import i18next from "i18next";
import { ProblemError } from "../api/problem.ts";
import { t } from "./locale.ts";

/** One sentence for what went wrong: by the error's id and the reason it names, else the server's own words. */
export function problemText(error: unknown): string {
  if (!(error instanceof ProblemError)) return t("problem.unknown");
  const key = `problem.${error.id}`;
  return i18next.exists(key)
    ? t(key, { ...error.detail, context: error.detail.reason })
    : error.message || t("problem.unknown");
}

/** The sentence for one field of a refused form, or undefined. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const found = error.fields.find((one) => one.field === field || one.field.endsWith(`/${field}`));
  if (!found) return undefined;
  const key = `problem.reason.${found.reason}`;
  return i18next.exists(key) ? t(key, { ...found }) : found.reason;
}
