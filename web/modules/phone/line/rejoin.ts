import { commandCallContract, listMyCallsContract } from "../../../../server/modules/voice/call.contract.ts";
import { call } from "../../../api/call.ts";

const key = "zhiyin.phone.call";
const tries = 8;
const pause = 1500;
/** As long as picking up may take. */
const pickedUpWithin = 6000;
let awaited: string | null = null;
let rungAt = Number.NEGATIVE_INFINITY;

/** The call that is heard in this browser: the page that comes after a reload goes on with it. */
export function keepCall(callId: string | null): void {
  if (callId === awaited) awaited = null;
  if (callId) localStorage.setItem(key, callId);
  else localStorage.removeItem(key);
}

export const isRejoining = (callId: string): boolean => awaited === callId;

/** Whether a ring is what was asked for; one that is being picked up is not asked for once more. */
export function isRungFor(callId: string): boolean {
  if (awaited === callId) rungAt = performance.now();
  return awaited === callId;
}

/** After a reload, or when the tab with the telephone was closed: if the call still goes on, this page takes it over. */
export async function rejoinKept(): Promise<void> {
  const callId = localStorage.getItem(key);
  if (!callId || awaited) return;
  const { calls } = await call(listMyCallsContract, {}).catch(() => ({ calls: [] }));
  if (calls.some(({ id, occupation }) => id === callId && occupation === "in_call")) await rejoin(callId);
  else localStorage.removeItem(key);
}

/** Asks to be rung for one's own part in a call, until this page has it. */
export async function rejoin(callId: string): Promise<void> {
  if (awaited === callId) return;
  awaited = callId;
  for (let at = 0; at < tries && awaited === callId; at++) {
    const isPickedUp = performance.now() - rungAt < pickedUpWithin;
    const asked = isPickedUp || (await ask(callId));
    if (!asked) break;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  rungAt = Number.NEGATIVE_INFINITY;
  if (awaited === callId) awaited = null;
}

/** @returns false when there is no such call any more */
const ask = (callId: string): Promise<boolean> =>
  call(commandCallContract, { params: { callId }, body: { name: "rejoin" } }).then(
    () => true,
    ({ status }: { status?: number }) => status !== 404,
  );
