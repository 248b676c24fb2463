import type { KeptCall } from "./keep.ts";
import { hearAgain } from "./revive.ts";
import type { Wiring } from "./wiring.ts";

/**
 * Goes on with calls of a process that has died: legs that are still there are seated as they were, the rest is ended.
 * Nothing is told of it; who wants to know asks for a snapshot. What was played ends, music goes on; monitors and recordings are not taken up.
 */
export async function takeOver(wiring: Wiring, calls: readonly KeptCall[]): Promise<void> {
  await Promise.all(calls.map((call) => wiring.inTurn(call.callId, () => takeUp(wiring, call))));
}

async function takeUp(wiring: Wiring, { callId, legs, bridges }: KeptCall): Promise<void> {
  const found = await Promise.all(
    legs.map(({ line, legId }) => wiring.plant.takeUp({ callId, legId }, line).catch(() => "gone" as const)),
  );
  const there = legs
    .filter((_, index) => found[index] !== "gone")
    .map(({ line, since, legId, trunkId, ...state }) =>
      Object.assign(wiring.seat(callId, legId, "up", trunkId, since), state),
    );
  if (there.length === 0) return wiring.keeper.forget(callId);
  for (const legIds of bridges) {
    const joined = there.filter(({ legId }) => legIds.includes(legId));
    if (joined.length < 2) continue;
    const bridge = new Set(joined);
    for (const leg of joined) leg.bridge = bridge;
  }
  if (found.includes("revived")) return hearAgain(wiring, callId, there);
  for (const leg of there) if (leg.music === null) await wiring.plant.hush(leg);
  await wiring.connect(callId);
}
