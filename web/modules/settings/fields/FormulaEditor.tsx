import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { listFieldsContract } from "../../../../server/modules/customers/fields.contract.ts";
import { isProblem } from "../../../api/problem.ts";
import { useRead } from "../../../api/queries.ts";

interface Props {
  value: string;
  error: unknown;
  onChange: (value: string) => void;
}

const counted = ["number", "money", "date", "text", "choice", "yes_no"];
const hidden = ["phone", "mail", "wechat", "owner", "team", "tags", "client", "last_interaction"];

/** A formula is text; fields are put in by choosing, and a mistake is named with its place. */
export function FormulaEditor({ value, error, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const box = useRef<HTMLTextAreaElement>(null);
  const fields = useRead(listFieldsContract, {}).data?.fields ?? [];
  const problem = problemOf();
  return (
    <div className="field">
      <label className="field">
        <span className="lab">{t("settings.fields.formula")}</span>
        <textarea
          ref={box}
          className="inp of-formula"
          rows={3}
          maxLength={2000}
          spellCheck={false}
          value={value}
          aria-invalid={problem ? true : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        {problem && (
          <span className="err" role="alert">
            {problem}
          </span>
        )}
      </label>
      <div className="row">
        <select
          className="inp s"
          value=""
          aria-label={t("settings.fields.put_field")}
          onChange={(event) => put(event.target.value)}
        >
          <option value="">{t("settings.fields.put_field")}</option>
          {fields
            .filter((field) => counted.includes(field.kind) && !hidden.includes(field.field))
            .map((field) => (
              <option key={field.field}>
                {field.label ??
                  (i18n.exists(`customers.field.${field.field}`) ? t(`customers.field.${field.field}`) : field.field)}
              </option>
            ))}
        </select>
      </div>
      <p className="hint">{t("settings.fields.formula_help")}</p>
    </div>
  );

  function put(name: string) {
    const at = box.current?.selectionStart ?? value.length;
    onChange(`${value.slice(0, at)}{${name}}${value.slice(at)}`);
    box.current?.focus();
  }

  function problemOf(): string | undefined {
    if (!isProblem(error, "formula.invalid")) return undefined;
    const reason = error.fields[0]?.reason ?? "unexpected";
    return t(`problem.formula.reason.${reason}`, {
      place: Number(error.detail.at) + 1,
      about: String(error.detail.about ?? ""),
    });
  }
}
