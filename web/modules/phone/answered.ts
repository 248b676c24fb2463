import type { MyCall } from "./calls.ts";
import type { PhoneState } from "./state.ts";

type Seen = Pick<MyCall, "id" | "occupation" | "rung_for">;

/** Whom one has called oneself, or talked with before a reload, one has on the page already. */
const isKnown = ({ rung_for }: Seen): boolean => rung_for === "caller" || rung_for === "rejoin";

/** The calls that rang at the last look and have been answered since by another telephone of mine than the page's. */
export function answeredElsewhere<Call extends Seen>(
  before: readonly Seen[],
  now: readonly Call[],
  { picked, playing }: Pick<PhoneState, "picked" | "playing">,
): Call[] {
  const rang = new Set(before.filter((one) => one.occupation === "ringing" && !isKnown(one)).map(({ id }) => id));
  return now.filter(
    ({ id, occupation }) => occupation === "in_call" && rang.has(id) && id !== picked && id !== playing,
  );
}
