import { type KeyboardEvent, useId } from "react";
import { useTranslation } from "react-i18next";
import { operatorsOf } from "../../server/platform/filter/filter.contract.ts";
import { Icon } from "../ui/Icon.tsx";
import type { FilterCondition, FilterOperator, Value } from "./tree.ts";
import { ValueEditor } from "./ValueEditor.tsx";
import { isComplete, withOperator } from "./value.ts";
import { type Field, useFilterWords } from "./words.ts";

interface Props {
  field: Field;
  condition: FilterCondition;
  onChange: (condition: FilterCondition) => void;
  onDone: () => void;
  /** Puts another condition beside this one; the word says how they are joined. */
  beside?: { word: string; onAdd: () => void } | undefined;
}

/** One sentence being written: operator and value. Enter takes it, Esc leaves it as it was. */
export function ConditionEditor({ field, condition, onChange, onDone, beside }: Props) {
  const { t } = useTranslation();
  const { operatorName } = useFilterWords();
  const id = useId();
  const operators = operatorsOf[field.kind];
  const canTake = isComplete(condition, field.kind);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a form inside a menu; a fieldset would bring a frame
    <div className="cond-edit" role="group" aria-labelledby={id} onKeyDown={onKey}>
      <div className="h" id={id}>
        {field.name}
      </div>
      {operators.length > 1 && (
        <select
          className="inp s"
          aria-label={t("filter.operator")}
          value={condition.op}
          onChange={(event) => onChange(withOperator(condition, field.kind, event.target.value as FilterOperator))}
        >
          {operators.map((op) => (
            <option key={op} value={op}>
              {operatorName(field, op)}
            </option>
          ))}
        </select>
      )}
      <ValueEditor key={condition.op} field={field} condition={condition} onValue={setValue} />
      <div className="row cond-foot">
        {beside && (
          <button type="button" className="btn text s" onClick={beside.onAdd}>
            <Icon name="plus" size={14} />
            {beside.word}
          </button>
        )}
        <span className="grow small t3 cond-why">{!canTake && t("filter.fill_in")}</span>
        <button
          type="button"
          className="btn s"
          aria-disabled={!canTake || undefined}
          onClick={() => canTake && onDone()}
        >
          {t("filter.done")}
        </button>
      </div>
    </div>
  );

  function setValue(value: Value) {
    onChange({ field: condition.field, op: condition.op, ...(value === undefined ? {} : { value }) });
  }

  function onKey(event: KeyboardEvent) {
    const isControl = event.target instanceof HTMLButtonElement;
    if (event.key !== "Enter" || event.nativeEvent.isComposing || isControl || event.defaultPrevented) return;
    event.preventDefault();
    if (canTake) onDone();
  }
}
