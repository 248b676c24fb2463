import { type Leg, legsOf } from "./board.ts";
import type { Wiring } from "./wiring.ts";

/** What carried a call's audio has died and another one is there: every answered leg is given audio anew, and hears again what it heard. */
export async function reviveCall(wiring: Wiring, callId: string): Promise<void> {
  const legs = legsOf(wiring.board, callId).filter(({ state }) => state === "up");
  // of one whose phone does not answer the silence will tell
  await Promise.all(legs.map((leg) => wiring.plant.revive(leg).catch(() => undefined)));
  await hearAgain(wiring, callId, legs);
}

/** Legs with new audio are joined, muted and played to as the board says; a prompt is played from its beginning. */
export async function hearAgain(wiring: Wiring, callId: string, legs: readonly Leg[]): Promise<void> {
  await wiring.connect(callId);
  for (const leg of legs.filter(({ legId }) => wiring.board.legs.has(legId))) {
    if (leg.isMuted) await wiring.plant.mute(leg, true);
    if (leg.music !== null) await wiring.plant.sound(leg, leg.music, true);
    else await leg.plays.again();
  }
}
