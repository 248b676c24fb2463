import { useTranslation } from "react-i18next";
import { absent, formatBytes, formatDuration, formatFull } from "../../../text/format.ts";
import { Command } from "./WarningList.tsx";
import type { Operations } from "./warnings.ts";

/** The last back-ups of this organisation, and the line that makes the next. */
export function Backups({ backups }: { backups: Operations["backups"] }) {
  const { t } = useTranslation();
  return (
    <section className="backups" aria-label={t("settings.operations.backups")}>
      <h2>{t("settings.operations.backups")}</h2>
      {backups.length === 0 ? (
        <p className="t2">{t("settings.operations.no_backups")}</p>
      ) : (
        <table className="tbl" aria-label={t("settings.operations.backups")}>
          <thead>
            <tr>
              <th scope="col">{t("settings.operations.begun")}</th>
              <th scope="col" className="num">
                {t("settings.operations.took")}
              </th>
              <th scope="col" className="num">
                {t("settings.operations.size_head")}
              </th>
              <th scope="col">{t("settings.operations.folder_head")}</th>
            </tr>
          </thead>
          <tbody>
            {backups.map((one) => (
              <tr key={one.started_at}>
                <td>{formatFull(one.started_at)}</td>
                <td className="num">{took(one.started_at, one.finished_at)}</td>
                <td className="num">
                  {one.bytes === null ? <span className="t3">{absent}</span> : formatBytes(one.bytes)}
                </td>
                <td title={one.error ?? one.folder}>
                  {one.error ? (
                    <span className="danger">{t("settings.operations.backup_failed", { error: one.error })}</span>
                  ) : (
                    one.folder
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Command text="npm run backup" />
    </section>
  );

  function took(begun: string, finished: string | null) {
    if (!finished) return <span className="t3">{absent}</span>;
    return formatDuration(Math.max(1, Math.round((Date.parse(finished) - Date.parse(begun)) / 1000)));
  }
}
