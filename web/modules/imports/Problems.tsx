import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  acceptProposalsContract,
  listProblemsContract,
} from "../../../server/modules/customers/import_check.contract.ts";
import { call } from "../../api/call.ts";
import { client } from "../../api/client.ts";
import { keyOf, useCall } from "../../api/queries.ts";
import { formatNumber } from "../../text/format.ts";
import { problemText } from "../../text/problem.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import type { Import } from "./import.ts";
import { ProblemRow } from "./ProblemRow.tsx";
import { type Check, showCheck } from "./useCheck.ts";

/** What is wrong with the file, by reason; each cell can be mended where it stands. Good rows do not wait for it. */
export function Problems({ one, check }: { one: Import; check: Check | undefined }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>();
  const accept = useCall(acceptProposalsContract);
  const reasons = new Map<string, number>();
  for (const { reason, count } of check?.groups ?? []) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const reason = chosen !== undefined && reasons.has(chosen) ? chosen : undefined;
  const key = [...keyOf(listProblemsContract), one.id, one.revision, reason ?? ""];
  const pages = useInfiniteQuery({
    queryKey: [...key, check?.state === "running" ? (check.row_count ?? 0) : "done"],
    queryFn: ({ pageParam, signal }) =>
      call(
        listProblemsContract,
        { params: { importId: one.id }, query: { after: pageParam, limit: 100, ...(reason ? { reason } : {}) } },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
    enabled: (check?.rejected_count ?? 0) > 0,
  });
  if (!check) return <p className="t3 im-pad">{t("imports.check.soon")}</p>;
  if (check.state === "failed") return <p className="danger im-pad">{t("imports.check.failed")}</p>;
  const rows = check.rejected_count > 0 ? (pages.data?.pages.flatMap((page) => page.rows) ?? []) : [];
  const mayAccept = reason !== undefined && rows.some(({ proposal }) => proposal !== null);
  return (
    <>
      {reasons.size > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: looks like the other switches
        <div className="seg im-reasons" role="group" aria-label={t("imports.check.reasons")}>
          <button type="button" aria-pressed={reason === undefined} onClick={() => setChosen(undefined)}>
            {t("imports.check.all")} <span className="cnt">{formatNumber(check.rejected_count)}</span>
          </button>
          {[...reasons].map(([name, count]) => (
            <button key={name} type="button" aria-pressed={reason === name} onClick={() => setChosen(name)}>
              {t(`imports.reason.${name}`, { defaultValue: name })} <span className="cnt">{formatNumber(count)}</span>
            </button>
          ))}
        </div>
      )}
      {mayAccept && (
        <div className="row im-accept">
          <span className="small t3">{t("imports.check.accept_text")}</span>
          <span className="grow" />
          <ActionButton small loading={accept.isPending} onClick={acceptAll}>
            {t("imports.check.accept")}
          </ActionButton>
        </div>
      )}
      {accept.error && (
        <p className="danger im-pad" role="alert">
          {problemText(accept.error)}
        </p>
      )}
      {check.rejected_count === 0 ? (
        <p className="t3 im-pad">{t(check.state === "running" ? "imports.check.none_yet" : "imports.check.none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className="im-scroll" tabIndex={0} aria-label={t("imports.check.title")}>
          <table className="im-table im-problems">
            <thead>
              <tr>
                <th>{t("imports.head.row")}</th>
                <th>{t("imports.head.cell_edit")}</th>
                <th>{t("imports.head.problem")}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <ProblemRow
                  key={`${row.row} ${row.reason} ${row.value}`}
                  importId={one.id}
                  problem={row}
                  onMended={again}
                />
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

  function again(now: Check) {
    showCheck(one.id, now);
    void client.invalidateQueries({ queryKey: [...keyOf(listProblemsContract), one.id] });
  }

  function acceptAll() {
    accept.mutate(
      { params: { importId: one.id }, body: { reason: reason! } },
      { onSuccess: (answer) => again(answer.check) },
    );
  }
}
