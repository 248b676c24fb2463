import { useTranslation } from "react-i18next";
import { formatNumber } from "../../text/format.ts";
import type { Import } from "./import.ts";
import type { Check } from "./useCheck.ts";

/** What will happen: in round figures until the check has been through the file. */
export function Will({ one, check }: { one: Import; check: Check | undefined }) {
  const { t } = useTranslation();
  if (!check || check.state === "failed")
    return <span className="t2 im-will">{t("imports.will", { rows: formatNumber(one.estimated_rows) })}</span>;
  const parts = (
    [
      ["created", check.created_count],
      ["updated", check.updated_count],
      ["duplicate", check.duplicate_count],
      ["rejected", check.rejected_count],
    ] as const
  ).filter(([name, count]) => count > 0 || name === "created");
  return (
    <span className="t2 im-will" aria-live="polite">
      {check.state === "running" && (
        <span>
          {t("imports.check.running", { rows: formatNumber(check.row_count) })}
          {t("imports.semicolon")}
        </span>
      )}
      {parts.map(([name, count], i) => (
        <span key={name}>
          {i > 0 && t("imports.comma")}
          {t(`imports.will_do.${name}`)} <b>{formatNumber(count)}</b>
        </span>
      ))}
      {t("imports.stop_mark")} {t("imports.undo_promise")}
    </span>
  );
}
