import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/Icon.tsx";
import type { Scope } from "./grants.ts";

export interface Way {
  scope: Scope;
  roles: readonly { id: string; name: string }[];
  is_empty?: boolean;
}

interface Props {
  may: boolean;
  act: string;
  why: string;
  /** What the unsaved changes do to it. */
  after?: string | undefined;
  children?: ReactNode;
}

/** May or may not, what, and why. */
export function TriedLine({ may, act, why, after, children }: Props) {
  const { t } = useTranslation();
  return (
    <li className={may ? "can" : "cannot"}>
      <Icon name={may ? "check" : "close"} size={14} />
      <span className="sr">{t(may ? "settings.roles.try.can" : "settings.roles.try.cannot")} </span>
      <div className="grow">
        <span>{act}</span> <span className="small t3">{why}</span>
        {after && <span className="small warn"> {after}</span>}
        {children}
      </div>
    </li>
  );
}

/** "Own, team · Sales representative"; with several roles each scope names its own. */
export function useWayWords(): (ways: readonly Way[]) => string {
  const { t } = useTranslation();
  return (ways) => {
    const roles = new Set(ways.flatMap((way) => way.roles.map((role) => role.name)));
    const scope = (way: Way) =>
      t(`settings.roles.scope.${way.scope}`) + (way.is_empty ? t(`settings.roles.try.empty.${way.scope}`) : "");
    const names = (way: Way) => way.roles.map((role) => role.name).join(t("settings.comma"));
    if (roles.size > 1)
      return ways
        .map((way) => t("settings.roles.try.way", { scope: scope(way), roles: names(way) }))
        .join(t("settings.comma"));
    return `${ways.map(scope).join(t("settings.comma"))} · ${[...roles].join("")}`;
  };
}

export function useFieldName(): (field: string) => string {
  const { t } = useTranslation();
  return (field) =>
    t([`settings.roles.field.${field}`, `customers.field.${field}`, `customers.point.${field}`], {
      defaultValue: field,
    });
}

/** Fields that stay closed; their names on demand. */
export function ClosedFields({ fields, word }: { fields: readonly string[]; word: "unseen" | "unchanged" }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  if (fields.length === 0) return null;
  return (
    <details className="small t3">
      <summary>{t(`settings.roles.try.${word}`, { count: fields.length })}</summary>
      {fields.map(fieldName).join(t("settings.comma"))}
    </details>
  );
}
