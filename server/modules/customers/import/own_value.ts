import type { OwnField } from "../../../platform/own/own_field.ts";
import { keptValue } from "../../../platform/own/value.ts";
import { cut } from "../../../platform/text/cut.ts";
import type { Plan } from "./plan.ts";
import type { Facts } from "./row.ts";
import { RowProblem } from "./row_problem.ts";
import type { ImportTarget } from "./target.ts";
import { readAmount, readDate } from "./values.ts";

/** Own fields of a row, read as people write them in tables. @throws RowProblem */
export function ownFactsOf(values: ReadonlyMap<ImportTarget, readonly string[]>, plan: Plan): Facts {
  const facts: Facts = {};
  for (const [key, field] of plan.own) {
    const typed = values.get(key as ImportTarget)?.[0];
    if (typed === undefined) facts[key] = field.isRequired && field.requiredWhen === null ? missing(key) : null;
    else facts[key] = isToCustomer(field) ? null : ownFact(field, typed, plan);
  }
  return facts;
}

/** Cells that mean other customers. @throws RowProblem */
export function relatedFactsOf(
  values: ReadonlyMap<ImportTarget, readonly string[]>,
  plan: Plan,
): { field: ImportTarget; typed: string }[] {
  return [...plan.own.values()].filter(isToCustomer).flatMap(({ key }) => {
    const field = key as ImportTarget;
    const typed = values.get(field)?.[0];
    if (typed === undefined) return [];
    if (typed.length > 300) throw new RowProblem("cell_too_long", field, typed.slice(0, 200));
    return [{ field, typed }];
  });
}

const isToCustomer = ({ kind, target }: OwnField): boolean => kind === "relation" && target === "customer";

function missing(key: string): never {
  throw new RowProblem("own_required", key as ImportTarget);
}

function ownFact(field: OwnField, typed: string, plan: Plan): Facts[string] {
  const wrong = (reason: string) => new RowProblem(reason, field.key as ImportTarget, cut(typed, 200));
  const given = cellValue(field, typed, plan);
  if (given === undefined) throw wrong(reasons[field.kind] ?? "own_unfit");
  const kept = keptValue(field, given);
  if ("reason" in kept)
    throw wrong(kept.reason === "too_long" ? "cell_too_long" : (reasons[field.kind] ?? "own_unfit"));
  return kept.value;
}

const reasons: Partial<Record<OwnField["kind"], string>> = {
  number: "bad_number",
  money: "bad_number",
  date: "bad_date",
  choice: "own_choice_unknown",
  choices: "own_choice_unknown",
  yes_no: "own_not_yes_or_no",
  relation: "own_relation_unknown",
};

/** A cell as the field takes it; undefined when it cannot be read. */
function cellValue(field: OwnField, typed: string, plan: Plan): unknown {
  const factor = plan.columns.find((column) => column.target === field.key)?.factor ?? 1;
  switch (field.kind) {
    case "money":
      return readAmount(typed, factor);
    case "number":
      return numberIn(typed);
    case "date":
      return readDate(typed);
    case "yes_no":
      return yesNo.get(typed.normalize("NFKC").toLowerCase());
    case "choice":
      return choiceNamed(field, typed);
    case "choices": {
      const found = typed.split(/[;；,，、|\n]/).flatMap((one) => (one.trim() ? [choiceNamed(field, one.trim())] : []));
      return found.includes(undefined) ? undefined : found;
    }
    case "relation":
      return plan.owners.get(typed.toLowerCase())?.id;
    default:
      return typed;
  }
}

const yesNo = new Map(
  [
    ["是 有 对 √ ✓ y yes true 1", true],
    ["否 无 没有 不 × ✗ n no false 0", false],
  ].flatMap(([words, value]) =>
    String(words)
      .split(" ")
      .map((word) => [word, value as boolean]),
  ),
);

const choiceNamed = ({ choices }: OwnField, typed: string): string | undefined =>
  choices.find(({ value, label }) =>
    [value, label.zh, label.en].some((name) => name?.toLowerCase() === typed.toLowerCase()),
  )?.value;

function numberIn(typed: string): number | undefined {
  const plain = typed.normalize("NFKC").replaceAll(/[\s,]/g, "");
  const percent = /^(-?\d+(?:\.\d+)?)%$/.exec(plain);
  if (percent) return Number(percent[1]) / 100;
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}
