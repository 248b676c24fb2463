import "./trades.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { uploadTradesContract } from "../../../../../server/modules/customers/trade/import/import.contract.ts";
import {
  addTradeContract,
  listTradesContract,
  readTradeSumsContract,
  tradePeriods,
} from "../../../../../server/modules/customers/trade/trade.contract.ts";
import { call } from "../../../../api/call.ts";
import { keyOf, useRead } from "../../../../api/queries.ts";
import { useCan } from "../../../../frame/me.ts";
import { formatMoney } from "../../../../text/format.ts";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../../ui/Skeleton.tsx";
import { useRecord } from "../RecordContext.ts";
import { TradeDialog } from "./TradeDialog.tsx";
import { TradeRow } from "./TradeRow.tsx";
import type { Trade } from "./trade.ts";

/** Trades of the customer, and what they add up to by product group and channel. */
export function TradesTab() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const can = useCan();
  const params = { customerId: record.id };
  const [open, setOpen] = useState<Trade | "new" | undefined>();
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(listTradesContract), { params }],
    queryFn: ({ pageParam, signal }) =>
      call(listTradesContract, { params, query: pageParam ? { after: pageParam } : {} }, { signal }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const addButton = can(addTradeContract.permission) && (
    <ActionButton small icon="plus" onClick={() => setOpen("new")}>
      {t("customers.trade.add")}
    </ActionButton>
  );
  return (
    <div className="tl-box trades">
      {pages.isPending && <Skeleton rows={6} height={36} />}
      {pages.isError && (
        <ErrorState title={t("customers.trade.failed")} error={pages.error} retry={() => void pages.refetch()} />
      )}
      {pages.isSuccess && rows.length === 0 && (
        <EmptyState title={t("customers.trade.empty")} acts={addButton}>
          {can(addTradeContract.permission) && t("customers.trade.begin")}{" "}
          {can(uploadTradesContract.permission) && (
            <Link to="/imports/$" params={{ _splat: "trades" }}>
              {t("customers.trade.from_file")}
            </Link>
          )}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <>
          <Sums>{addButton}</Sums>
          <ul className="trade-rows" aria-label={t("customers.trade.title")}>
            {rows.map((trade) => (
              <TradeRow key={trade.id} trade={trade} onEdit={() => setOpen(trade)} />
            ))}
          </ul>
          {pages.hasNextPage && (
            <ActionButton look="text" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t("customers.trade.more")}
            </ActionButton>
          )}
        </>
      )}
      {open && <TradeDialog trade={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function Sums({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const [period, setPeriod] = useState<(typeof tradePeriods)[number]>("this_year");
  const sums = useRead(
    readTradeSumsContract,
    { params: { customerId: record.id }, query: { period } },
    { keeps: true },
  );
  return (
    <>
      <div className="row trade-head">
        <select
          className="pick"
          aria-label={t("customers.trade.period")}
          value={period}
          onChange={(event) => setPeriod(event.target.value as typeof period)}
        >
          {tradePeriods.map((one) => (
            <option key={one} value={one}>
              {t(`customers.trade.${one}`)}
            </option>
          ))}
        </select>
        <span className="grow" />
        {children}
      </div>
      <div className="trade-sums">
        {(["product_groups", "channels"] as const).map((by) => (
          <section key={by} aria-label={t(`customers.trade.by_${by.slice(0, -1)}`)}>
            <h2 className="t3 small">{t(`customers.trade.by_${by.slice(0, -1)}`)}</h2>
            <dl>
              {sums.data?.[by].slice(0, 5).map((one) => (
                <div key={`${one.name} ${one.currency}`}>
                  <dt className="el">{one.name ?? t("customers.trade.no_group")}</dt>
                  <dd>
                    {formatMoney(one.amount, one.currency)}
                    {one.margin !== undefined && one.margin !== 0 && (
                      <span className="t3 small">
                        {" "}
                        {t("customers.trade.margin")} {formatMoney(one.margin, one.currency)}
                      </span>
                    )}
                  </dd>
                </div>
              ))}
              {sums.data?.[by].length === 0 && <div className="t3">–</div>}
            </dl>
          </section>
        ))}
      </div>
    </>
  );
}
