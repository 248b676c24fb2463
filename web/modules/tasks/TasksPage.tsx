import "./tasks.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  createTaskContract,
  dueBuckets,
  listTasksContract,
  taskStates,
  taskViews,
} from "../../../server/modules/calendar/task.contract.ts";
import { call } from "../../api/call.ts";
import { keyOf } from "../../api/queries.ts";
import { useKeys } from "../../frame/keys.ts";
import { useCan } from "../../frame/me.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorState } from "../../ui/ErrorState.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import type { TaskSearch } from "./search.ts";
import { TaskBoard } from "./TaskBoard.tsx";
import { TaskBulk } from "./TaskBulk.tsx";
import { TaskDialog } from "./TaskDialog.tsx";
import { TaskLine } from "./TaskLine.tsx";
import { toggle } from "./task.ts";

const route = getRouteApi("/tasks");

export function TasksPage() {
  const { t } = useTranslation();
  const search: TaskSearch = route.useSearch();
  const navigate = useNavigate();
  const can = useCan();
  const [isNew, setNew] = useState(false);
  const [at, setAt] = useState<{ id: string | undefined; index: number }>({ id: search.task, index: 0 });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const query = {
    view: search.view ?? ("mine" as const),
    ...(search.due ? { due: search.due } : {}),
    ...(search.which ? { state: search.which } : {}),
  };
  const pages = useInfiniteQuery({
    queryKey: [...keyOf(listTasksContract), "pages", query],
    queryFn: ({ pageParam, signal }) =>
      call(listTasksContract, { query: { ...query, ...(pageParam ? { after: pageParam } : {}) } }, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  // by its id: a task that comes in above, or rows that come later than the opened one, move no key to another
  const id = search.task ?? at.id;
  const found = rows.findIndex((row) => row.id === id);
  const index = found >= 0 ? found : Math.max(0, Math.min(at.index, rows.length - 1));
  if (id !== at.id || (found >= 0 && found !== at.index)) setAt({ id, index });
  const here = rows[index];
  const go = (next: TaskSearch) => void navigate({ to: "/tasks", search: next });
  const open = (task: string) => go({ ...search, task });
  const move = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index + by));
    setAt({ id: rows[next]?.id, index: next });
    document.querySelector(`[data-task="${rows[next]?.id}"]`)?.scrollIntoView({ block: "nearest" });
  };
  useKeys("tasks", {
    j: () => move(1),
    k: () => move(-1),
    x: () => here && select(here.id),
    enter: () => here && open(here.id),
    d: () => here && !here.blocked.update && void toggle(here),
    c: () => can(createTaskContract.permission) && setNew(true),
    escape: () => setSelected(new Set()),
  });
  document.title = `${t("tasks.title")} · ${t("frame.product")}`;
  return (
    <>
      <div className="head">
        <h1>{t("tasks.title")}</h1>
        <span className="grow" />
        {can(createTaskContract.permission) && (
          <ActionButton look="primary" icon="plus" onClick={() => setNew(true)}>
            {t("tasks.new")}
          </ActionButton>
        )}
      </div>
      <nav className="tabs" aria-label={t("tasks.title")}>
        {taskViews.map((view) => (
          <Link
            key={view}
            to="/tasks"
            search={{ ...search, view }}
            className={view === query.view ? "on" : ""}
            aria-current={view === query.view ? "page" : undefined}
          >
            {t(`tasks.view.${view}`)}
          </Link>
        ))}
      </nav>
      <div className="page">
        <div className="row task-filters">
          <select
            className="inp s auto"
            aria-label={t("tasks.due_on")}
            value={search.due ?? ""}
            onChange={(event) =>
              go(
                without(
                  search,
                  "due",
                  dueBuckets.find((one) => one === event.target.value),
                ),
              )
            }
          >
            <option value="">{t("tasks.due.any")}</option>
            {dueBuckets.map((due) => (
              <option key={due} value={due}>
                {t(`tasks.due.${due}`)}
              </option>
            ))}
          </select>
          <select
            className="inp s auto"
            aria-label={t("tasks.state.open")}
            value={search.which ?? "open"}
            onChange={(event) =>
              go(
                without(
                  search,
                  "which",
                  taskStates.find((one) => one === event.target.value),
                ),
              )
            }
          >
            {taskStates.map((state) => (
              <option key={state} value={state}>
                {t(`tasks.state.${state}`)}
              </option>
            ))}
          </select>
          <span className="grow" />
          <fieldset className="seg" aria-label={t("tasks.layout")}>
            <button
              type="button"
              aria-pressed={!search.layout}
              onClick={() => go(without(search, "layout", undefined))}
            >
              {t("tasks.list")}
            </button>
            <button
              type="button"
              aria-pressed={search.layout === "board"}
              onClick={() => go({ ...search, layout: "board" })}
            >
              {t("tasks.board")}
            </button>
          </fieldset>
        </div>
        {pages.isPending && <Skeleton rows={6} />}
        {pages.isError && (
          <ErrorState title={t("tasks.failed")} error={pages.error} retry={() => void pages.refetch()} />
        )}
        {pages.isSuccess && rows.length === 0 && <EmptyState title={t("tasks.none")}>{t("tasks.none_why")}</EmptyState>}
        {rows.length > 0 &&
          (search.layout === "board" ? (
            <TaskBoard rows={rows} onOpen={open} />
          ) : (
            <ul className="tasks">
              {rows.map((task) => (
                <li key={task.id}>
                  <TaskLine
                    task={task}
                    isHere={task === here}
                    isSelected={selected.has(task.id)}
                    onOpen={() => open(task.id)}
                  />
                </li>
              ))}
            </ul>
          ))}
        {pages.hasNextPage && (
          <ActionButton loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("tasks.load_more")}
          </ActionButton>
        )}
      </div>
      <TaskBulk tasks={rows.filter(({ id }) => selected.has(id))} onDone={() => setSelected(new Set())} />
      {isNew && <TaskDialog onClose={() => setNew(false)} />}
      {search.task && (
        <TaskDialog key={search.task} taskId={search.task} onClose={() => go(without(search, "task", undefined))} />
      )}
    </>
  );

  function select(id: string) {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  }
}

function without<K extends keyof TaskSearch>(
  search: TaskSearch,
  name: K,
  value: TaskSearch[K] | undefined,
): TaskSearch {
  const { [name]: _, ...rest } = search;
  return value === undefined || value === "open" ? rest : { ...rest, [name]: value };
}
