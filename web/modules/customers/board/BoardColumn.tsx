import { useInfiniteQuery } from "@tanstack/react-query";
import { type DragEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../text/format.ts";
import { useGroupNames } from "../list/groupNames.tsx";
import { pagesOf, type Row } from "../list/page.ts";
import type { ListField } from "../list/useFields.tsx";
import type { Group } from "../list/useGroups.ts";
import { useListView } from "../list/useListView.ts";
import { BoardCard } from "./BoardCard.tsx";
import { columnQuery } from "./columnQuery.ts";
import type { Move } from "./useMove.ts";

interface Props {
  field: ListField;
  value: string | null;
  group: Group | undefined;
  before: string | null | undefined;
  after: string | null | undefined;
  move: Move;
}

const carried: { row: Row; from: string | null } = { row: undefined as never, from: null };
const dragType = "application/x-zhiyin-card";

/** One value: how many there are, what they come to, and their cards. */
export function BoardColumn({ field, value, group, before, after, move }: Props) {
  const { t } = useTranslation();
  const { state } = useListView();
  const { nameOf, signOf, sumsOf } = useGroupNames();
  const [isOver, setOver] = useState(false);
  const pages = useInfiniteQuery(pagesOf(columnQuery(state, field, value)));
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const name = nameOf({ value, name: group?.name ?? null }, field);
  const count = group?.count ?? 0;
  return (
    <section
      className={`board-col ${isOver ? "over" : ""}`}
      aria-label={name}
      data-value={value ?? ""}
      onDragOver={over}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={drop}
    >
      <header>
        <span className="row">
          {signOf({ value }, field)}
          <h2 className="el">{name}</h2>
          <span className="t3">{formatNumber(count)}</span>
        </span>
        <span className="small t2 el" title={group && sumsOf(group)}>
          {(group && sumsOf(group)) || "–"}
        </span>
      </header>
      <ul>
        {isOver && <li className="board-here">{t("list.drop_here", { name })}</li>}
        {rows.map((row) => (
          <BoardCard
            key={row.id}
            row={row}
            onDragStart={(event) => {
              carried.row = row;
              carried.from = value;
              event.dataTransfer.setData(dragType, row.id);
              event.dataTransfer.effectAllowed = "move";
            }}
            onStep={(step) => {
              const to = step < 0 ? before : after;
              if (to !== undefined) move(row, value, to);
            }}
          />
        ))}
        {pages.isPending && <li className="sk" style={{ height: 64 }} aria-hidden="true" />}
      </ul>
      {pages.hasNextPage && (
        <button type="button" className="btn text s" onClick={() => void pages.fetchNextPage()}>
          {t("list.more_cards", { count: formatNumber(Math.max(0, count - rows.length)) })}
        </button>
      )}
    </section>
  );

  function over(event: DragEvent) {
    if (!event.dataTransfer.types.includes(dragType) || carried.from === value) return;
    event.preventDefault();
    setOver(true);
  }

  function drop(event: DragEvent) {
    if (!event.dataTransfer.types.includes(dragType)) return;
    event.preventDefault();
    setOver(false);
    move(carried.row, carried.from, value);
  }
}
