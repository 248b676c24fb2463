import type { Effect, Verb } from "../../server/modules/voice/control/effect.ts";
import type { ControlEvent } from "../../server/modules/voice/control/event.ts";

/** A verb as people would say it: `bridge in c-1`. */
export function verbInWords(verb: Verb): string {
  if (verb.name === "dial") {
    const { target, legId } = verb;
    return `dial ${legId} ${target.kind === "user" ? target.address : target.number}`;
  }
  if (verb.name === "record" && verb.action === "start") {
    const { recordingId, sides } = verb;
    return `record ${recordingId} start ${sides.left.join("+")}|${sides.right.join("+")}`;
  }
  const said = Object.entries(verb).filter(([key]) => key !== "callId" && key !== "options");
  return said.flatMap(([, value]) => value as string | string[]).join(" ");
}

export function effectInWords(effect: Effect): string {
  if (effect.kind === "verb") return verbInWords(effect.verb);
  if (effect.kind === "notify")
    return `tell ${effect.userId}: ${Object.values(effect.notice).filter(isWord).join(" ")}`;
  if (effect.kind === "occupy") return `${effect.userId} is ${effect.as ?? "free"}`;
  if (effect.kind === "callback_task") return `call back ${effect.number}: ${effect.reason}`;
  return `write ${Object.values(effect.row).filter(isWord).join(" ")}`;
}

export function eventInWords(event: ControlEvent): string {
  if (event.kind === "snapshot") {
    const { legs, bridges } = event.snapshot;
    const there = legs.map(({ legId, state, music }) => [legId, state, music].filter(isWord).join(" "));
    return `snapshot of ${event.askedAt}: ${[...there, ...bridges.map(({ legIds }) => legIds.join("+"))].join(", ")}`;
  }
  if (event.kind !== "command") return Object.values(event).filter(isWord).join(" ");
  const { command, userId } = event;
  const rung =
    "offer" in command
      ? command.offer.rings.map(({ party }) => (party.kind === "user" ? party.address : party.number))
      : [];
  return [userId, "asks", command.name, ...rung].join(" ");
}

const isWord = (value: unknown): boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
