import type { Snapshot } from "../../../platform/telephony/adapter.ts";
import type { Verb } from "./effect.ts";

/** A new call's first event may still be on its way, in milliseconds. */
const grace = 10_000;

/** Ends legs whose call is nobody's: what a program left behind that died, or an engine that came back after its calls were given up. */
export function hangUpStrays({ legs }: Snapshot, isKnown: (callId: string) => boolean, now: number): Verb[] {
  return legs
    .filter(({ callId, since, isMonitor }) => !isMonitor && !isKnown(callId) && now - since >= grace)
    .map(({ legId }) => ({ name: "hangup", legId, cause: "normal" }));
}
