import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { formatMoney, formatWhen } from "../../../text/format.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { StarButton } from "../StarButton.tsx";
import type { Column } from "./columns.tsx";
import { EditCell } from "./EditCell.tsx";
import type { Row } from "./page.ts";
import { cell, line } from "./roles.ts";
import type { RowEdit } from "./useRowEdit.ts";

interface Props {
  row: Row;
  index: number;
  columns: readonly Column[];
  isNarrow: boolean;
  isCurrent: boolean;
  isSelected: boolean;
  isChanged: boolean;
  onSelect: (id: string) => void;
  /** Present in the row that is being edited. */
  edit: RowEdit | undefined;
  onEdit: RowEdit["open"];
}

export const rowId = (index: number) => `customer-row-${index}`;

export const CustomerRow = memo(function CustomerRow(props: Props) {
  const { row, index, columns, isNarrow, isCurrent, isSelected, isChanged, onSelect, edit, onEdit } = props;
  const { t } = useTranslation();
  const look = `crow ${isCurrent ? "cur" : ""} ${isSelected ? "sel" : ""} ${isChanged ? "tint" : ""}`;
  if (isNarrow) return <NarrowRow row={row} index={index} look={look} />;
  return (
    <div {...line(index, isSelected)} id={rowId(index)} className={look}>
      <span {...cell}>
        <input
          type="checkbox"
          className="cb"
          tabIndex={-1}
          checked={isSelected}
          aria-label={t("customers.select", { name: row.name ?? row.number })}
          onChange={() => onSelect(row.id)}
        />
      </span>
      <span {...cell} className="row nm">
        <KindSign row={row} />
        <Link to="/customers/$customerId" params={{ customerId: row.id }} className="el" tabIndex={-1} title={row.name}>
          {row.name ?? row.number}
        </Link>
        <span className="t3 small">{row.number}</span>
        <StarButton customer={row} name={row.name ?? row.number} tabIndex={-1} />
      </span>
      {columns.map((column) => {
        const field = column.edit && row[column.edit] !== undefined ? column.edit : undefined;
        const isOpen = field !== undefined && edit?.at?.field === field;
        return (
          <span {...cell} key={column.name} className={`${column.isNumber ? "num" : "el"} ${isOpen ? "open" : ""}`}>
            {field ? (
              <EditCell row={row} field={field} edit={edit} onOpen={onEdit}>
                {column.cell(row)}
              </EditCell>
            ) : (
              column.cell(row)
            )}
          </span>
        );
      })}
    </div>
  );
});

function NarrowRow({ row, index, look }: { row: Row; index: number; look: string }) {
  const { t } = useTranslation();
  return (
    <div {...line(index)} id={rowId(index)} className={look}>
      <span {...cell} className="two">
        <span className="row">
          <Link to="/customers/$customerId" params={{ customerId: row.id }} className="row nm grow">
            <KindSign row={row} />
            <span className="el grow">{row.name ?? row.number}</span>
            <span className="t3 small">{row.number}</span>
          </Link>
          <StarButton customer={row} name={row.name ?? row.number} />
        </span>
        <span className="row sub">
          {row.stage && <span>{t(`customers.stage.${row.stage}`)}</span>}
          {row.owner && <span>{row.owner.name}</span>}
          <span>{formatWhen(row.last_interaction?.happened_at ?? row.updated_at)}</span>
          <span className="grow" />
          {typeof row.revenue_this_year === "number" && row.revenue_this_year !== 0 && (
            <span>{formatMoney(row.revenue_this_year, "CNY")}</span>
          )}
        </span>
      </span>
    </div>
  );
}

/** A square for a company, a disc for a person: told apart by shape. */
function KindSign({ row }: { row: Row }) {
  if (!row.name) return <Icon name="lock" />;
  return (
    <Avatar
      name={row.name}
      size="s"
      look={row.kind === "company" ? "accent" : "blue"}
      square={row.kind === "company"}
    />
  );
}
