import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ladderValues } from "../../../../server/modules/customers/tier/ladder.contract.ts";
import type { readMovementsContract } from "../../../../server/modules/customers/tier/tier.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { absent, formatNumber } from "../../../text/format.ts";
import { TierChip } from "../tiers/TierChip.tsx";
import { listBehind } from "./search.ts";

export type Month = ResponseOf<typeof readMovementsContract>["months"][number];
type Ladder = keyof typeof ladderValues;

/** The same as a matrix: a line for where they came from, a column for where they went; each count opens its customers. */
export function MovementTable({ ladder, month }: { ladder: Ladder; month: Month }) {
  const { t } = useTranslation();
  const order = ladderValues[ladder];
  const stockOf = (value: string) => month.stock.find((one) => one.value === value)?.count ?? 0;
  const flow = (from: string, to: string) => month.flows.find((one) => one.from === from && one.to === to)?.count ?? 0;
  const net = (value: string) =>
    month.flows.reduce(
      (sum, { from, to, count }) => sum + (to === value ? count : 0) - (from === value ? count : 0),
      0,
    );
  return (
    <table className="tbl moves" aria-label={t("movements.table", { month: month.month })}>
      <thead>
        <tr>
          <th scope="col">{t("movements.from_to")}</th>
          {order.map((value) => (
            <th key={value} scope="col" className="num">
              {t(`customers.${ladder}.${value}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {order.map((from) => (
          <tr key={from}>
            <th scope="row">
              <TierChip ladder={ladder} value={from} />
            </th>
            {order.map((to) => (
              <td key={to} className="num">
                {cell(from, to)}
              </td>
            ))}
          </tr>
        ))}
        <tr className="sum">
          <th scope="row">{t("movements.at_end")}</th>
          {order.map((value) => (
            <td key={value} className="num">
              <b>{formatNumber(stockOf(value))}</b> <span className="t3">{signed(net(value))}</span>
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );

  function cell(from: string, to: string) {
    if (from === to) return <span className="t3">{absent}</span>;
    const count = flow(from, to);
    if (count === 0) return <span className="t3">0</span>;
    const names = { from: t(`customers.${ladder}.${from}`), to: t(`customers.${ladder}.${to}`), count };
    return (
      <Link to="/customers" search={listBehind(ladder, from, to, month.month)} aria-label={t("movements.open", names)}>
        {formatNumber(count)}
      </Link>
    );
  }
}

const signed = (count: number): string =>
  count === 0 ? "" : count > 0 ? `+${formatNumber(count)}` : `−${formatNumber(-count)}`;
