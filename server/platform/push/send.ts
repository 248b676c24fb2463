import { callOutside, OutgoingError, type OutgoingRules } from "../http/outgoing.ts";
import { encryptPush, type PushKeys } from "./encrypt.ts";
import { type VapidKeys, vapidAuthorization } from "./vapid.ts";

export interface PushMessage {
  /** Small: it must fit into 3,993 bytes as JSON. */
  payload: object;
  /** Seconds that the push service keeps it for a browser that is not there. */
  ttl: number;
  urgency: "normal" | "high";
  /** At most 32 letters and digits: a waiting message of the same topic is replaced. */
  topic: string;
}

/** "gone": the browser wants no more; "later": try again, not before so many milliseconds; "failed": not to be tried again. */
export type PushOutcome =
  | { is: "sent" }
  | { is: "gone" }
  | { is: "later"; after: number }
  | { is: "failed"; status: number };

const padTo = 512;

/** Sends one message to one browser (RFC 8030). Never throws for what the push service answers or the network does. */
export async function sendPush(
  rules: OutgoingRules,
  { endpoint, ...keys }: PushKeys & { endpoint: string },
  { payload, ttl, urgency, topic }: PushMessage,
  { vapid, subject, now }: { vapid: VapidKeys; subject?: string | undefined; now: number },
): Promise<PushOutcome> {
  const body = encryptPush(Buffer.from(JSON.stringify(payload)), keys, { padTo });
  try {
    const { status, headers } = await callOutside(rules, {
      method: "POST",
      url: endpoint,
      body,
      headers: {
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        ttl: String(ttl),
        urgency,
        topic,
        authorization: vapidAuthorization(vapid, endpoint, { now, subject }),
      },
    });
    return outcomeOf(status, headers["retry-after"], now);
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    return error.isFinal ? { is: "failed", status: 0 } : { is: "later", after: 0 };
  }
}

/** What a push service's answer means (RFC 8030, sections 5 and 7.3; RFC 9110, section 10.2.3). */
export function outcomeOf(status: number, retryAfter: string | undefined, now: number): PushOutcome {
  if (status >= 200 && status < 300) return { is: "sent" };
  if (status === 404 || status === 410) return { is: "gone" };
  if (status === 429 || status >= 500) return { is: "later", after: waitOf(retryAfter, now) };
  return { is: "failed", status };
}

const longestWait = 6 * 3_600_000;

function waitOf(retryAfter: string | undefined, now: number): number {
  if (!retryAfter) return 0;
  const wait = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isFinite(wait) ? Math.min(longestWait, Math.max(0, wait)) : 0;
}
