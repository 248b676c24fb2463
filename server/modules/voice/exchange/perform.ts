import type { Adapter, Snapshot } from "../../../platform/telephony/adapter.ts";
import type { Verb } from "../control/effect.ts";

/** Asks the engine for what call control wants. @param keyOf a recording's key. @returns what it told, of a snapshot. @throws EngineError */
export async function perform(
  adapter: Adapter,
  verb: Verb,
  keyOf: (recordingId: string) => Buffer,
): Promise<Snapshot | undefined> {
  switch (verb.name) {
    case "answer":
      return void (await adapter.answer(verb.legId));
    case "reject":
      return void (await adapter.reject(verb.legId, verb.cause));
    case "dial":
      return void (await adapter.dial(verb.callId, verb.legId, verb.target, verb.options));
    case "hangup":
      return void (await adapter.hangup(verb.legId, verb.cause));
    case "bridge":
      return void (await adapter.bridge(verb.callId, verb.legIds));
    case "park":
      return void (await adapter.park(verb.legId, verb.music));
    case "play":
      return void (await adapter.play(verb.legId, verb.playId, verb.prompts, verb.options));
    case "sendDtmf":
      return void (await adapter.sendDtmf(verb.legId, verb.digits));
    case "hold":
      return void (await adapter.hold(verb.legId, verb.isHeld, verb.music));
    case "mute":
      return void (await adapter.mute(verb.legId, verb.isMuted));
    case "record":
      return void (await record(adapter, verb, keyOf));
    case "snapshot":
      return await adapter.snapshot(verb.callId);
  }
}

function record(adapter: Adapter, verb: Extract<Verb, { name: "record" }>, keyOf: (recordingId: string) => Buffer) {
  const { callId, recordingId, action } = verb;
  const options = action === "start" ? { ...verb.sides, key: keyOf(recordingId) } : undefined;
  return adapter.record(callId, recordingId, action, options);
}
