import "../../../ui/table.css";
import "./pools.css";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listPoolWarningsContract } from "../../../../server/modules/customers/pool/pick.contract.ts";
import { listPoolsContract } from "../../../../server/modules/customers/pool/pool.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { PoolTable } from "./PoolTable.tsx";

export type Pool = ResponseOf<typeof listPoolsContract>["pools"][number];

/** The pools that one may pick from, what one has used of the rules, and which of one's own will be recycled. */
export function PoolsPage() {
  const { t } = useTranslation();
  const read = useRead(listPoolsContract, {});
  const [chosen, setChosen] = useState<string | null>(null);
  const pools = read.data?.pools ?? [];
  const pool = pools.find(({ id }) => id === chosen) ?? pools[0];
  document.title = `${t("pools.title")} · ${t("frame.product")}`;
  return (
    <>
      <div className="head pool-head">
        <h1>{t("pools.title")}</h1>
        {pools.length > 1 && (
          <select
            className="inp pool-choice"
            aria-label={t("pools.choose")}
            value={pool?.id}
            onChange={(event) => setChosen(event.target.value)}
          >
            {pools.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        {pools.length === 1 && <span className="t2">{pool?.name}</span>}
        <span className="grow" />
        {pool && <Counters pool={pool} />}
      </div>
      <div className="page flush">
        <Warnings />
        {read.isPending && <Skeleton rows={8} />}
        {read.isError && !read.data && (
          <ErrorState title={t("pools.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.isSuccess && !pool && <EmptyState title={t("pools.none.title")}>{t("pools.none.text")}</EmptyState>}
        {pool && <PoolTable key={pool.id} pool={pool} />}
      </div>
    </>
  );
}

function Counters({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const of = (name: string, used: number, most: number | null) =>
    most === null ? null : (
      <span className="nw" key={name}>
        {t(`pools.${name}`)} <b>{formatNumber(used)}</b> / {formatNumber(most)}
      </span>
    );
  return (
    <span className="row small t2 pool-counters" role="status">
      {of("picked_today", pool.mine.picked_today, pool.picks_per_day)}
      {of("held", pool.mine.held, pool.capacity)}
      {of("viewed_today", pool.mine.viewed_today, pool.views_per_day)}
    </span>
  );
}

function Warnings() {
  const { t } = useTranslation();
  const warnings = useRead(listPoolWarningsContract, {}).data?.warnings ?? [];
  if (warnings.length === 0) return null;
  return (
    <details className="note warn pool-warnings">
      <summary>
        <Icon name="warning" />
        {t("pools.warnings", { count: warnings.length })}
      </summary>
      <ul>
        {warnings.map(({ customer, reason, due_on }) => (
          <li key={customer.id}>
            <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
              {customer.name}
            </Link>{" "}
            <span className="t2">
              {t(`pools.reason.${reason}`)} · {t("pools.due", { day: due_on })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
