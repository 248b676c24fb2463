import { useTranslation } from "react-i18next";
import { absent, formatNumber } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Tag } from "../../../ui/Tag.tsx";
import { copy } from "../CopyText.tsx";
import type { BatchRow } from "./InviteMany.tsx";

const looks = { ready: "info", created: "good", rejected: "danger" } as const;
const atOnce = 200;

/** Each row of the file and what becomes of it; the ones that stay out come first. */
export function BatchTable({ rows }: { rows: readonly BatchRow[] }) {
  const { t } = useTranslation();
  const sorted = rows.toSorted((a, b) => Number(b.outcome === "rejected") - Number(a.outcome === "rejected"));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <section className="batch" tabIndex={0} aria-label={t("settings.users.many.rows")}>
      <table className="tbl">
        <thead>
          <tr>
            <th scope="col" className="num">
              {t("settings.users.many.row")}
            </th>
            <th scope="col">{t("settings.users.name")}</th>
            <th scope="col">{t("settings.users.team")}</th>
            <th scope="col">{t("settings.users.role")}</th>
            <th scope="col">{t("settings.users.many.outcome")}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, atOnce).map((row) => (
            <tr key={row.row}>
              <td className="num t3">{row.row}</td>
              <td title={`${row.name} ${row.email}`}>
                {row.name || <span className="t3">{absent}</span>} <span className="small t3">{row.email}</span>
              </td>
              <td>{row.team || <span className="t3">{absent}</span>}</td>
              <td>{row.role || <span className="t3">{absent}</span>}</td>
              <td className="open">{outcome(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > atOnce && (
        <p className="small t3">
          {t("settings.users.many.more", { count: rows.length - atOnce, shown: formatNumber(rows.length - atOnce) })}
        </p>
      )}
    </section>
  );

  function outcome(row: BatchRow) {
    const link = row.invitation_link;
    if (link) {
      return (
        <ActionButton small onClick={() => void copy(link, t("frame.copied"))}>
          {t("settings.users.many.copy_link")}
        </ActionButton>
      );
    }
    if (row.reason) return <Tag look="danger">{t(`settings.users.many.reason.${row.reason}`)}</Tag>;
    return <Tag look={looks[row.outcome]}>{t(`settings.users.many.outcome_is.${row.outcome}`)}</Tag>;
  }
}
