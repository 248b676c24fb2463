import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { readHistoryContract } from "../../../../server/modules/customers/history.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { keyOf } from "../../../api/queries.ts";
import { absent, formatFull } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { Avatar } from "../../../ui/Avatar.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { useRecord } from "./RecordContext.ts";
import { SensitiveReads } from "./SensitiveReads.tsx";

type Entry = ResponseOf<typeof readHistoryContract>["entries"][number];

/** Who changed what, when, from what to what. */
export function HistoryList() {
  const { t } = useTranslation();
  const { record } = useRecord();
  const params = { customerId: record.id };
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(readHistoryContract), { params }],
    queryFn: ({ pageParam, signal }) =>
      call(
        readHistoryContract,
        { params, query: { limit: 50, ...(pageParam ? { before: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  if (pages.isPending) return <Skeleton rows={6} height={44} />;
  if (pages.isError)
    return <ErrorState title={t("customers.history.failed")} error={pages.error} retry={() => void pages.refetch()} />;
  const entries = pages.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0)
    return <EmptyState title={t("customers.history.none")}>{t("customers.history.none_text")}</EmptyState>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area is reached by keyboard
    <section className="hist" tabIndex={0} aria-label={t("customers.tab.history")}>
      <SensitiveReads />
      {entries.map((entry) => (
        <HistoryEntry key={`${entry.event_id}:${entry.object}`} entry={entry} />
      ))}
      {pages.hasNextPage && (
        <ActionButton loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("customers.history.older")}
        </ActionButton>
      )}
    </section>
  );
}

function HistoryEntry({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation();
  const { show, fieldName } = useRecord();
  const changes = entry.changes.filter((one) => show(one.field, one.before) !== show(one.field, one.after));
  const key = `customers.event.${entry.name.replace(".", "_")}`;
  const actor = entry.actor?.name ?? t("customers.history.system");
  return (
    <article className="hist-entry">
      <div className="row">
        <Avatar name={actor} size="s" look="grey" />
        <b>{actor}</b>
        <span className="t2">{i18n.exists(key) ? t(key) : entry.name}</span>
        <time className="t3 small" dateTime={entry.at}>
          {formatFull(entry.at)}
        </time>
      </div>
      {changes.length > 0 && (
        <dl className="dl">
          {changes.map((change) => (
            <div key={change.field} className="change">
              <dt>{fieldName(change.field)}</dt>
              <dd>
                <Sides before={show(change.field, change.before)} after={show(change.field, change.after)} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}

/** Before and after; where one side was nothing, the other stands alone. */
function Sides({ before, after }: { before: string; after: string }) {
  return (
    <>
      {before !== absent && <del>{before}</del>}
      {before !== absent && after !== absent && (
        <span className="t3" aria-hidden="true">
          →
        </span>
      )}
      {after !== absent && <ins>{after}</ins>}
    </>
  );
}
