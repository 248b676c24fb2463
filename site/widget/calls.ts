import type { askCallbackContract, readWidgetContract } from "../../server/modules/voice/web_callback.contract.ts";
import type { BodyOf, ResponseOf } from "../../server/platform/contract/contract.ts";

export type Settings = ResponseOf<typeof readWidgetContract>;
export type Asked = BodyOf<typeof askCallbackContract>;
export type Answer = ResponseOf<typeof askCallbackContract>;

/** Why not: what the server named, or "offline". */
export interface Refusal {
  id: string;
  reason?: string | undefined;
}

export interface Calls {
  /** Undefined: this page may not show the widget, or there is none. */
  read(): Promise<Settings | undefined>;
  ask(asked: Asked): Promise<Answer | { refused: Refusal }>;
  withdraw(key: string): Promise<true | { refused: Refusal }>;
}

/** The house's three public calls, without cookies. */
export function housesCalls(origin: string, widgetId: string): Calls {
  const base = `${origin}/api/widgets/${encodeURIComponent(widgetId)}`;
  return {
    read: async () => {
      const reply = await send<Settings>(base, "GET");
      return isRefused(reply) ? undefined : reply;
    },
    ask: (asked) => send<Answer>(`${base}/callbacks`, "POST", asked),
    withdraw: async (key) => {
      const reply = await send<{ done: boolean }>(`${base}/callbacks/${key}/withdrawal`, "PUT", {});
      return isRefused(reply) ? reply : true;
    },
  };
}

export const isRefused = (reply: unknown): reply is { refused: Refusal } =>
  typeof reply === "object" && reply !== null && "refused" in reply;

async function send<T>(address: string, method: string, body?: unknown): Promise<T | { refused: Refusal }> {
  try {
    const json =
      body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const reply = await fetch(address, { method, credentials: "omit", referrerPolicy: "no-referrer", ...json });
    const answer = (await reply.json()) as T & { error?: { id: string; fields?: { reason: string }[] } };
    if (reply.ok) return answer;
    return { refused: { id: answer.error?.id ?? "server.failed", reason: answer.error?.fields?.[0]?.reason } };
  } catch {
    return { refused: { id: "offline" } };
  }
}
