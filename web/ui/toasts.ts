import { createStore } from "./store.ts";

export interface Toast {
  id: number;
  text: string;
  look: "done" | "undone" | "problem";
  undo?: () => unknown;
  act?: Act;
}

/** What one often does next. */
interface Act {
  name: string;
  run: () => unknown;
}

interface Wanted {
  text: string;
  look?: Toast["look"];
  /** Takes the act back. With it the toast stays 10 s and answers Ctrl Z, without it 4 s. */
  undo?: () => unknown;
  act?: Act | undefined;
}

const shown = createStore<readonly Toast[]>([]);
let lastId = 0;

/** Says at the bottom left what was done. */
export function showToast({ text, look = "done", undo, act }: Wanted): number {
  lastId += 1;
  const id = lastId;
  const others = shown.get().filter((toast) => toast.text !== text);
  shown.set([...others, { id, text, look, ...(undo ? { undo } : {}), ...(act ? { act } : {}) }].slice(-3));
  setTimeout(() => closeToast(id), undo || act ? 10_000 : 4_000);
  return id;
}

export function closeToast(id: number): void {
  shown.set(shown.get().filter((toast) => toast.id !== id));
}

/** Runs the newest undo, once. True when there was one. */
export function undoLast(): boolean {
  const toast = shown.get().findLast((one) => one.undo);
  if (!toast) return false;
  closeToast(toast.id);
  toast.undo?.();
  return true;
}

export const useToasts = shown.use;
