import { router } from "../../../routes.tsx";

/** A notification that was clicked leads to its place in the page that is open. */
export function followNotifications(): void {
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ type?: string; path?: string }>) => {
    if (data?.type === "open" && data.path) router.history.push(data.path);
  });
}
