import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  downloadRejectionsContract,
  listRejectionsContract,
} from "../../../server/modules/customers/import.contract.ts";
import { addressOf } from "../../api/address.ts";
import { call } from "../../api/call.ts";
import { keyOf } from "../../api/queries.ts";
import { formatNumber } from "../../text/format.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { Import } from "./import.ts";
import { useTargetName } from "./useTargetName.ts";

/** Rows that stayed outside: where in the file, which cell, and why. They can be taken home, mended and imported again. */
export function Rejections({ one }: { one: Import }) {
  const { t } = useTranslation();
  const nameOf = useTargetName();
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(listRejectionsContract), one.id, one.rejected_count],
    queryFn: ({ pageParam, signal }) =>
      call(
        listRejectionsContract,
        { params: { importId: one.id }, query: { after: pageParam, limit: 100 } },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
    enabled: one.rejected_count > 0,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <div className="sect im-sect">
        <h2>{t("imports.rejections")}</h2>
        <span className="cnt">{t("imports.rejected_rows", { rows: formatNumber(one.rejected_count) })}</span>
        <span className="grow" />
        {one.rejected_count > 0 && (
          <a className="btn s text" href={addressOf(downloadRejectionsContract.path, { importId: one.id })} download>
            <Icon name="download" size={14} />
            {t("imports.download")}
          </a>
        )}
      </div>
      {one.rejected_count === 0 ? (
        <p className="t3 im-pad">{t("imports.no_rejections")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="im-scroll" tabIndex={0} aria-label={t("imports.rejections")}>
          <table className="im-table im-rejections">
            <thead>
              <tr>
                <th>{t("imports.head.row")}</th>
                <th>{t("imports.head.cell")}</th>
                <th>{t("imports.head.problem")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.row}>
                  <td className="t3">{formatNumber(row.row)}</td>
                  <td title={row.cells.join(" | ")}>
                    <span className="im-cell el">{row.value ?? row.cells.find((cell) => cell.trim() !== "")}</span>
                  </td>
                  <td>
                    {t(`imports.reason.${row.reason}`, { defaultValue: row.reason })}
                    {row.field && <span className="small t3"> {nameOf(row.field)}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {pages.hasNextPage && (
            <div className="im-pad">
              <ActionButton small loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                {t("imports.more")}
              </ActionButton>
            </div>
          )}
        </section>
      )}
    </>
  );
}
