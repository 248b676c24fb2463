import { useSyncExternalStore } from "react";

const narrow = matchMedia("(max-width: 640px)");

/** True on a phone: the same border as in the style sheets. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener("change", listener);
      return () => narrow.removeEventListener("change", listener);
    },
    () => narrow.matches,
  );
}
