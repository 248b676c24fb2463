import type { ReactNode } from "react";
import {
  transferCustomerContract,
  updateCustomerContract,
} from "../../../../server/modules/customers/customer.contract.ts";
import { useIndustries } from "../../../api/reference.ts";
import { useCan, useMaySee } from "../../../frame/me.ts";
import { absent, formatFull, formatMoneyColumn, formatWhen } from "../../../text/format.ts";
import { locale } from "../../../text/locale.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { iconOfKind } from "../kinds.ts";
import { shortPlace } from "../place.ts";
import { StageWord } from "../stages.tsx";
import type { Row } from "./page.ts";
import type { Sort } from "./search.ts";
import type { EditField } from "./useRowEdit.ts";
import type { ListState } from "./views.ts";

export interface Column {
  name: string;
  /** CSS track. */
  width: string;
  isNumber?: boolean;
  sort?: Sort;
  /** Changed where it stands. */
  edit?: EditField;
  cell: (row: Row) => ReactNode;
}

const nothing = <span className="t3">{absent}</span>;

/** The columns this reader may see. The last one follows the order: changed or made. */
export function useColumns(state: ListState): Column[] {
  const can = useCan();
  const maySee = useMaySee("customer");
  const industries = useIndustries();
  const lastTime: Sort = state.sort === "created_at" ? "created_at" : "updated_at";
  const columns: (Column | false)[] = [
    maySee("stage") && {
      name: "stage",
      width: "112px",
      ...(can(updateCustomerContract.permission) ? { edit: "stage" } : {}),
      cell: (row) => row.stage && <StageWord stage={row.stage} />,
    },
    maySee("owner") && {
      name: "owner",
      width: "124px",
      ...(can(transferCustomerContract.permission) ? { edit: "owner" } : {}),
      cell: ownerCell,
    },
    maySee("province") && { name: "place", width: "minmax(88px, 120px)", cell: placeCell },
    maySee("industry") && {
      name: "industry",
      width: "minmax(88px, 148px)",
      cell: (row) => <span className="t2">{industryName(industries, row.industry) || nothing}</span>,
    },
    { name: "phone", width: "136px", cell: (row) => (row.phone ? <span className="t2">{row.phone}</span> : nothing) },
    { name: "last", width: "116px", cell: lastCell },
    maySee("revenue_this_year") && { name: "revenue", width: "116px", isNumber: true, cell: revenueCell },
    {
      name: lastTime === "created_at" ? "created" : "updated",
      width: "124px",
      isNumber: true,
      sort: lastTime,
      cell: (row) => (
        <span className="t2" title={formatFull(row[lastTime])}>
          {formatWhen(row[lastTime])}
        </span>
      ),
    },
  ];
  return columns.filter((column) => column !== false);
}

export function tracksOf(columns: readonly Column[]): string {
  return `48px minmax(220px, 1fr) ${columns.map((column) => column.width).join(" ")}`;
}

function ownerCell(row: Row): ReactNode {
  if (!row.owner) return nothing;
  return (
    <span className="row" style={{ gap: 6 }}>
      <Avatar name={row.owner.name} size="s" look="grey" />
      <span className="el">{row.owner.name}</span>
    </span>
  );
}

function placeCell(row: Row): ReactNode {
  return <span className="t2">{shortPlace(row.province, row.city) || nothing}</span>;
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

function revenueCell(row: Row): ReactNode {
  const amount = row.revenue_this_year;
  if (amount === null || amount === undefined) return nothing;
  return amount === 0 ? <span className="t3">0</span> : formatMoneyColumn(amount);
}

function industryName(list: readonly { code: string; zh: string; en: string }[], code: string | null | undefined) {
  const found = list.find((one) => one.code === code);
  return found ? (locale() === "en" ? found.en : found.zh) : (code ?? "");
}
