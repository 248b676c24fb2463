import type { Answer } from "./calls.ts";

/** A request as the visitor's tab remembers it, on this page and the next. */
export interface Kept extends Answer {
  key: string;
}

export interface Memory {
  read(): Kept | undefined;
  write(kept: Kept | undefined): void;
}

/** Of this tab only; where a browser forbids it, nothing outlives the page. */
export function keptIn(name: string): Memory {
  return {
    read: () => {
      try {
        return (JSON.parse(sessionStorage.getItem(name) ?? "null") as Kept | null) ?? undefined;
      } catch {
        return undefined;
      }
    },
    write: (kept) => {
      try {
        if (kept) sessionStorage.setItem(name, JSON.stringify(kept));
        else sessionStorage.removeItem(name);
      } catch {
        // private modes of some browsers keep nothing
      }
    },
  };
}
