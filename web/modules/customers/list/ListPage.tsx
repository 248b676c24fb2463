import "./cells.css";
import "./list.css";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { partsOf } from "../../../filter/tree.ts";
import { useKeys } from "../../../frame/keys.ts";
import { useCan } from "../../../frame/me.ts";
import { newCustomer } from "../../../frame/open.ts";
import { ConflictDialog } from "../../../ui/ConflictDialog.tsx";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { NewCustomer } from "../new/NewCustomer.tsx";
import { useFactText } from "../record/useFactText.ts";
import { useStar } from "../useStar.ts";
import { BulkBar } from "./BulkBar.tsx";
import { CustomerGrid } from "./CustomerGrid.tsx";
import { useColumns } from "./columns.tsx";
import { DropZone } from "./DropZone.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { GroupStrip } from "./GroupStrip.tsx";
import { ListFoot } from "./ListFoot.tsx";
import { ListHead } from "./ListHead.tsx";
import { NoCustomers, NothingFound } from "./ListStates.tsx";
import { firstPage } from "./page.ts";
import { useCursor } from "./useCursor.ts";
import { ListViewContext, useListViewHere } from "./useListView.ts";
import { type EditField, useRowEdit } from "./useRowEdit.ts";
import { ViewTabs } from "./ViewTabs.tsx";

const Board = lazy(async () => ({ default: (await import("../board/Board.tsx")).Board }));

export function ListPage() {
  const { t } = useTranslation();
  const list = useListViewHere();
  const { search, state } = list;
  const navigate = useNavigate();
  const can = useCan();
  const pages = useInfiniteQuery(firstPage(search));
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  const count = pages.data?.pages[0]?.count;
  const cursor = useCursor(rows);
  const columns = useColumns(state, list.fields);
  const edit = useRowEdit();
  const star = useStar();
  const { show, fieldName } = useFactText("CNY");
  const isNewOpen = newCustomer.use();
  const isBoard = state.layout === "board";

  useKeys("list", {
    j: () => cursor.move(1),
    k: () => cursor.move(-1),
    arrowdown: () => cursor.move(1),
    arrowup: () => cursor.move(-1),
    pagedown: () => cursor.move(15),
    pageup: () => cursor.move(-15),
    enter: (event) => open(event.target),
    e: () => openCell("stage"),
    o: () => openCell("owner"),
    x: () => current() && cursor.toggle(current()?.id ?? ""),
    s: () => {
      const row = current();
      if (row) star(row);
    },
    escape: () => cursor.selectAll([]),
    "/": openFilter,
    f: openFilter,
    n: () => can("customer.create") && newCustomer.set(true),
  });

  return (
    <ListViewContext value={list}>
      <DropZone isOpen={can("customer.import")}>
        <ListHead count={count} search={search} />
        <ViewTabs />
        <FilterBar />
        <GroupStrip />
        {body()}
        <BulkBar rows={rows} count={count} cursor={cursor} />
        {!isBoard && <ListFoot shown={rows.length} count={count} />}
        {edit.conflicts.length > 0 && (
          <ConflictDialog
            conflicts={edit.conflicts}
            fieldName={fieldName}
            show={show}
            onKeepTheirs={edit.keepTheirs}
            onSave={edit.keepMine}
          />
        )}
        {isNewOpen && <NewCustomer onClose={() => newCustomer.set(false)} />}
      </DropZone>
    </ListViewContext>
  );

  function body() {
    if (isBoard)
      return (
        <Suspense fallback={<Skeleton rows={18} />}>
          <Board />
        </Suspense>
      );
    if (pages.isPending)
      return (
        <div className="grid-box">
          <Skeleton rows={18} />
        </div>
      );
    if (pages.isError && rows.length === 0) {
      return (
        <div className="grid-box">
          <ErrorState title={t("customers.list_failed")} error={pages.error} retry={() => void pages.refetch()} />
        </div>
      );
    }
    if (rows.length > 0) {
      return (
        <CustomerGrid
          rows={rows}
          total={count?.value ?? rows.length}
          columns={columns}
          cursor={cursor}
          edit={edit}
          pages={pages}
        />
      );
    }
    const isNarrowed = list.view.id !== "all" || partsOf(state.filter).length > 0;
    return <div className="grid-box">{isNarrowed ? <NothingFound /> : <NoCustomers />}</div>;
  }

  function current() {
    return isBoard || cursor.at === undefined ? undefined : rows[cursor.at];
  }

  function openCell(field: EditField) {
    const row = current();
    const isThere = columns.some((column) => column.edit === field) && row?.[field] !== undefined;
    if (row && isThere) edit.open(row, field);
  }

  function open(target: EventTarget | null) {
    const row = current();
    if (target instanceof HTMLElement && /^(A|BUTTON)$/.test(target.tagName)) return target.click();
    if (row) void navigate({ to: "/customers/$customerId", params: { customerId: row.id }, search: {} });
  }
}

function openFilter(): void {
  document.querySelector<HTMLElement>(".filters .chip.add:not(.ico)")?.click();
}
