import "./bin.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listBinContract, restoreCustomersContract } from "../../../../server/modules/customers/bin.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { keyOf, useCall } from "../../../api/queries.ts";
import { formatFull, formatNumber, formatWhen } from "../../../text/format.ts";
import { problemText } from "../../../text/problem.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { showToast } from "../../../ui/toasts.ts";
import { listsChanged } from "../changed.ts";

type Row = ResponseOf<typeof listBinContract>["rows"][number];

/** What was removed in the last 30 days; each record, or all of its batch, can be taken back. */
export function BinPage() {
  const { t } = useTranslation();
  const pages = useInfiniteQuery({
    queryKey: keyOf(listBinContract),
    queryFn: ({ pageParam, signal }) =>
      call(listBinContract, { query: { limit: 100, ...(pageParam ? { after: pageParam } : {}) } }, { signal }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  document.title = `${t("customers.bin.title")} · ${t("frame.product")}`;
  return (
    <>
      <div className="bin-head">
        <Link to="/customers" search={{}} className="btn ico" aria-label={t("customers.bin.back")}>
          <Icon name="back" />
        </Link>
        <h1>{t("customers.bin.title")}</h1>
        <p className="t3">{t("customers.bin.lead")}</p>
      </div>
      <div className="page flush">
        {pages.isPending && <Skeleton rows={8} />}
        {pages.isError && rows.length === 0 && (
          <ErrorState title={t("customers.bin.failed")} error={pages.error} retry={() => void pages.refetch()} />
        )}
        {pages.isSuccess && rows.length === 0 && (
          <EmptyState title={t("customers.bin.empty.title")}>{t("customers.bin.empty.text")}</EmptyState>
        )}
        {rows.length > 0 && <BinTable rows={rows} />}
        {pages.hasNextPage && (
          <p className="bin-more">
            <button type="button" className="btn" onClick={() => void pages.fetchNextPage()}>
              {t("customers.bin.more")}
            </button>
          </p>
        )}
      </div>
    </>
  );
}

function BinTable({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation();
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(row.bin_id, (sizes.get(row.bin_id) ?? 0) + 1);
  return (
    <table className="tbl bin" aria-label={t("customers.bin.title")}>
      <thead>
        <tr>
          <th scope="col">{t("customers.bin.name")}</th>
          <th scope="col">{t("customers.bin.removed")}</th>
          <th scope="col">{t("customers.bin.gone")}</th>
          <th scope="col">
            <span className="sr">{t("customers.bin.restore")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <BinLine
            key={row.id}
            row={row}
            batch={rows[index - 1]?.bin_id === row.bin_id ? 1 : (sizes.get(row.bin_id) ?? 1)}
          />
        ))}
      </tbody>
    </table>
  );
}

function BinLine({ row, batch }: { row: Row; batch: number }) {
  const { t } = useTranslation();
  const restore = useCall(restoreCustomersContract);
  const days = Math.max(0, Math.ceil((new Date(row.gone_at).getTime() - Date.now()) / 86_400_000));
  return (
    <tr>
      <td>
        <span className="row who">
          <Avatar name={row.name} square={row.kind === "company"} look={row.kind === "company" ? "accent" : "blue"} />
          <b className="el">{row.name}</b>
          <span className="small t3 nw">{row.number}</span>
        </span>
      </td>
      <td title={formatFull(row.removed_at)}>
        <span className="el">
          {formatWhen(row.removed_at)} · {row.removed_by?.name ?? ""} {t(`customers.bin.reason.${row.reason}`)}
        </span>
      </td>
      <td className="nw t3" title={formatFull(row.gone_at)}>
        {t("customers.bin.gone_in", { count: days })}
      </td>
      <td className="acts-cell">
        {batch > 1 && (
          <button
            type="button"
            className="btn s"
            disabled={restore.isPending}
            onClick={() => take({ bin_id: row.bin_id })}
          >
            {t("customers.bin.restore_batch", { count: batch })}
          </button>
        )}
        <button type="button" className="btn s" disabled={restore.isPending} onClick={() => take({ ids: [row.id] })}>
          <Icon name="undo" />
          {t("customers.bin.restore")}
        </button>
      </td>
    </tr>
  );

  function take(body: { bin_id: string } | { ids: string[] }) {
    restore.mutate(
      { body },
      {
        onSuccess: ({ restored_count: count, goes_on }) => {
          listsChanged();
          const one = "ids" in body;
          showToast({
            text: one
              ? t("customers.restored", { name: row.name })
              : t(goes_on ? "customers.bin.goes_on" : "customers.bin.restored_batch", { count: formatNumber(count) }),
          });
        },
        onError: (error) => {
          listsChanged();
          showToast({ text: problemText(error), look: "problem" });
        },
      },
    );
  }
}
