import type { Call, Party } from "./call.ts";
import type { Effect, Notice, Row, Verb } from "./effect.ts";

/** A copy of the state that one step may change, and what comes of it. Nobody else sees it before the step is over. */
export interface Draft {
  readonly call: Call;
  readonly effects: Effect[];
  readonly now: number;
}

export function draftOf(state: Call, at: number): Draft {
  const now = Math.max(state.now, at);
  const call: Call = {
    ...state,
    now,
    legs: state.legs.map((leg) => ({ ...leg, there: { ...leg.there }, spent: { ...leg.spent } })),
    ring: state.ring && { ...state.ring },
    recording: { ...state.recording },
    wrapUps: [...state.wrapUps],
    spent: { ...state.spent },
    engine: { ...state.engine },
  };
  return { call, effects: [], now };
}

export function ask(draft: Draft, verb: Verb): void {
  draft.effects.push({ kind: "verb", verb });
  if (verb.name !== "snapshot") draft.call.engine.changedAt = draft.now;
}

export const persist = (draft: Draft, row: Row): void => void draft.effects.push({ kind: "persist", row });

/** Tells the person of a party; who is outside is told nothing. */
export function notify(draft: Draft, party: Party, notice: Notice): void {
  if (party.kind === "user") draft.effects.push({ kind: "notify", userId: party.userId, notice });
}

export const newId = (draft: Draft): string => `${draft.call.id}-${++draft.call.made}`;
