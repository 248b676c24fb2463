import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { updateCustomerContract } from "../../../../server/modules/customers/customer.contract.ts";
import { transferCustomerContract } from "../../../../server/modules/customers/sharing.contract.ts";
import { useCan } from "../../../frame/me.ts";
import { absent, formatFull, formatMoneyColumn, formatNumber, formatWhen } from "../../../text/format.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { iconOfKind } from "../kinds.ts";
import { shortPlace } from "../place.ts";
import { StageWord } from "../stages.tsx";
import "../tiers/tiers.css";
import { TierChip } from "../tiers/TierChip.tsx";
import { columnNames } from "./columnNames.ts";
import { PhoneCell } from "./PhoneCell.tsx";
import type { Row } from "./page.ts";
import type { Sort } from "./search.ts";
import type { ListField } from "./useFields.tsx";
import type { EditField } from "./useRowEdit.ts";
import type { ListState } from "./views.ts";

export interface Column {
  name: string;
  head: string;
  /** Pixels: at least, and at most where it may grow. */
  width: readonly [number, number?];
  isNumber?: boolean;
  sort?: Sort;
  /** Changed where it stands. */
  edit?: EditField;
  cell: (row: Row) => ReactNode;
}

const nothing = <span className="t3">{absent}</span>;
const nameWidth = 240;

/** The columns that were chosen, as far as this reader may see them; the product's own otherwise. */
export function useColumns(state: ListState, fields: ReadonlyMap<string, ListField>): Column[] {
  const { t } = useTranslation();
  const can = useCan();
  const industries = fields.get("industry")?.options;
  const industryOf = (row: Row) => industries?.find((one) => one.value === row.industry)?.label.replace(/ \w+$/, "");
  return columnNames(state).flatMap((name): Column[] => {
    const field = fields.get(name);
    if (!field?.is_column) return [];
    const isNumber = field.kind === "number" || field.kind === "money";
    const usual = { isNumber, width: widths[field.kind] ?? [96, 160], cell: (row: Row) => plainCell(row, field, t) };
    const known = special[name];
    return [
      {
        name,
        head: known?.head
          ? t(`customers.column.${known.head}`)
          : field.kind === "money"
            ? t("list.money_head", { name: field.name })
            : field.name,
        ...usual,
        ...(field.is_sortable ? { sort: name } : {}),
        ...known?.column,
        ...(name === "industry" ? { cell: (row: Row) => text(industryOf(row) ?? row.industry) } : {}),
        ...(name === "stage" && can(updateCustomerContract.permission) ? { edit: "stage" as const } : {}),
        ...(name === "owner" && can(transferCustomerContract.permission) ? { edit: "owner" as const } : {}),
      },
    ];
  });
}

export function tracksOf(columns: readonly Column[]): string {
  const track = ([least, most]: Column["width"]) => (most ? `minmax(${least}px, ${most}px)` : `${least}px`);
  return `48px minmax(${nameWidth}px, 1fr) ${columns.map((column) => track(column.width)).join(" ")}`;
}

/** Narrower than this the grid scrolls sideways. */
export function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { width: [least] }) => sum + least, 48 + nameWidth + 16);
}

const widths: Partial<Record<ListField["kind"], Column["width"]>> = {
  money: [128],
  number: [92],
  date: [108],
  time: [124],
  yes_no: [76],
  choice: [96, 132],
};

/** Columns with a look of their own; the others show their value by the field's kind. */
const special: Record<string, { head?: string; column: Partial<Column> }> = {
  stage: { column: { width: [112], cell: (row) => row.stage && <StageWord stage={row.stage} /> } },
  code: {
    column: {
      width: [76],
      cell: (row) => row.cells?.code && <TierChip ladder="code" value={String(row.cells.code)} />,
    },
  },
  pyramid: {
    column: {
      width: [132],
      cell: (row) => row.cells?.pyramid && <TierChip ladder="pyramid" value={String(row.cells.pyramid)} />,
    },
  },
  owner: { column: { width: [124], cell: (row) => row.owner && person(row.owner.name) } },
  team: { column: { width: [88, 132] } },
  province: { head: "place", column: { width: [88, 120], cell: placeCell } },
  industry: { column: { width: [88, 148] } },
  phone: { column: { width: [156], cell: (row) => (row.phone ? <PhoneCell row={row} shown={row.phone} /> : nothing) } },
  tags: { column: { width: [104, 180], cell: (row) => text(row.tags?.join("、")) } },
  last_interaction: { head: "last", column: { width: [128], cell: lastCell } },
  revenue_this_year: { head: "revenue", column: {} },
  trade_amount_12_months: { column: { width: [172] } },
  trade_margin_12_months: { column: { width: [160] } },
  updated_at: { head: "updated", column: { isNumber: true } },
  created_at: { head: "created", column: { isNumber: true } },
};

function plainCell(row: Row, field: ListField, t: (key: string) => string): ReactNode {
  const value = row.cells?.[field.field] ?? (row as Record<string, unknown>)[field.field];
  if (value === null || value === undefined || value === "") return nothing;
  if (field.kind === "money") return value === 0 ? <span className="t3">0</span> : formatMoneyColumn(Number(value));
  if (field.kind === "time")
    return (
      <span className="t2" title={formatFull(String(value))}>
        {formatWhen(String(value))}
      </span>
    );
  if (typeof value === "number") return value === 0 ? <span className="t3">0</span> : formatNumber(value);
  if (typeof value === "boolean") return text(t(value ? "filter.yes" : "filter.no"));
  if (Array.isArray(value)) return text(value.map((one) => nameOf(field, one)).join("、"));
  if (typeof value === "object")
    return text("name" in value && typeof value.name === "string" ? value.name : undefined);
  return text(nameOf(field, value));
}

const nameOf = (field: ListField, value: unknown): string =>
  field.kind === "text" ? String(value) : (field.options?.find((one) => one.value === value)?.label ?? String(value));

function text(value: string | null | undefined): ReactNode {
  return value ? (
    <span className="t2" title={value}>
      {value}
    </span>
  ) : (
    nothing
  );
}

function person(name: string): ReactNode {
  return (
    <span className="row" style={{ gap: 6 }}>
      <Avatar name={name} size="s" look="grey" />
      <span className="el">{name}</span>
    </span>
  );
}

function placeCell(row: Row): ReactNode {
  return text(shortPlace(row.province, row.city));
}

function lastCell(row: Row): ReactNode {
  if (!row.last_interaction) return nothing;
  return (
    <span className="row t2" style={{ gap: 6 }} title={formatFull(row.last_interaction.happened_at)}>
      <Icon name={iconOfKind(row.last_interaction.kind)} size={14} />
      {formatWhen(row.last_interaction.happened_at)}
    </span>
  );
}
