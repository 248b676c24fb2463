import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useCan } from "../../frame/me.ts";
import { keyMap } from "../../frame/open.ts";
import { Icon } from "../../ui/Icon.tsx";
import type { IconName } from "../../ui/icons.ts";

interface Tip {
  name: string;
  icon: IconName;
  /** Absent: the keyboard map opens. */
  to?: string;
  permission?: string;
}

const tips: readonly Tip[] = [
  { name: "undo", icon: "undo", to: "/bin", permission: "customer.remove" },
  { name: "undo_import", icon: "download", to: "/imports/list", permission: "customer.import" },
  { name: "exports", icon: "upload", to: "/exports", permission: "customer.export" },
  { name: "fields", icon: "edit", to: "/settings/fields", permission: "own_field.manage" },
  { name: "keys", icon: "keyboard" },
];

/** What is good to know early and is never done with: where each of it lives. */
export function Tips() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <>
      <h3>{t("settings.tips.title")}</h3>
      <ul>
        {tips
          .filter(({ permission }) => !permission || can(permission))
          .map(({ name, icon, to }) => (
            <li key={name}>
              <span className="sign">
                <Icon name={icon} />
              </span>
              <span className="grow">
                <b>{t(`settings.tips.${name}.title`)}</b>
                <span className="small t2">{t(`settings.tips.${name}.text`)}</span>
              </span>
              {to ? (
                <Link to={to} className="btn">
                  {t(`settings.tips.${name}.act`)}
                </Link>
              ) : (
                <button type="button" className="btn" onClick={() => keyMap.set(true)}>
                  {t(`settings.tips.${name}.act`)}
                </button>
              )}
            </li>
          ))}
      </ul>
    </>
  );
}
