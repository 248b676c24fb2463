import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../../text/format.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { useRecord } from "./RecordContext.ts";
import { hasRange } from "./range.ts";
import { type RecordSearch, widened } from "./search.ts";
import { TimelineLine } from "./TimelineLine.tsx";
import { byDay, firstInteractions } from "./timeline.ts";

const route = getRouteApi("/customers/$customerId");

/** One string with marks on it; only what is in sight exists. */
export function Timeline({ search }: { search: RecordSearch }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const box = useRef<HTMLDivElement>(null);
  const pages = useInfiniteQuery(firstInteractions(record.id, search));
  const lines = useMemo(() => byDay(pages.data?.pages.flatMap((page) => page.rows) ?? []), [pages.data]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => (lines[index] && "day" in lines[index] ? 28 : 64),
    getItemKey: (index) => keyOfLine(lines, index),
    overscan: 10,
  });
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  useEffect(() => {
    if (last > lines.length - 15 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, lines.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (pages.isPending) return <Skeleton rows={6} height={56} />;
  if (pages.isError) {
    return <ErrorState title={t("customers.timeline.failed")} error={pages.error} retry={() => void pages.refetch()} />;
  }
  if (lines.length === 0) return <NoLines search={search} />;
  return (
    <div ref={box} className="tl-box" {...feed(t("customers.tab.timeline"))}>
      <div className="tl" style={{ height: virtual.getTotalSize() }}>
        {seen.map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="tl-item"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {"day" in line ? (
                <h2 className="day">{formatDay(line.day)}</h2>
              ) : (
                <div className={line.entry.id === search.entry ? "found" : undefined}>
                  <TimelineLine entry={line.entry} />
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Nothing yet, or narrowed down too far: each condition can go from here. */
function NoLines({ search }: { search: RecordSearch }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const go = (next: RecordSearch) => void navigate({ search: next, replace: true });
  const { range: _range, from: _from, to: _to, entry: _entry, at: _at, ...others } = search;
  const isNarrowed = Boolean(others.kind ?? others.department ?? others.user_id);
  if (!isNarrowed && !hasRange(search))
    return <EmptyState title={t("customers.timeline.empty")}>{t("customers.timeline.begin")}</EmptyState>;
  return (
    <EmptyState
      title={t(hasRange(search) ? "customers.timeline.nothing_then" : "customers.timeline.nothing")}
      acts={
        <>
          {hasRange(search) && (
            <ActionButton onClick={() => go(others)}>{t("customers.timeline.any_time")}</ActionButton>
          )}
          {isNarrowed && (
            <ActionButton look={hasRange(search) ? "text" : "plain"} onClick={() => go(widened(search))}>
              {t("customers.timeline.show_all")}
            </ActionButton>
          )}
        </>
      }
    >
      {t(isNarrowed ? "customers.timeline.widen" : "customers.timeline.longer")}
    </EmptyState>
  );
}

/** A scrolling area is reached by keyboard, too. */
const feed = (label: string) => ({ role: "region", tabIndex: 0, "aria-label": label }) as const;

function keyOfLine(lines: ReturnType<typeof byDay>, index: number): string {
  const line = lines[index];
  if (!line) return String(index);
  return "day" in line ? line.day.slice(0, 10) + index : line.entry.id;
}
