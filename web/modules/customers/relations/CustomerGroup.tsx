import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  readCustomerGroupContract,
  type TradedAmount,
} from "../../../../server/modules/customers/relation/relation.contract.ts";
import { useRead } from "../../../api/queries.ts";
import { absent, formatMoney, formatNumber } from "../../../text/format.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { useIsNarrow } from "../../../ui/narrow.ts";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { useRecord } from "../record/RecordContext.ts";

/** Parents and subsidiaries, and what they come to together as far as the reader sees it. */
export function CustomerGroup() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const isNarrow = useIsNarrow();
  const read = useRead(readCustomerGroupContract, { params: { customerId: record.id } });
  if (read.isPending) return <Skeleton rows={3} />;
  if (read.isError)
    return <ErrorState title={t("relations.group.failed")} error={read.error} retry={() => void read.refetch()} />;
  const { members, more, is_cut, sums } = read.data;
  if (members.length < 2) return null;
  const revenue = sums.revenue.amounts.map(({ amount, currency }) => formatMoney(amount, currency));
  const hidden = Math.max(sums.staff.hidden, sums.revenue.hidden);
  return (
    <section className="rel-group">
      <div className="sect">
        <h2>{t("relations.group.title")}</h2>
        <span className="cnt">{t("relations.group.count", { count: sums.customers })}</span>
      </div>
      <div className="strip">
        <div>
          <span>{t("relations.group.staff")}</span>
          <b>{sums.staff.known > 0 ? formatNumber(sums.staff.sum) : absent}</b>
        </div>
        <div>
          <span>{t("relations.group.revenue")}</span>
          <b>{revenue.length > 0 ? revenue.join(" + ") : absent}</b>
        </div>
        {sums.trades && (
          <div>
            <span>{t("relations.group.trades")}</span>
            <b>{amounts(sums.trades, "amount")}</b>
          </div>
        )}
        {sums.trades?.some(({ margin }) => margin !== undefined) && (
          <div>
            <span>{t("relations.group.margin")}</span>
            <b>{amounts(sums.trades, "margin")}</b>
          </div>
        )}
      </div>
      <p className="t3 small">
        {t("relations.group.seen")}
        {hidden > 0 && ` ${t("relations.group.hidden", { count: hidden })}`}
        {is_cut && ` ${t("relations.group.cut", { count: sums.customers })}`}
      </p>
      <table className="tbl slim" aria-label={t("relations.group.title")}>
        <thead>
          <tr>
            <th scope="col">{t("relations.graph.of")}</th>
            <th scope="col" className="num">
              {t("customers.field.staff_count")}
            </th>
            {!isNarrow && (
              <th scope="col" className="num">
                {t("customers.field.revenue_this_year")}
              </th>
            )}
            {sums.trades && (
              <th scope="col" className="num">
                {t("relations.group.trades")}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {inTreeOrder(members).map((one) => (
            <tr key={one.id} aria-current={one.id === record.id ? "true" : undefined}>
              <td style={{ paddingLeft: 24 + Math.min(one.depth, 6) * 18 }}>
                {one.id === record.id ? (
                  <b>{one.name}</b>
                ) : (
                  <Link to="/customers/$customerId" params={{ customerId: one.id }} search={{ tab: "relations" }}>
                    {one.name}
                  </Link>
                )}
              </td>
              <td className="num">{shown(one.staff_count, formatNumber)}</td>
              {!isNarrow && (
                <td className="num">
                  {shown(one.revenue_this_year, (value) => formatMoney(value, one.currency ?? "CNY"))}
                </td>
              )}
              {sums.trades && <td className="num">{amounts(one.trades ?? [], "amount")}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="t3 small">{t("relations.group.more", { count: more })}</p>}
    </section>
  );
}

function shown(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? absent : format(value);
}

function amounts(list: readonly TradedAmount[], of: "amount" | "margin"): string {
  return list.map((one) => formatMoney(one[of] ?? 0, one.currency)).join(" + ") || absent;
}

/** Members come level by level; on the page each stands below its parent. */
function inTreeOrder<T extends { id: string; parent_id: string | null }>(members: readonly T[]): T[] {
  const below = Map.groupBy(members, (one) => one.parent_id ?? "");
  const walk = (one: T): T[] => [one, ...(below.get(one.id) ?? []).flatMap(walk)];
  return members.slice(0, 1).flatMap(walk);
}
