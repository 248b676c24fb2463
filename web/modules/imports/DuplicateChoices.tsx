import { useTranslation } from "react-i18next";
import { duplicateKeys, duplicatePolicies } from "../../../server/modules/customers/import.contract.ts";
import { Choice } from "./Choice.tsx";
import type { Defaults, Target } from "./import.ts";

interface Props {
  targets: readonly Target[];
  defaults: Defaults;
  onChange: (defaults: Defaults) => void;
}

/** What a row does that means a customer who is there, and what makes two the same. */
export function DuplicateChoices({ targets, defaults, onChange }: Props) {
  const { t } = useTranslation();
  const { policy = "skip", keys = [], joins_names = false } = defaults;
  const isUsed = policy !== "create";
  return (
    <>
      <Choice
        label={t("imports.policy.title")}
        hint={t(`imports.policy.hint_${policy}`)}
        options={duplicatePolicies.map((value) => ({ value, text: t(`imports.policy.${value}`) }))}
        value={policy}
        onChange={(value) => onChange({ ...defaults, policy: value as NonNullable<Defaults["policy"]> })}
      />
      {isUsed && (
        <fieldset className="im-choice im-keys">
          <legend className="sr">{t("imports.same.title")}</legend>
          <span className="im-choice-name" aria-hidden="true">
            {t("imports.same.title")}
          </span>
          {duplicateKeys.map((key) => (
            <label key={key} className="row small">
              <input
                type="checkbox"
                className="cb"
                checked={keys.includes(key)}
                onChange={(event) =>
                  onChange({
                    ...defaults,
                    keys: duplicateKeys.filter((one) => (one === key ? event.target.checked : keys.includes(one))),
                  })
                }
              />
              {t(`imports.same.${key}`)}
            </label>
          ))}
          {targets.includes("number") && <span className="small t3">{t("imports.same.number")}</span>}
        </fieldset>
      )}
      <div className="im-choice">
        <span className="im-choice-name">{t("imports.join.title")}</span>
        <label className="row small">
          <input
            type="checkbox"
            className="cb"
            checked={joins_names}
            onChange={(event) => onChange({ ...defaults, joins_names: event.target.checked })}
          />
          {t("imports.join.text")}
        </label>
      </div>
    </>
  );
}
