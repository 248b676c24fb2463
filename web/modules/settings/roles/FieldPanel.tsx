import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type FieldLevel,
  type Grant,
  type Granting,
  levelOf,
  levelsFor,
  levelWord,
  partOf,
  withLevel,
} from "./grants.ts";
import type { Objects } from "./RolesPage.tsx";

interface Props {
  objects: Objects;
  before: readonly Grant[];
  grants: readonly Grant[];
  onChange: ((grants: readonly Grant[]) => void) | undefined;
}

/** Per field of an object: hidden, to be read, to be changed. */
export function FieldPanel({ objects, before, grants, onChange }: Props) {
  const { t } = useTranslation();
  const withFields = objects.filter((one) => one.fields.length > 0);
  const [chosen, setChosen] = useState(withFields[0]?.object);
  const granting = withFields.find((one) => one.object === chosen);
  if (!granting) return null;
  const canRead = grants.some((one) => one.object === granting.object && one.action === "read");
  return (
    <section className="rt-fields" aria-label={t("settings.roles.fields")}>
      <div className="sect rt-head">
        <h2>{t("settings.roles.fields")}</h2>
        {withFields.length === 1 ? (
          <span className="small t3">{t(`settings.roles.object.${granting.object}`)}</span>
        ) : (
          <select
            className="pick"
            aria-label={t("settings.roles.fields_of")}
            value={chosen}
            onChange={(event) => setChosen(event.target.value)}
          >
            {withFields.map((one) => (
              <option key={one.object} value={one.object}>
                {t(`settings.roles.object.${one.object}`, { defaultValue: one.object })}
              </option>
            ))}
          </select>
        )}
      </div>
      {canRead ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area is reached by keyboard
        <ul tabIndex={0} aria-label={t("settings.roles.fields")}>
          {granting.fields.filter(isTelling).map(({ field, is_sensitive }) => (
            <FieldLine
              key={field}
              granting={granting}
              field={field}
              isSensitive={is_sensitive}
              before={before}
              grants={grants}
              onChange={onChange}
            />
          ))}
        </ul>
      ) : (
        <p className="small t3 rt-none">{t("settings.roles.no_read")}</p>
      )}
    </section>
  );

  function isTelling({ field }: { field: string }): boolean {
    const whole = partOf[field];
    return whole === undefined || levelOf(grants, granting!.object, whole) !== "hidden";
  }
}

interface LineProps extends Omit<Props, "objects"> {
  granting: Granting;
  field: string;
  isSensitive: boolean;
}

function FieldLine({ granting, field, isSensitive, before, grants, onChange }: LineProps) {
  const { t } = useTranslation();
  const was = levelOf(before, granting.object, field);
  const now = levelOf(grants, granting.object, field) ?? "hidden";
  const levels = levelsFor(grants, granting.object, field);
  const word = (level: FieldLevel) => t(`settings.roles.level.${levelWord(field, level)}`);
  const isChanged = was !== undefined && was !== now;
  const name = t([`settings.roles.field.${field}`, `customers.field.${field}`, `customers.point.${field}`], {
    defaultValue: field,
  });
  return (
    <li className={[isChanged && "chg", field in partOf && "part"].filter(Boolean).join(" ")}>
      <span className="grow el">
        {name}
        {isSensitive && <span className="small t3"> {t("settings.roles.sensitive")}</span>}
      </span>
      {isChanged && <s className="small t3">{word(was)}</s>}
      {onChange && levels.length > 1 ? (
        <select
          className="pick"
          data-level={now}
          aria-label={t("settings.roles.level_of", { field: name })}
          value={now}
          onChange={(event) => onChange(withLevel(grants, granting, field, event.target.value as FieldLevel))}
        >
          {levels.map((level) => (
            <option key={level} value={level}>
              {word(level)}
            </option>
          ))}
        </select>
      ) : (
        <span className="t2 fixed-level">{word(now)}</span>
      )}
    </li>
  );
}
