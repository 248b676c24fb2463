import { createStore } from "../ui/store.ts";

/** Where in the sign-in pages we are: "/signin", "/signin/second-factor", "/signin/reset", "/access/...". */
export const place = createStore(location.pathname);

addEventListener("popstate", () => place.set(location.pathname));

export function go(path: string): void {
  history.pushState(null, "", path + location.search);
  place.set(path);
}

/** Into the product: where one wanted to go, on this host only. */
export function enter(): void {
  const next = new URLSearchParams(location.search).get("next") ?? "/";
  const isOurs = next.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\");
  location.assign(isOurs ? next : "/");
}
