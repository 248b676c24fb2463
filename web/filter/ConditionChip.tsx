import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { ConditionEditor } from "./ConditionEditor.tsx";
import { NewCondition } from "./NewCondition.tsx";
import { type FilterCondition, same } from "./tree.ts";
import { isComplete } from "./value.ts";
import { type Field, useFilterWords } from "./words.ts";

interface Props {
  condition: FilterCondition;
  fields: ReadonlyMap<string, Field>;
  onChange: (condition: FilterCondition) => void;
  onRemove: () => void;
  /** How a condition put beside this one is joined to it; absent where groups nest no deeper. */
  besideWord?: string | undefined;
  onBeside: (condition: FilterCondition) => void;
}

/** A condition that reads as a sentence. A click opens it, the cross takes it away. */
export function ConditionChip({ condition, fields, onChange, onRemove, besideWord, onBeside }: Props) {
  const { t } = useTranslation();
  const { sentence, lineOf } = useFilterWords();
  const [draft, setDraft] = useState<FilterCondition | undefined>();
  const [isBeside, setBeside] = useState(false);
  const field = fields.get(condition.field);
  const { name, before, value, after } = sentence(condition, field);
  const line = lineOf(condition, fields);
  const said = (
    <>
      <span>{name}</span> {before && <span className="t2">{before}</span>} {value && <b className="el">{value}</b>}{" "}
      {after && <span className="t2">{after}</span>}
    </>
  );
  return (
    <span className={`chip cond ${field ? "" : "bad"}`}>
      {field ? (
        <Menu className="chip-say" trigger={said} label={t("filter.change", { line })} onLeave={take} onEsc={forget}>
          {(close) =>
            isBeside ? (
              <NewCondition
                fields={fields}
                onAdd={(next) => {
                  close();
                  forget();
                  onBeside(next);
                }}
              />
            ) : (
              <ConditionEditor
                field={field}
                condition={draft ?? condition}
                onChange={setDraft}
                onDone={() => {
                  close();
                  take();
                }}
                beside={besideWord === undefined ? undefined : { word: besideWord, onAdd: () => setBeside(true) }}
              />
            )
          }
        </Menu>
      ) : (
        <span className="chip-say">{said}</span>
      )}
      <button type="button" className="x" aria-label={t("filter.remove", { line })} onClick={onRemove}>
        <Icon name="close" size={14} />
      </button>
    </span>
  );

  function take() {
    if (draft && field && isComplete(draft, field.kind) && !same(draft, condition)) onChange(draft);
    forget();
  }

  function forget() {
    setDraft(undefined);
    setBeside(false);
  }
}
