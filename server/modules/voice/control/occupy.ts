import type { Call, Leg, Occupation } from "./call.ts";
import type { Draft } from "./draft.ts";

/** Says what each person does in this call, where it is another than was said last. */
export function occupy(draft: Draft): void {
  const { call, effects } = draft;
  const doing = occupations(call);
  for (const userId of new Set([...Object.keys(call.told), ...Object.keys(doing)])) {
    const as = doing[userId] ?? null;
    if (as !== (call.told[userId] ?? null)) effects.push({ kind: "occupy", userId, as });
  }
  call.told = doing;
}

const weights: Record<Occupation, number> = { wrap_up: 1, ringing: 2, in_call: 3 };

/** A person with several parts is at the weightiest. */
function occupations(call: Call): Record<string, Occupation> {
  const doing: Record<string, Occupation> = {};
  const add = (userId: string, as: Occupation): void => {
    const known = doing[userId];
    if (known === undefined || weights[as] > weights[known]) doing[userId] = as;
  };
  for (const { userId } of call.wrapUps) add(userId, "wrap_up");
  for (const leg of call.legs) {
    const as = partIn(leg);
    if (as && leg.party.kind === "user") add(leg.party.userId, as);
  }
  return doing;
}

function partIn({ state, place }: Leg): Occupation | null {
  if (state === "ending") return null;
  return place === "rung" ? "ringing" : "in_call";
}
