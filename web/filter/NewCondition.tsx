import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { OptionList } from "../ui/OptionList.tsx";
import { ConditionEditor } from "./ConditionEditor.tsx";
import type { FilterCondition } from "./tree.ts";
import { begun } from "./value.ts";
import type { Field } from "./words.ts";

interface Props {
  fields: ReadonlyMap<string, Field>;
  onAdd: (condition: FilterCondition) => void;
  /** The half-written sentence, for whoever takes it when the menu is left. */
  onDraft?: (condition: FilterCondition | undefined) => void;
}

/** First the field, found by typing, then operator and value. */
export function NewCondition({ fields, onAdd, onDraft }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<FilterCondition | undefined>();
  const options = useMemo(
    () => [...fields.values()].filter(({ told }) => !told).map(({ field, name }) => ({ value: field, label: name })),
    [fields],
  );
  const field = draft && fields.get(draft.field);
  if (!draft || !field) return <OptionList label={t("filter.field")} options={options} onPick={begin} />;
  return <ConditionEditor field={field} condition={draft} onChange={set} onDone={() => onAdd(draft)} />;

  function begin(name: string) {
    const chosen = fields.get(name);
    if (chosen) set(begun(name, chosen.kind));
  }

  function set(next: FilterCondition) {
    setDraft(next);
    onDraft?.(next);
  }
}
