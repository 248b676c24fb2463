import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { signIn, type Visitor } from "../page.ts";
import { until } from "../until.ts";

/** The browser's own push service is somewhere in the world; here it answers by itself, with keys that are real. */
const subscribesByItself = () => {
  let kept: unknown = null;
  const text = (bytes: ArrayBuffer) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  PushManager.prototype.subscribe = async () => {
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const keys = {
      p256dh: text(await crypto.subtle.exportKey("raw", pair.publicKey)),
      auth: text(crypto.getRandomValues(new Uint8Array(16)).buffer),
    };
    const endpoint = `https://push.yuezhou.test/${crypto.randomUUID()}`;
    kept = {
      endpoint,
      toJSON: () => ({ endpoint, keys }),
      unsubscribe: async () => {
        kept = null;
        return true;
      },
    };
    return kept as PushSubscription;
  };
  PushManager.prototype.getSubscription = async () => kept as PushSubscription | null;
};

const here = ({ page, say }: Visitor) => page.getByRole("switch", { name: say("frame.notice.push.here") });

async function openWays(visitor: Visitor): Promise<void> {
  await visitor.page.goto("/settings/me");
  await here(visitor).waitFor();
}

journey(
  "notices pop up: turned on here, shown by the service worker, opened in the page, turned off",
  async (stage) => {
    const { base } = await stage.product();
    const visitor = await stage.visit({ isWhole: true });
    const { page, context, say } = visitor;
    await context.grantPermissions(["notifications"], { origin: base });
    await page.addInitScript(subscribesByItself);
    await signIn(visitor, cast.chen);
    await openWays(visitor);
    await here(visitor).click();
    const device = page.locator(".push-devices li");
    await until("this device is on the list", async () => (await device.count()) === 1);
    await device.getByText(say("frame.notice.push.this")).waitFor();
    await page.getByText(say("frame.notice.push.state.on")).waitFor();
    await device.getByRole("button", { name: say("frame.notice.push.test") }).click();
    await page.getByText(say("frame.notice.push.outcome.later")).waitFor();

    const deliver = await pushTo(page, base);
    await deliver({
      id: "1",
      kind: "test",
      title: "知音会这样通知你",
      body: "这是一条测试",
      path: "/notices",
      lang: "zh-CN",
    });
    const shown = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready;
        return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
      });
    await until("the notification is shown", async () => (await shown()).length === 1);
    assert.deepEqual(await shown(), [{ title: "知音会这样通知你", body: "这是一条测试", tag: "1" }]);

    const [worker] = context.serviceWorkers();
    assert.ok(worker, "the service worker runs");
    await worker.evaluate(async () => {
      const scope = globalThis as unknown as ServiceWorkerScope;
      const [notification] = await scope.registration.getNotifications();
      scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification: notification! }));
    });
    await page.waitForURL("**/notices");
    await until("it is gone", async () => (await shown()).length === 0);

    await page.goBack();
    await here(visitor).waitFor();
    await until("the choice stands", () => here(visitor).isChecked());
    const rings = page.getByRole("checkbox", {
      name: `${say("frame.notice.name.task_due")}: ${say("frame.notice.push.title")}`,
    });
    assert.equal(await rings.isChecked(), false);
    await rings.click();
    await until("the way is chosen", () => rings.isChecked());
    await page.reload();
    await until("the way is kept", () => rings.isChecked());

    await openWays(visitor);
    await device.getByRole("button", { name: new RegExp(say("frame.notice.push.remove", { name: "" })) }).click();
    await until("no device is left", async () => (await device.count()) === 0);
    await page.getByText(say("frame.notice.push.state.off")).waitFor();
  },
);

journey("where the browser says no, the page says why and what to do", async (stage) => {
  const { base } = await stage.product();
  const visitor = await stage.visit({ isWhole: true });
  const { page, context, say } = visitor;
  await context.grantPermissions(["notifications"], { origin: base });
  await page.addInitScript(() => {
    PushManager.prototype.subscribe = () => Promise.reject(new DOMException("push service error", "AbortError"));
  });
  await signIn(visitor, cast.chen);
  await openWays(visitor);
  await here(visitor).click();
  await page
    .getByRole("alert")
    .filter({ hasText: say("frame.notice.push.refused.unreachable") })
    .waitFor();
  assert.equal(await here(visitor).isChecked(), false);

  const shut = await stage.visit({ isWhole: true });
  await shut.page.addInitScript(() => Object.defineProperty(Notification, "permission", { get: () => "denied" }));
  await signIn(shut, cast.chen);
  await openWays(shut);
  await shut.page.getByText(say("frame.notice.push.state.denied")).waitFor();
  assert.equal(await here(shut).isDisabled(), true);

  const old = await stage.visit({ isWhole: true });
  await old.page.addInitScript(() => Reflect.deleteProperty(window, "PushManager"));
  await signIn(old, cast.chen);
  await openWays(old);
  await old.page.getByText(say("frame.notice.push.state.unsupported")).waitFor();
});

interface ServiceWorkerScope {
  registration: ServiceWorkerRegistration;
  dispatchEvent(event: Event): boolean;
  NotificationEvent: new (type: string, init: { notification: Notification }) => Event;
}

/** Hands messages to the service worker as the browser's push service would. */
async function pushTo(page: Page, origin: string): Promise<(payload: object) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
      if (found) resolve(found.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  return async (payload) => {
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify(payload) });
  };
}
