import "./read_log.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listReadLogContract } from "../../../../server/modules/customers/consent.contract.ts";
import { call } from "../../../api/call.ts";
import { keyOf } from "../../../api/queries.ts";
import { useColleagues } from "../../../frame/colleagues.ts";
import { ActionButton } from "../../../ui/ActionButton.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import type { SettingsSearch } from "../search.ts";
import { ReadLogTable } from "./ReadLogTable.tsx";

const route = getRouteApi("/settings/$");

/** Who read sensitive facts, of one customer or of many at once; `?user_id=` narrows it to one person. */
export function ReadLogPage() {
  const { t } = useTranslation();
  const { user_id }: SettingsSearch = route.useSearch();
  const navigate = route.useNavigate();
  const { users } = useColleagues();
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(listReadLogContract), { user_id }],
    queryFn: ({ pageParam, signal }) =>
      call(
        listReadLogContract,
        { query: { limit: 100, ...(user_id ? { user_id } : {}), ...(pageParam ? { after: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <div className="head">
        <h1>{t("settings.page.read-log")}</h1>
      </div>
      <div className="filters">
        <select
          className="inp s finduser"
          aria-label={t("settings.read_log.whose")}
          value={user_id ?? ""}
          onChange={({ target }) =>
            void navigate({ search: target.value ? { user_id: target.value } : {}, replace: true })
          }
        >
          <option value="">{t("settings.read_log.everybody")}</option>
          {users.map((user) => (
            <option key={user.id} value={user.id}>
              {user.name}
            </option>
          ))}
        </select>
        <span className="t3 small only-l">{t("settings.read_log.text")}</span>
      </div>
      <div className="page flush">
        {pages.isPending && <Skeleton rows={8} />}
        {pages.isError && (
          <ErrorState title={t("settings.read_log.failed")} error={pages.error} retry={() => void pages.refetch()} />
        )}
        {pages.isSuccess && entries.length === 0 && (
          <EmptyState title={t("settings.read_log.none")}>{t("settings.read_log.none_text")}</EmptyState>
        )}
        {entries.length > 0 && <ReadLogTable entries={entries} />}
        {pages.hasNextPage && (
          <p className="more-rows">
            <ActionButton loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t("settings.read_log.older")}
            </ActionButton>
          </p>
        )}
      </div>
    </>
  );
}
