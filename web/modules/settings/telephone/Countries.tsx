import { useTranslation } from "react-i18next";
import { locale } from "../../../text/locale.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { countryChoices } from "../organisation/choices.ts";

interface Props {
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

export const countryName = (code: string): string =>
  new Intl.DisplayNames(locale(), { type: "region" }).of(code) ?? code;

/** Countries that may be called by a trunk; none: it only takes calls. */
export function Countries({ chosen, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="choice">
      <legend>{t("settings.telephone.trunk.countries")}</legend>
      <div className="tel-chips">
        {chosen.map((code) => (
          <span key={code} className="chip">
            {countryName(code)}
            <button
              type="button"
              className="x"
              aria-label={t("settings.telephone.trunk.country_remove", { country: countryName(code) })}
              onClick={() => onChange(chosen.filter((one) => one !== code))}
            >
              <Icon name="close" size={12} />
            </button>
          </span>
        ))}
        <select
          className="chip add pick"
          aria-label={t("settings.telephone.trunk.country_add")}
          value=""
          onChange={(event) => onChange([...chosen, event.target.value])}
        >
          <option value="">{t("settings.telephone.trunk.country_add")}</option>
          {countryChoices("CN")
            .filter(({ value }) => !chosen.includes(value))
            .map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
        </select>
      </div>
      <p className="small t3">
        {t(chosen.length === 0 ? "settings.telephone.trunk.countries_none" : "settings.telephone.trunk.countries_hint")}
      </p>
    </fieldset>
  );
}
