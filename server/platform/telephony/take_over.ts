import type { Leg } from "./board.ts";
import type { KeptCall } from "./keep.ts";
import type { Wiring } from "./wiring.ts";

/**
 * Goes on with calls of a process that has died: legs that are still there are seated as they were, the rest is ended.
 * Nothing is told of it; who wants to know asks for a snapshot. What was played ends, music goes on; monitors and recordings are not taken up.
 */
export async function takeOver(wiring: Wiring, calls: readonly KeptCall[]): Promise<void> {
  for (const call of calls) await wiring.inTurn(call.callId, () => takeUp(wiring, call));
}

async function takeUp(wiring: Wiring, { callId, legs, bridges }: KeptCall): Promise<void> {
  const there: Leg[] = [];
  for (const { line, since, legId, ...state } of legs) {
    const isThere = await wiring.plant.takeUp({ callId, legId }, line).catch(() => false);
    if (isThere) there.push(Object.assign(wiring.seat(callId, legId, "up", since), state));
  }
  if (there.length === 0) return wiring.keeper.forget(callId);
  for (const legIds of bridges) {
    const joined = there.filter(({ legId }) => legIds.includes(legId));
    if (joined.length < 2) continue;
    const bridge = new Set(joined);
    for (const leg of joined) leg.bridge = bridge;
  }
  for (const leg of there) if (leg.music === null) await wiring.plant.hush(leg);
  await wiring.connect(callId);
}
