import "./notices.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listNoticesContract } from "../../../server/modules/people/notification/notification.contract.ts";
import { call } from "../../api/call.ts";
import { keyOf } from "../../api/queries.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { NoticeLine } from "./NoticeLine.tsx";
import { ReadAll } from "./ReadAll.tsx";

const route = getRouteApi("/notices");

/** Everything I was told in the last 90 days. */
export function NoticesPage() {
  const { t } = useTranslation();
  const { unread } = route.useSearch();
  const query = { limit: 50, ...(unread ? { unread: true } : {}) };
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(listNoticesContract), "pages", query],
    queryFn: ({ pageParam, signal }) =>
      call(listNoticesContract, { query: { ...query, ...(pageParam ? { after: pageParam } : {}) } }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  document.title = `${t("frame.notice.title")} · ${t("frame.product")}`;
  return (
    <>
      <div className="head">
        <h1>{t("frame.notice.title")}</h1>
        <span className="grow" />
        <ReadAll />
      </div>
      <nav className="tabs" aria-label={t("frame.notice.title")}>
        <Link to="/notices" search={{}} className={unread ? "" : "on"} aria-current={unread ? undefined : "page"}>
          {t("frame.notice.every")}
        </Link>
        <Link
          to="/notices"
          search={{ unread: "1" }}
          className={unread ? "on" : ""}
          aria-current={unread ? "page" : undefined}
        >
          {t("frame.notice.unread")}
        </Link>
        <Link to="/settings/$" params={{ _splat: "me" }}>
          {t("frame.notice.choose")}
        </Link>
      </nav>
      <div className="page">
        {pages.isPending && <Skeleton rows={6} />}
        {pages.isError && (
          <ErrorState title={t("frame.page_failed")} error={pages.error} retry={() => void pages.refetch()} />
        )}
        {pages.isSuccess && rows.length === 0 && (
          <EmptyState title={t("frame.notice.none")}>{t("frame.notice.none_why")}</EmptyState>
        )}
        <ul className="notices">
          {rows.map((notice) => (
            <li key={notice.id}>
              <NoticeLine notice={notice} />
            </li>
          ))}
        </ul>
        {pages.hasNextPage && (
          <ActionButton loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("frame.more")}
          </ActionButton>
        )}
      </div>
    </>
  );
}
