/** A virtual list cannot be a <table>: its parts say what they are. The grid keeps the focus and points at a row. */
export const grid = (label: string, total: number, current: string | undefined) =>
  ({
    role: "grid",
    tabIndex: 0,
    "aria-label": label,
    "aria-rowcount": total + 1,
    "aria-multiselectable": true,
    "aria-activedescendant": current,
  }) as const;

export const group = { role: "rowgroup" } as const;

/** A row by its place in the whole list; the head is row 1. */
export const line = (index: number, isSelected?: boolean) =>
  ({ role: "row", "aria-rowindex": index + 2, "aria-selected": isSelected }) as const;

export const head = (direction?: "ascending" | "descending") =>
  ({ role: "columnheader", "aria-sort": direction }) as const;

export const cell = { role: "gridcell" } as const;
