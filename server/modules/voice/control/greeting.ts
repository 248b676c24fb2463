import { type Greeting, type Leg, placed } from "./call.ts";
import { ask, type Draft, newId, notify } from "./draft.ts";
import { limits } from "./limits.ts";

/** A leg that is up hears prompts before anything else: a caller before somebody is rung for them, whom we called before they are connected. */
export function greet(draft: Draft, leg: Leg, { prompts, durationMs }: Greeting): void {
  const playId = newId(draft);
  leg.there.sound = { kind: "play" };
  const options = { isLooped: false, isStoppedByKey: false };
  ask(draft, { name: "play", legId: leg.id, playId, prompts, options });
  draft.call.greeting = { playId, until: draft.now + durationMs + limits.greetingGrace };
}

/** Those who waited for each other talk. */
export function connect(draft: Draft): void {
  for (const waiting of placed(draft.call, "waiting")) {
    waiting.place = "line";
    notify(draft, waiting.party, { kind: "connected", legId: waiting.id });
  }
}
