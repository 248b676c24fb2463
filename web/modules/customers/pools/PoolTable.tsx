import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  listPoolCustomersContract,
  pickCustomerContract,
} from "../../../../server/modules/customers/pool/pick.contract.ts";
import { listPoolsContract } from "../../../../server/modules/customers/pool/pool.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { absent, formatFull, formatWhen } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Avatar } from "../../../ui/Avatar.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../changed.ts";
import type { Pool } from "./PoolsPage.tsx";

type Row = ResponseOf<typeof listPoolCustomersContract>["rows"][number];
const ofPool = (poolId: string) => [...keyOf(listPoolCustomersContract), { params: { poolId } }];

/** Customers of a pool, the longest there first; what the pool hides shows as such until somebody picks. */
export function PoolTable({ pool }: { pool: Pool }) {
  const { t } = useTranslation();
  const pages = useInfiniteQuery({
    queryKey: ofPool(pool.id),
    queryFn: ({ pageParam, signal }) =>
      call(
        listPoolCustomersContract,
        { params: { poolId: pool.id }, query: { limit: 100, ...(pageParam ? { after: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  if (pages.isPending) return <Skeleton rows={8} />;
  if (pages.isError && rows.length === 0)
    return <ErrorState title={t("pools.failed")} error={pages.error} retry={() => void pages.refetch()} />;
  if (rows.length === 0) return <EmptyState title={t("pools.empty.title")}>{t("pools.empty.text")}</EmptyState>;
  return (
    <>
      <table className="tbl pool" aria-label={pool.name}>
        <thead>
          <tr>
            <th scope="col">{t("pools.name")}</th>
            <th scope="col">{t("pools.place")}</th>
            <th scope="col">{t("pools.since")}</th>
            <th scope="col">
              <span className="sr">{t("pools.pick")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PoolLine key={row.id} pool={pool} row={row} />
          ))}
        </tbody>
      </table>
      {pages.hasNextPage && (
        <p className="pool-more">
          <button type="button" className="btn" onClick={() => void pages.fetchNextPage()}>
            {t("pools.more")}
          </button>
        </p>
      )}
    </>
  );
}

function PoolLine({ pool, row }: { pool: Pool; row: Row }) {
  const { t } = useTranslation();
  const pick = useCall(pickCustomerContract);
  const isHidden = pool.hidden_fields.includes("province") || pool.hidden_fields.includes("city");
  const place = [row.province, row.city].filter(Boolean).join(" ");
  return (
    <tr>
      <td>
        <span className="row who">
          <Avatar name={row.name} square={row.kind === "company"} look={row.kind === "company" ? "accent" : "blue"} />
          <b className="el">{row.name}</b>
          <span className="small t3 nw">{row.number}</span>
        </span>
      </td>
      <td className="t2">{place || (isHidden ? t("pools.hidden") : absent)}</td>
      <td title={formatFull(row.since)}>
        <span className="el">
          {formatWhen(row.since)} · {t(`pools.reason.${row.reason}`)}
          {row.last_owner && ` · ${row.last_owner.name}`}
        </span>
      </td>
      <td className="acts-cell">
        <ActionButton small blocked={row.blocked.pick} loading={pick.isPending} onClick={take}>
          {t("pools.pick")}
        </ActionButton>
      </td>
    </tr>
  );

  function take() {
    pick.mutate(
      { params: { poolId: pool.id, customerId: row.id } },
      {
        onSuccess: () => {
          listsChanged();
          showToast({ text: t("pools.picked", { name: row.name }) });
        },
        onError: (error) => void showToast({ text: problemText(error), look: "problem" }),
        onSettled: () => {
          void client.invalidateQueries({ queryKey: keyOf(listPoolCustomersContract) });
          void client.invalidateQueries({ queryKey: keyOf(listPoolsContract) });
        },
      },
    );
  }
}
