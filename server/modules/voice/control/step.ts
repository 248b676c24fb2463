import { answer, arrange } from "./arrange.ts";
import { keepBooks } from "./book.ts";
import type { Call } from "./call.ts";
import { obey } from "./command.ts";
import { meetDeadlines } from "./deadlines.ts";
import { type Draft, draftOf, notify, persist } from "./draft.ts";
import type { Effect } from "./effect.ts";
import { hear } from "./engine_event.ts";
import type { ControlEvent, Opening } from "./event.ts";
import { greet } from "./greeting.ts";
import { addLeg } from "./leg.ts";
import { occupy } from "./occupy.ts";
import { newCall } from "./opening.ts";
import { ringWanted, startRing } from "./ring.ts";
import { followFailedRing } from "./ring_failed.ts";
import { believe } from "./snapshot.ts";
import { verbFailed } from "./verb_failed.ts";

export interface Stepped {
  readonly state: Call;
  readonly effects: readonly Effect[];
}

/**
 * What becomes of a call when something happens. Pure: the state that is given stays as it is, time comes in (milliseconds
 * since 1970), and what is to be done comes out as data. The same event twice changes nothing the second time.
 */
export function step(state: Call, event: ControlEvent, at: number): Stepped {
  const draft = draftOf(state, at);
  take(draft, event);
  meetDeadlines(draft);
  return settled(draft, event.kind === "snapshot");
}

/** Begins a call: the caller is greeted or waits while whom they want is rung, or is rung first themselves. */
export function openCall(opening: Opening, at: number): Stepped {
  const { caller, greeting } = opening;
  const draft = draftOf(newCall(opening, at), at);
  const { call } = draft;
  const { direction, terms, customer } = call;
  const { party } = caller;
  persist(draft, { kind: "call.started", callId: call.id, direction, number: terms.number, party, at });
  if (caller.kind === "rung") startRing(draft, "caller", caller.offer);
  else {
    const leg = addLeg(draft, { id: caller.legId, party, state: "incoming", place: "waiting" });
    notify(draft, party, { kind: "pop", direction, number: terms.number, customer });
    if (greeting) {
      answer(draft, leg);
      greet(draft, leg, greeting);
    } else ringWanted(draft);
  }
  return settled(draft, false);
}

function take(draft: Draft, event: ControlEvent): void {
  if (event.kind === "command") obey(draft, event.userId, event.command);
  else if (event.kind === "verb.failed") verbFailed(draft, event.verb, event.legId, event.code);
  else if (event.kind === "snapshot") believe(draft, event.askedAt, event.snapshot);
  else if (event.kind !== "tick") hear(draft, event);
}

/** What follows from where the legs are now: sounds, accounts, and what people are doing. */
function settled(draft: Draft, isSeen: boolean): Stepped {
  followFailedRing(draft);
  const isAsItShouldBe = arrange(draft);
  if (isSeen && isAsItShouldBe) draft.call.engine.failures = 0;
  keepBooks(draft);
  occupy(draft);
  return { state: draft.call, effects: draft.effects };
}
