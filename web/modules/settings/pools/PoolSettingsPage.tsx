import "../../../ui/table.css";
import "./pools.css";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listPoolsContract, retirePoolContract } from "../../../../server/modules/customers/pool/pool.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useRead } from "../../../api/queries.ts";
import { formatNumber } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { PoolDialog } from "./PoolDialog.tsx";

export type Pool = ResponseOf<typeof listPoolsContract>["pools"][number];

/** Pools: who picks how much, and what goes back when. */
export function PoolSettingsPage() {
  const { t } = useTranslation();
  const read = useRead(listPoolsContract, {});
  const [open, setOpen] = useState<Pool | "new" | null>(null);
  const pools = read.data?.pools.filter((pool) => !pool.is_retired) ?? [];
  const add = (
    <ActionButton look="primary" icon="plus" onClick={() => setOpen("new")}>
      {t("settings.pools.new")}
    </ActionButton>
  );
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.pools")}</h1>
        <span className="grow" />
        {pools.length > 0 && add}
      </div>
      <div className="page flush">
        <p className="lead t2">{t("settings.pools.lead")}</p>
        {read.isPending && <Skeleton rows={5} />}
        {read.isError && (
          <ErrorState title={t("settings.pools.failed")} error={read.error} retry={() => void read.refetch()} />
        )}
        {read.isSuccess && pools.length === 0 && (
          <EmptyState title={t("settings.pools.none")} acts={add}>
            {t("settings.pools.none_text")}
          </EmptyState>
        )}
        {pools.length > 0 && (
          <table className="tbl pool-set" aria-label={t("settings.page.pools")}>
            <thead>
              <tr>
                <th scope="col">{t("settings.pools.name")}</th>
                <th scope="col">{t("settings.pools.rules")}</th>
                <th scope="col" className="num" style={{ width: 100 }}>
                  {t("settings.pools.size")}
                </th>
                <th scope="col" style={{ width: 150 }}>
                  <span className="sr">{t("settings.pools.edit")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {pools.map((pool) => (
                <tr key={pool.id}>
                  <td>
                    <b className="el">{pool.name}</b>
                  </td>
                  <td className="el t2" title={rulesOf(pool)}>
                    {rulesOf(pool)}
                  </td>
                  <td className="num">
                    {formatNumber(pool.size.value)}
                    {pool.size.capped ? "+" : ""}
                  </td>
                  <td className="acts-cell">
                    <ActionButton small onClick={() => setOpen(pool)}>
                      {t("settings.pools.edit")}
                    </ActionButton>
                    <ActionButton
                      small
                      look="text"
                      icon="close"
                      label={t("settings.pools.retire", { name: pool.name })}
                      onClick={() => void retire(pool)}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      {open && <PoolDialog pool={open === "new" ? undefined : open} onClose={() => setOpen(null)} />}
    </>
  );

  function rulesOf(pool: Pool): string {
    const told = (["no_follow_up_days", "no_deal_days", "after_contract_end_days"] as const).flatMap((rule) =>
      pool[rule] === null ? [] : [t(`settings.pools.told.${rule}`, { days: pool[rule] })],
    );
    const picks =
      pool.picks_per_day === null ? [] : [t("settings.pools.told.picks_per_day", { count: pool.picks_per_day })];
    const capacity = pool.capacity === null ? [] : [t("settings.pools.told.capacity", { count: pool.capacity })];
    return [...picks, ...capacity, ...told].join(" · ") || t("settings.pools.told.nothing");
  }

  async function retire(pool: Pool) {
    try {
      await call(retirePoolContract, { params: { poolId: pool.id } });
      poolsChanged();
      showToast({ text: t("settings.pools.retired", { name: pool.name }) });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
  }
}

export const poolsChanged = (): void => void client.invalidateQueries({ queryKey: keyOf(listPoolsContract) });
