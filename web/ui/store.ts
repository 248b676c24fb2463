import { useSyncExternalStore } from "react";

/** A value outside of React that components read with `use()`. */
export interface Store<T> {
  get: () => T;
  set: (next: T) => void;
  use: () => T;
  /** @returns listens no more */
  listen: (listener: () => void) => () => void;
}

export function createStore<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  const get = () => value;
  const listen = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    get,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(listen, get),
    listen,
  };
}
