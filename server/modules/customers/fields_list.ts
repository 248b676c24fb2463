import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { FilterField } from "../../platform/filter/compile.ts";
import { labelIn, type OwnField } from "../../platform/own/own_field.ts";
import { type Actor, fieldsEver } from "../../platform/permission/actor.ts";
import type { listFieldsContract } from "./fields.contract.ts";
import { customerFields } from "./fields.ts";
import { sortOf } from "./list.order.ts";
import { ownOf } from "./permissions.ts";

type Answer = ResponseOf<typeof listFieldsContract>;

/** Of the reader, not of the customer. */
const mine = new Set(["starred_at", "visited_at"]);

/** Said about what hangs on a customer: no single value to show. */
const onlyFilters = new Set([
  "promise_due_at",
  "promise_broken_at",
  "intelligence_kind",
  "touched_at",
  "stage_moved",
  "code_moved",
  "pyramid_moved",
]);

/** Fields that no grant opens are left out; masked numbers are a column and filter nothing. */
export function listFields(actor: Actor): Answer {
  const own = ownOf(actor);
  const opened = fieldsEver(actor, "customer", "read");
  const isOpen = (guard: FilterField["guard"]) => !opened || [guard ?? []].flat().every((one) => opened.has(one));
  const fields = [...customerFields(actor).values()]
    .filter(({ field, guard }) => isOpen(field === "phone" ? field : guard))
    .map(({ field, kind, choices, label, guard }) => ({
      isFilterable: isOpen(guard),
      shown: own.find(({ key }) => key === field),
      field,
      kind,
      choices,
      label,
    }))
    .map(({ shown, isFilterable, field, kind, choices, label }) => ({
      field,
      kind,
      label: label ?? null,
      choices: shown ? choicesOf(shown, actor) : choices ? choices.map((value) => ({ value, label: null })) : null,
      own: shown ? howWritten(shown) : null,
      is_filterable: isFilterable,
      is_sortable: !mine.has(field) && sortOf(actor, field) !== undefined,
      is_column: field !== "name" && !mine.has(field) && !onlyFilters.has(field),
    }));
  return { fields };
}

/** Retired choices are not offered any more, but records keep them and show their names. */
const choicesOf = ({ kind, choices }: OwnField, { locale }: Actor) =>
  kind === "choice" || kind === "choices"
    ? choices.map(({ value, label }) => ({ value, label: labelIn(label, locale) }))
    : null;

const howWritten = ({ kind, isLong, decimals, target, help, isRequired, requiredWhen, choices }: OwnField) => ({
  kind,
  is_long: isLong,
  decimals,
  target,
  help,
  is_required: isRequired && requiredWhen === null,
  retired_choices: choices.filter((choice) => choice.isRetired).map((choice) => choice.value),
});
