import { moneyToText, textToMoney } from "../../../text/money.ts";
import { Unreadable } from "../record/facts.ts";
import type { OwnField } from "./useOwnFields.ts";

/** What stands in the control: a list for several choices, else a text. */
export type Draft = string | string[];

export function toDraft({ kind }: OwnField, value: unknown): Draft {
  if (kind === "choices") return Array.isArray(value) ? (value as string[]) : [];
  if (value === null || value === undefined) return "";
  if (kind === "money") return moneyToText(value as number);
  if (kind === "yes_no") return value ? "yes" : "no";
  return String(toSeen(value));
}

/** What the API is told was seen: of a relation its id. */
export function toSeen(value: unknown): unknown {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return (value as { id: string }).id;
  return value ?? null;
}

/** What was typed as the API takes it. @throws Unreadable */
export function fromDraft(field: OwnField, draft: Draft): unknown {
  if (Array.isArray(draft)) return draft;
  const text = draft.trim();
  if (text === "") return null;
  if (field.kind === "money") return readable(textToMoney(text), "money");
  if (field.kind === "number") return readable(numberIn(text), "number");
  if (field.kind === "yes_no") return text === "yes";
  return text;
}

/** Choices to offer: a retired one only where it stands already. */
export const choicesFor = ({ choices, own }: OwnField, draft: Draft) =>
  (choices ?? []).filter(({ value }) => !own.retired_choices.includes(value) || [draft].flat().includes(value));

function numberIn(text: string): number | undefined {
  const plain = text.replaceAll(/[\s,，]/g, "");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}

function readable<T>(value: T | undefined, kind: string): T {
  if (value === undefined) throw new Unreadable(kind);
  return value;
}
