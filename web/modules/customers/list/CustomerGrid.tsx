import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useChanges } from "../../../live/changed.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { useIsNarrow } from "../../../ui/narrow.ts";
import { CustomerRow, rowId } from "./CustomerRow.tsx";
import { type Column, leastWidth, tracksOf } from "./columns.tsx";
import type { Row } from "./page.ts";
import { grid, group, head, line } from "./roles.ts";
import type { Sort } from "./search.ts";
import type { Cursor } from "./useCursor.ts";
import { useListView } from "./useListView.ts";
import type { RowEdit } from "./useRowEdit.ts";

interface Props {
  rows: readonly Row[];
  total: number;
  columns: readonly Column[];
  cursor: Cursor;
  edit: RowEdit;
  pages: Pick<UseInfiniteQueryResult, "hasNextPage" | "isFetchingNextPage" | "fetchNextPage">;
}

const ahead = 40;

/** Rows by the hundred thousand: only those in sight exist, the next page comes before one gets there. */
export function CustomerGrid({ rows, total, columns, cursor, edit, pages }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const isNarrow = useIsNarrow();
  const changes = useChanges();
  const height = isNarrow ? 59 : 36;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights are kept by row; a turned phone has others
  useLayoutEffect(() => virtual.measure(), [height]);
  const seen = virtual.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;

  useEffect(() => {
    if (last > rows.length - ahead && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a row that moves by itself must not take the reader along
  useEffect(() => {
    if (cursor.at !== undefined) virtual.scrollToIndex(cursor.at);
  }, [cursor.steps, virtual]);

  return (
    <div
      ref={box}
      className="grid-box"
      {...grid(t("customers.title"), total, cursor.at === undefined ? undefined : rowId(cursor.at))}
      style={{ "--tracks": tracksOf(columns), "--least": `${leastWidth(columns)}px` } as React.CSSProperties}
    >
      <Head rows={rows} columns={columns} cursor={cursor} />
      <div {...group} className="vrows" style={{ height: virtual.getTotalSize() }}>
        {seen.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const isEdited = edit.at?.row.id === row.id;
          const changedAt = changes.get(row.id);
          return (
            <div
              key={`${row.id}:${changedAt ?? 0}`}
              className={`vrow ${isEdited ? "front" : ""}`}
              role="presentation"
              style={{ transform: `translateY(${item.start}px)`, height }}
            >
              <CustomerRow
                row={row}
                index={item.index}
                columns={columns}
                isNarrow={isNarrow}
                isCurrent={cursor.at === item.index}
                isSelected={cursor.selected.has(row.id)}
                isChanged={changedAt !== undefined}
                onSelect={cursor.toggle}
                edit={isEdited ? edit : undefined}
                onEdit={edit.open}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Head({ rows, columns, cursor }: Omit<Props, "total" | "pages" | "edit">) {
  const { t } = useTranslation();
  const { state: now, sortBy } = useListView();
  const isAll = rows.length > 0 && rows.every((row) => cursor.selected.has(row.id));
  return (
    <div {...group} className="ghead only-l">
      <div {...line(-1)} className="crow">
        <span {...head()}>
          <input
            type="checkbox"
            className="cb"
            aria-label={t("customers.select_all")}
            checked={isAll}
            ref={(tick) => {
              if (tick) tick.indeterminate = !isAll && cursor.selected.size > 0;
            }}
            onChange={() => cursor.selectAll(isAll ? [] : rows.map((row) => row.id))}
          />
        </span>
        {heading("name", t("customers.column.name"), "name")}
        {columns.map((column) => heading(column.name, column.head, column.sort, column.isNumber))}
      </div>
    </div>
  );

  function heading(name: string, text: string, sort?: Sort, isNumber?: boolean) {
    const isOn = sort !== undefined && sort === now.sort;
    const direction = isOn ? (now.order === "asc" ? "ascending" : "descending") : undefined;
    return (
      <span {...head(direction)} key={name} className={isNumber ? "num" : "el"}>
        {sort ? (
          <button type="button" className="hbtn" onClick={() => sortBy(sort)}>
            {text}
            {isOn && <Icon name={now.order === "asc" ? "up" : "down"} size={14} />}
          </button>
        ) : (
          text
        )}
      </span>
    );
  }
}
