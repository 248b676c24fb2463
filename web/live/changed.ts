import { createStore } from "../ui/store.ts";

const remembered = 5000;
const changed = createStore<ReadonlyMap<string, number>>(new Map());

/** Notes that a record has just changed, so that its row is tinted once. */
export function markChanged(id: string | null): void {
  if (!id) return;
  const now = Date.now();
  const recent = [...changed.get()].filter(([, at]) => now - at < remembered);
  changed.set(new Map([...recent, [id, now]]));
}

/** When a record changed a moment ago: a key for the row's tint. */
export function useChanges(): ReadonlyMap<string, number> {
  return changed.use();
}
