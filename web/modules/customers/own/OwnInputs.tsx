import { useTranslation } from "react-i18next";
import { fieldProblem } from "../../../text/problem.ts";
import { Field } from "../../../ui/Field.tsx";
import { type Draft, fromDraft, toDraft } from "./draft.ts";
import { OwnEditor } from "./OwnEditor.tsx";
import type { OwnField } from "./useOwnFields.ts";

interface Props {
  fields: readonly OwnField[];
  drafts: Readonly<Record<string, Draft>>;
  error: unknown;
  unreadable: ReadonlySet<string>;
  onChange: (field: string, draft: Draft) => void;
}

/** Own fields of a form, one below the other. */
export function OwnInputs({ fields, drafts, error, unreadable, onChange }: Props) {
  const { t } = useTranslation();
  return fields.map((field) => {
    const problem = unreadable.has(field.field)
      ? t(`customers.unreadable.${field.kind}`)
      : fieldProblem(error, field.field);
    const label = field.label ?? field.field;
    const editor = (
      <OwnEditor
        key={field.field}
        inForm
        field={field}
        label={label}
        invalid={problem !== undefined}
        value={drafts[field.field] ?? toDraft(field, null)}
        onChange={(draft) => onChange(field.field, draft)}
        onPick={(draft) => onChange(field.field, draft)}
      />
    );
    return field.kind === "choices" ? (
      <div key={field.field}>{editor}</div>
    ) : (
      <Field key={field.field} label={label} error={problem}>
        {editor}
      </Field>
    );
  });
}

/** The drafts as the API takes them, and those that cannot be read. */
export function ownValuesOf(fields: readonly OwnField[], drafts: Readonly<Record<string, Draft>>) {
  const values: Record<string, unknown> = {};
  const unreadable = new Set<string>();
  for (const field of fields) {
    const draft = drafts[field.field];
    if (draft === undefined) continue;
    try {
      const value = fromDraft(field, draft);
      if (value !== null) values[field.field] = value;
    } catch {
      unreadable.add(field.field);
    }
  }
  return { values, unreadable };
}
