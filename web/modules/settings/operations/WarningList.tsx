import { useTranslation } from "react-i18next";
import { Icon } from "../../../ui/Icon.tsx";
import { copy } from "../CopyText.tsx";
import type { Warning } from "./warnings.ts";

export function WarningList({ warnings }: { warnings: readonly Warning[] }) {
  const { t } = useTranslation();
  if (warnings.length === 0) {
    return (
      <p className="row all-well">
        <span className="good">
          <Icon name="check" />
        </span>
        {t("settings.operations.all_well")}
      </p>
    );
  }
  return (
    <ul className="warnings">
      {warnings.map((warning) => (
        <li key={warning.name} className={`note ${warning.isBad ? "danger" : "warn"}`}>
          <Icon name="warning" />
          <div className="grow">
            <b>{t(`settings.operations.warning.${warning.name}.title`, warning.values)}</b>
            <p>{t(`settings.operations.warning.${warning.name}.act`, warning.values)}</p>
            {warning.command && <Command text={warning.command} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

export function Command({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <span className="row command">
      <code className="el" lang="en">
        {text}
      </code>
      <button type="button" className="btn link small" onClick={() => void copy(text, t("frame.copied"))}>
        {t("frame.copy")}
      </button>
    </span>
  );
}
