import type { OwnField } from "./own_field.ts";

/** Why a value does not fit its field; the page has a sentence for each. */
export type ValueReason =
  | "read_only"
  | "not_text"
  | "too_long"
  | "not_a_number"
  | "out_of_range"
  | "not_an_amount"
  | "not_a_date"
  | "not_a_choice"
  | "retired_choice"
  | "not_yes_or_no"
  | "not_an_id";

/** A value as it is kept, or why it does not fit. Empty text and an empty list are no value. */
export type Kept = { value: string | number | boolean | null | string[] } | { reason: ValueReason };

export const textLength = { short: 500, long: 20_000 } as const;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `before`: the value that stands; a choice retired meanwhile may stay. */
export function keptValue(field: OwnField, given: unknown, before: unknown = null): Kept {
  if (field.kind === "formula") return { reason: "read_only" };
  if (given === null || given === "" || (Array.isArray(given) && given.length === 0)) return { value: null };
  switch (field.kind) {
    case "text":
      return keptText(given, field.isLong);
    case "number":
      return keptNumber(given, field.decimals);
    case "money":
      return Number.isSafeInteger(given) ? { value: given as number } : { reason: "not_an_amount" };
    case "date":
      return typeof given === "string" && isDay(given) ? { value: given } : { reason: "not_a_date" };
    case "yes_no":
      return typeof given === "boolean" ? { value: given } : { reason: "not_yes_or_no" };
    case "choice":
      return keptChoice(field, given, [before]);
    case "choices":
      return keptChoices(field, given, before);
    case "relation":
    case "file":
      return typeof given === "string" && uuid.test(given) ? { value: given.toLowerCase() } : { reason: "not_an_id" };
  }
}

function keptText(given: unknown, isLong: boolean): Kept {
  if (typeof given !== "string") return { reason: "not_text" };
  const text = given.trim();
  if (text.length > (isLong ? textLength.long : textLength.short)) return { reason: "too_long" };
  return { value: text === "" ? null : text };
}

function keptNumber(given: unknown, decimals: number): Kept {
  if (typeof given !== "number" || !Number.isFinite(given)) return { reason: "not_a_number" };
  if (Math.abs(given) >= 1e12) return { reason: "out_of_range" };
  return { value: Number(given.toFixed(decimals)) };
}

function keptChoice(field: OwnField, given: unknown, standing: readonly unknown[]): Kept {
  const choice = typeof given === "string" ? field.choices.find((one) => one.value === given) : undefined;
  if (!choice) return { reason: "not_a_choice" };
  if (choice.isRetired && !standing.includes(given)) return { reason: "retired_choice" };
  return { value: choice.value };
}

function keptChoices(field: OwnField, given: unknown, before: unknown): Kept {
  if (!Array.isArray(given)) return { reason: "not_a_choice" };
  const standing = Array.isArray(before) ? before : [];
  for (const one of given) {
    const kept = keptChoice(field, one, standing);
    if ("reason" in kept) return kept;
  }
  const wanted = new Set(given);
  return { value: field.choices.filter((choice) => wanted.has(choice.value)).map((choice) => choice.value) };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < "0001-01-01") return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
