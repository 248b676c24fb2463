import { useCallback, useMemo, useState } from "react";

export interface Cursor {
  /** Row under the keyboard, or undefined before the first j. */
  at: number | undefined;
  selected: ReadonlySet<string>;
  move: (step: number) => void;
  toggle: (id: string) => void;
  selectAll: (ids: readonly string[]) => void;
}

/** Where the keyboard stands in a list of so many rows, and what is selected. */
export function useCursor(count: number): Cursor {
  const [at, setAt] = useState<number | undefined>();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const place = at !== undefined && at < count ? at : undefined;
  const move = useCallback(
    (step: number) => {
      if (count > 0) setAt(place === undefined ? 0 : Math.min(count - 1, Math.max(0, place + step)));
    },
    [count, place],
  );
  const selectAll = useCallback((ids: readonly string[]) => setSelected(new Set(ids)), []);
  return useMemo(() => ({ at: place, selected, move, toggle, selectAll }), [place, selected, move, toggle, selectAll]);
}
