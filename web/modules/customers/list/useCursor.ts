import { useCallback, useMemo, useState } from "react";
import type { Row } from "./page.ts";

export interface Cursor {
  /** Row under the keyboard, or undefined before the first j. */
  at: number | undefined;
  /** Grows with every key that moves; the list scrolls then and not when rows move under it. */
  steps: number;
  selected: ReadonlySet<string>;
  move: (step: number) => void;
  toggle: (id: string) => void;
  selectAll: (ids: readonly string[]) => void;
}

interface Spot {
  id: string;
  index: number;
  steps: number;
}

/** Where the keyboard stands in these rows, and what is selected. It stays with its customer when the order changes. */
export function useCursor(rows: readonly Row[]): Cursor {
  const [spot, setSpot] = useState<Spot | undefined>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const at = useMemo(() => placeOf(spot, rows), [spot, rows]);
  const steps = spot?.steps ?? 0;
  const move = useCallback(
    (step: number) => {
      const index = at === undefined ? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
      const row = rows[index];
      if (row) setSpot({ id: row.id, index, steps: steps + 1 });
    },
    [rows, at, steps],
  );
  const selectAll = useCallback((ids: readonly string[]) => setSelected(new Set(ids)), []);
  return useMemo(
    () => ({ at, steps, selected, move, toggle, selectAll }),
    [at, steps, selected, move, toggle, selectAll],
  );
}

/** The customer's place now; who has left the list leaves the cursor where they stood. */
function placeOf(spot: Spot | undefined, rows: readonly Row[]): number | undefined {
  if (!spot || rows.length === 0) return undefined;
  if (rows[spot.index]?.id === spot.id) return spot.index;
  const found = rows.findIndex((row) => row.id === spot.id);
  return found >= 0 ? found : Math.min(spot.index, rows.length - 1);
}
