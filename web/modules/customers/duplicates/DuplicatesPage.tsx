import "../../../ui/table.css";
import "./duplicates.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listDuplicatesContract } from "../../../../server/modules/customers/duplicate.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { keyOf } from "../../../api/queries.ts";
import { useKeys } from "../../../frame/keys.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Compare } from "./Compare.tsx";
import { type Group, keyOfGroup } from "./duplicates.ts";
import { GroupList } from "./GroupList.tsx";
import { isUnderWay, SweepLine } from "./SweepLine.tsx";
import type { DuplicatesSearch } from "./search.ts";

const route = getRouteApi("/duplicates");

/** The work list of doubles: groups on the left, the chosen one side by side on the right. */
export function DuplicatesPage() {
  const { t } = useTranslation();
  const search: DuplicatesSearch = route.useSearch();
  const navigate = route.useNavigate();
  const query = {
    limit: 30,
    ...(search.kind ? { kind: search.kind } : {}),
    ...(search.show === "later" ? { put_off: true } : {}),
  };
  const pages = useInfiniteQuery({
    queryKey: keyOf(listDuplicatesContract, { query }),
    queryFn: ({ pageParam, signal }) =>
      call(listDuplicatesContract, { query: { ...query, ...(pageParam ? { after: pageParam } : {}) } }, { signal }),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: ({ state }) => (isUnderWay(state.data?.pages[0]) ? 1500 : false),
  });
  const groups: Group[] = pages.data?.pages.flatMap((page) => page.groups) ?? [];
  const first = pages.data?.pages[0];
  const sweep = first?.sweep ?? null;
  const at = Math.max(
    0,
    groups.findIndex((group) => keyOfGroup(group) === search.group),
  );
  const chosen = groups[at];
  const none = whyNone(first, search.show === "later");
  const choose = (group: Group | undefined) =>
    group && void navigate({ search: { ...search, group: keyOfGroup(group) }, replace: true });
  useKeys("duplicates", {
    j: () => choose(groups[Math.min(at + 1, groups.length - 1)]),
    k: () => choose(groups[Math.max(at - 1, 0)]),
    m: () => press("merge"),
    n: () => press("not_same"),
    l: () => press("later"),
  });
  document.title = `${t("duplicates.title")} · ${t("frame.product")}`;
  return (
    <>
      <div className="head back">
        <Link to="/customers" search={{}} className="btn ico" aria-label={t("duplicates.back")}>
          <Icon name="back" />
        </Link>
        <h1>{t("duplicates.title")}</h1>
        <SweepLine sweep={sweep} isAsked={first?.is_sweep_asked ?? false} />
      </div>
      <div className="page flush dup">
        <GroupList
          groups={groups}
          search={search}
          chosen={chosen}
          onChoose={choose}
          more={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
        />
        <div className="dup-main">
          {pages.isPending && <Skeleton rows={8} />}
          {pages.isError && groups.length === 0 && (
            <ErrorState title={t("duplicates.failed")} error={pages.error} retry={() => void pages.refetch()} />
          )}
          {pages.isSuccess && groups.length === 0 && (
            <EmptyState title={t(`duplicates.empty.${none.title}`)}>{t(`duplicates.empty.${none.text}`)}</EmptyState>
          )}
          {chosen && <Compare key={keyOfGroup(chosen)} group={chosen} />}
        </div>
      </div>
    </>
  );
}

/** Nothing to show yet is not the same as nothing found. */
function whyNone(page: ResponseOf<typeof listDuplicatesContract> | undefined, isLater: boolean) {
  if (isLater) return { title: page?.sweep ? "title" : "never", text: "later" };
  if (isUnderWay(page)) return { title: "looking", text: "looking_text" };
  return page?.sweep ? { title: "title", text: "text" } : { title: "never", text: "never_text" };
}

const press = (act: string) => document.querySelector<HTMLButtonElement>(`[data-act=${act}] button`)?.click();
