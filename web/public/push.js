// The service worker: shows what the house pushes and opens its place. It answers no requests and keeps nothing.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew()));

async function show(data) {
  const told = data?.json();
  if (!told?.title) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const isLookedAt = pages.some((page) => page.visibilityState === "visible" && page.focused);
  if (isLookedAt && told.kind !== "test") return; // the bell on the page tells it
  await self.registration.showNotification(told.title, {
    body: told.body,
    lang: told.lang,
    tag: told.id,
    icon: "/mark.svg",
    data: { path: told.path },
  });
}

/** A page that is open goes there, else a new one. Only ever a page of ours. */
async function open(path) {
  const place = typeof path === "string" && /^\/(?![/\\])/.test(path) ? path : "/notices";
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!page) return await self.clients.openWindow(place);
  page.postMessage({ type: "open", path: place });
  return await page.focus().catch(() => undefined);
}

/** The push service has changed the address: the house learns the new one while the person is signed in. */
async function renew() {
  const { public_key: key } = await (await fetch("/api/push_key")).json();
  const subscription = await self.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  const { endpoint, keys } = subscription.toJSON();
  await fetch("/api/me/push_subscriptions", {
    method: "POST",
    headers: { "content-type": "application/json", "x-zhiyin": "1" },
    body: JSON.stringify({ endpoint, keys }),
  });
}
