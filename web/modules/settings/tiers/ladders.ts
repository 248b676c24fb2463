import { type LadderDraft, ladders } from "../../../../server/modules/customers/tier/ladder.contract.ts";
import type { readTiersContract } from "../../../../server/modules/customers/tier/tier.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";

export type Tiers = ResponseOf<typeof readTiersContract>;
export type Ladder = (typeof ladders)[number];
export type KeptLadder = Tiers["ladders"][number];
export type Draft = LadderDraft;
export type DraftRule = LadderDraft["rules"][number] & { key: string };

export { ladders };

/** The ladder as it is sent; keys are the page's own. */
export const draftOf = (
  { is_on, rest_value, hold_days }: Pick<Draft, "is_on" | "rest_value" | "hold_days">,
  rules: readonly DraftRule[],
): Draft => ({
  is_on,
  rest_value,
  hold_days,
  rules: rules.map(({ value, condition, share }) => ({ value, condition, share })),
});

/** The rule at `from` put to `to`. */
export function reordered<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(Math.max(0, Math.min(list.length - 1, to)), 0, one);
  return next;
}
