import "../../../ui/table.css";
import "./bin.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listBinContract } from "../../../../server/modules/customers/bin.contract.ts";
import { call } from "../../../api/call.ts";
import { keyOf } from "../../../api/queries.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { BinLine, type BinRow } from "./BinLine.tsx";

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
      <div className="head back">
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
          <EmptyState
            title={t("customers.bin.empty.title")}
            acts={
              <Link to="/customers" search={{}} className="btn">
                {t("frame.to_customers")}
              </Link>
            }
          >
            {t("customers.bin.empty.text")}
          </EmptyState>
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

function BinTable({ rows }: { rows: readonly BinRow[] }) {
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
