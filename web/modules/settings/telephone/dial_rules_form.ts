import type { readDialRulesContract } from "../../../../server/modules/voice/dial_rules.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";

export type DialRules = ResponseOf<typeof readDialRulesContract>;

/** What stands in the fields, as it is typed. */
export const formOf = (rules: DialRules) => ({
  area_code: rules.area_code ?? "",
  is_emergency_allowed: rules.is_emergency_allowed,
  is_premium_allowed: rules.is_premium_allowed,
  prefixes: rules.blocked_prefixes.join("\n"),
});
export type DialRulesFields = ReturnType<typeof formOf>;

export const rulesOf = ({ area_code, prefixes, ...ticks }: DialRulesFields) => ({
  ...ticks,
  area_code: area_code.trim() || null,
  blocked_prefixes: [...new Set(prefixes.split(/[\s,，;；]+/).filter(Boolean))],
});
