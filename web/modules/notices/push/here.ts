import {
  addPushSubscriptionContract,
  readPushKeyContract,
} from "../../../../server/modules/people/push/push.contract.ts";
import { call } from "../../../api/call.ts";

/** Whether notices can ring at this browser, and do. */
export type Here = "insecure" | "unsupported" | "denied" | "off" | "on";

/** Why a browser did not subscribe: the person said no, or it does not get through to its push service. */
export class PushRefused extends Error {
  readonly reason: "denied" | "unreachable";
  constructor(reason: "denied" | "unreachable") {
    super(reason);
    this.reason = reason;
  }
}

const mark = "zhiyin.push";

const isSupported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** As it is now; `known` are the hashes of the addresses that the house has of this person. */
export async function readHere(known: readonly string[]): Promise<Here> {
  if (!window.isSecureContext) return "insecure";
  if (!isSupported()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const hash = await hashHere();
  return hash && known.includes(hash) ? "on" : "off";
}

/** SHA-256 of this browser's address, as the house tells it of each device. */
export async function hashHere(): Promise<string | undefined> {
  const subscription = await subscriptionHere();
  if (!subscription) return undefined;
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint));
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function subscriptionHere(): Promise<PushSubscription | null> {
  if (!window.isSecureContext || !isSupported()) return null;
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** Asks the person, subscribes the browser and tells the house. @throws PushRefused, ProblemError */
export async function turnOn(userId: string): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") throw new PushRefused("denied");
  await navigator.serviceWorker.register("/push.js", { scope: "/" });
  const { public_key } = await call(readPushKeyContract, {});
  await tell(await subscribe(await navigator.serviceWorker.ready, public_key));
  localStorage.setItem(mark, userId);
}

async function subscribe(registration: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await registration.pushManager.subscribe(options);
  } catch (error) {
    if ((error as Error).name === "InvalidStateError") {
      await (await registration.pushManager.getSubscription())?.unsubscribe(); // it was for another key
      return await registration.pushManager.subscribe(options).catch(() => {
        throw new PushRefused("unreachable");
      });
    }
    throw new PushRefused((error as Error).name === "NotAllowedError" ? "denied" : "unreachable");
  }
}

async function tell(subscription: PushSubscription): Promise<void> {
  const { endpoint = "", keys } = subscription.toJSON();
  const [p256dh = "", auth = ""] = [keys?.p256dh, keys?.auth];
  await call(addPushSubscriptionContract, { body: { endpoint, keys: { p256dh, auth } } });
}

/** The browser forgets its subscription; the house drops its own line. */
export async function turnOff(): Promise<void> {
  localStorage.removeItem(mark);
  await (await subscriptionHere())?.unsubscribe();
}

/** Who turned it on here and has signed in again is told again; somebody else at the same browser is not. */
export async function renewHere(userId: string): Promise<void> {
  if (localStorage.getItem(mark) !== userId || !isSupported() || Notification.permission !== "granted") return;
  const subscription = await subscriptionHere();
  if (subscription) await tell(subscription);
}
