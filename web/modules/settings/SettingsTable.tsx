import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ActionButton } from "../../ui/ActionButton.tsx";

export interface SettingsColumn<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  isNumber?: boolean;
  /** Classes of a cell: "t2", "open"... */
  look?: (row: Row) => string;
}

interface Props<Row> {
  label: string;
  /** Classes beside `tbl`: which columns are how wide, and what is left of a row on a phone. */
  look: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  columns: readonly SettingsColumn<Row>[];
  /** What can be done with a row, in a last column without a heading. */
  acts: (row: Row) => ReactNode;
}

/** Things that are set, one a line, with their acts at the end. */
export function SettingsTable<Row>({ label, look, rows, keyOf, columns, acts }: Props<Row>) {
  const { t } = useTranslation();
  const classOf = ({ isNumber, look: lookOf }: SettingsColumn<Row>, row?: Row) =>
    [isNumber && "num", row !== undefined && lookOf?.(row)].filter(Boolean).join(" ") || undefined;
  return (
    <table className={`tbl ${look}`} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.title} scope="col" className={classOf(column)}>
              {column.title}
            </th>
          ))}
          <th scope="col">
            <span className="sr">{t("settings.acts")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column) => (
              <td key={column.title} className={classOf(column, row)} data-title={column.title}>
                {column.cell(row)}
              </td>
            ))}
            <td className="acts-cell">{acts(row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface OpenerProps {
  name: string;
  below?: string | undefined;
  onOpen: () => void;
}

/** The name of a row, which opens it, with what tells it from others below. */
export function RowOpener({ name, below, onOpen }: OpenerProps) {
  return (
    <button type="button" className="who" onClick={onOpen}>
      <span className="col">
        <b className="el">{name}</b>
        {below && <span className="el small t3">{below}</span>}
      </span>
    </button>
  );
}

/** Takes a row away; the label says which. */
export function RowRemover({ label, onRemove }: { label: string; onRemove: () => void }) {
  return <ActionButton small look="text" icon="close" label={label} onClick={onRemove} />;
}
