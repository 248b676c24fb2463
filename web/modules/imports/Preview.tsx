import { useTranslation } from "react-i18next";
import type { Import, Target } from "./import.ts";

/** The first rows as they stand in the file; columns that stay outside are faint. */
export function Preview({ one, targets }: { one: Import; targets: readonly Target[] }) {
  const { t } = useTranslation();
  const firstRow = one.has_header ? 2 : 1;
  return (
    <>
      <p className="small t3 im-reasons">{t("imports.preview_text", { count: one.preview.length })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table that scrolls must be reachable by keyboard */}
      <section className="im-scroll" tabIndex={0} aria-label={t("imports.preview")}>
        <table className="im-table im-preview">
          <thead>
            <tr>
              <th>{t("imports.head.row")}</th>
              {one.columns.map((column, i) => (
                <th key={column.position} className={targets[i] === "" ? "t3" : ""}>
                  {column.header || t("imports.column_number", { number: column.position + 1 })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {one.preview.map((cells, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file, by number
              <tr key={row}>
                <td className="t3">{row + firstRow}</td>
                {one.columns.map((column, i) => (
                  <td key={column.position} className={targets[i] === "" ? "t3" : ""}>
                    {cells[i]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
