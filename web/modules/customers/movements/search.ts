import { ladders } from "../../../../server/modules/customers/tier/ladder.contract.ts";

export interface MovementSearch {
  ladder?: (typeof ladders)[number];
  /** YYYY-MM; absent: this month. */
  month?: string;
}

export function readMovementSearch({ ladder, month }: Record<string, unknown>): MovementSearch {
  const known = ladders.find((one) => one === ladder);
  return {
    ...(known ? { ladder: known } : {}),
    ...(typeof month === "string" && /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? { month } : {}),
  };
}

/** The list of those who moved so in that month. */
export const listBehind = (ladder: string, from: string, to: string, month: string) => ({
  filter: JSON.stringify({ all: [{ field: `${ladder}_moved`, op: "any", value: [`${from}>${to}@${month}`] }] }),
});
