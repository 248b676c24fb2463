import { useTranslation } from "react-i18next";
import { stages as allStages } from "../../../../server/modules/customers/customer.contract.ts";
import { Ticks } from "../../../ui/Ticks.tsx";
import type { rulesOf } from "./fields.ts";

export interface RulesDraft {
  /** "condition": set by the API, kept as it is. */
  required: "never" | "always" | "stages" | "condition";
  stages: string[];
  isUnique: boolean;
  isSearched: boolean;
  isIndexed: boolean;
  isSensitive: boolean;
}

interface Props {
  fits: ReturnType<typeof rulesOf>;
  rules: RulesDraft;
  onChange: (rules: RulesDraft) => void;
}

/** When it must be filled, and what else holds of its values. */
export function RulesEditor({ fits, rules, onChange }: Props) {
  const { t } = useTranslation();
  const ways = (["never", "always", "stages", "condition"] as const).filter(
    (way) => (way !== "always" || fits.isRequiredAlways) && (way !== "condition" || rules.required === "condition"),
  );
  const ticks = (["isUnique", "isSearched", "isIndexed", "isSensitive"] as const).filter(
    (rule) => rule === "isSensitive" || fits[rule],
  );
  return (
    <fieldset className="field of-rules-edit">
      <legend className="lab">{t("settings.fields.rules")}</legend>
      {fits.isRequired && (
        <label className="row">
          <span className="nw">{t("settings.fields.required")}</span>
          <select
            className="inp"
            value={ways.find((way) => way === rules.required) ?? "never"}
            onChange={(event) => onChange({ ...rules, required: event.target.value as RulesDraft["required"] })}
          >
            {ways.map((way) => (
              <option key={way} value={way}>
                {t(`settings.fields.required_ways.${way}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {fits.isRequired && rules.required === "stages" && (
        <Ticks
          legend={t("settings.fields.at_stages")}
          options={allStages.map((stage) => ({ id: stage, name: t(`customers.stage.${stage}`) }))}
          chosen={rules.stages}
          onChange={(stages) => onChange({ ...rules, stages })}
        />
      )}
      {ticks.map((rule) => (
        <label key={rule} className="row of-tick">
          <input
            type="checkbox"
            className="cb"
            checked={rules[rule]}
            onChange={(event) => onChange({ ...rules, [rule]: event.target.checked })}
          />
          <span>
            {t(`settings.fields.rule.${rule}`)}
            <span className="small t3"> {t(`settings.fields.rule_text.${rule}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
