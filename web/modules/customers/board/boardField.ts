import type { ListField } from "../list/useFields.tsx";

const mostColumns = 30;

/** Fields that make a board: one choice out of a few, which a card can be given. */
export const canBoard = ({ field, kind, options }: ListField): boolean =>
  kind === "choice" && field !== "kind" && options !== undefined && options.length > 0 && options.length <= mostColumns;

/** The field that the board goes by: the one of the groups where that is possible, else the stage. */
export function boardField(group: string | null, fields: ReadonlyMap<string, ListField>): ListField | undefined {
  const wanted = group === null ? undefined : fields.get(group);
  if (wanted && canBoard(wanted)) return wanted;
  return fields.get("stage") ?? [...fields.values()].find(canBoard);
}
