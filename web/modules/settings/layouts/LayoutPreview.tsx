import { useState } from "react";
import { useTranslation } from "react-i18next";
import { absent } from "../../../text/format.ts";
import { locale } from "../../../text/locale.ts";
import { labelOf, sectionsOn } from "../../customers/sections.ts";
import { type Draft, sectionsOf } from "./draft.ts";
import type { LayoutFields } from "./layouts.ts";

/** The facts of a company or a person as they would stand on the record. */
export function LayoutPreview({ draft, own, nameOf }: LayoutFields & { draft: readonly Draft[] }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<"company" | "person">("company");
  return (
    <aside className="lay-view" aria-label={t("settings.layouts.preview")}>
      <div className="row lay-head">
        <h2 className="grow">{t("settings.layouts.preview")}</h2>
        <div className="seg">
          {(["company", "person"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={one === kind} onClick={() => setKind(one)}>
              {t(`settings.layouts.kind.${one}`)}
            </button>
          ))}
        </div>
      </div>
      {sectionsOn(kind, sectionsOf(draft), own).map((section) => (
        <section key={`${section.key} ${section.fields[0]}`}>
          <h3>
            {labelOf(section, locale()) ??
              (section.key ? t(`customers.group.${section.key}`) : t("settings.layouts.unnamed"))}
          </h3>
          <dl className="factlist">
            {section.fields.map((field) => (
              <div key={field} className="lay-fact">
                <dt className="el">{nameOf(field)}</dt>
                <dd className="t3">{absent}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="small t3">{t("settings.layouts.preview_text")}</p>
    </aside>
  );
}
