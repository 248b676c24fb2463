import "./board.css";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { useGroups } from "../list/useGroups.ts";
import { useListView } from "../list/useListView.ts";
import { BoardColumn } from "./BoardColumn.tsx";
import { boardField } from "./boardField.ts";
import { useMove } from "./useMove.ts";

/** The same list by the values of a field: a column each, cards that are dragged or moved by keys. */
export function Board() {
  const { t } = useTranslation();
  const { state, fields } = useListView();
  const field = boardField(state.group, fields);
  const groups = useGroups(field?.field ?? null, state.filter);
  const move = useMove(field);
  if (!field) return <EmptyState title={t("list.no_board")} />;
  const known = (field.options ?? []).map(({ value }) => value);
  const found = groups.data?.groups ?? [];
  const others = found.filter(({ value }) => value === null || !known.includes(value)).map(({ value }) => value);
  const values = [...known, ...others];
  return (
    <section className="board" aria-label={t("list.board_by", { name: field.name })}>
      {values.map((value, index) => (
        <BoardColumn
          key={value}
          field={field}
          value={value}
          group={found.find((group) => group.value === value)}
          before={values[index - 1]}
          after={values[index + 1]}
          move={move}
        />
      ))}
    </section>
  );
}
