import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, nullable, oneOf, PersonRef } from "../../platform/contract/schemas.ts";

export const dialRefusals = [
  "not_a_number",
  "not_in_use",
  "unknown_extension",
  "emergency",
  "premium",
  "country",
  "prefix",
] as const;

const rules = {
  area_code: nullable(
    Type.String({ pattern: "^0[1-9][0-9]{1,3}$", description: "of our town, as it is dialled at home" }),
  ),
  blocked_prefixes: Type.Array(Type.String({ pattern: "^\\+[1-9][0-9]{0,14}$" }), {
    maxItems: 500,
    uniqueItems: true,
  }),
  is_emergency_allowed: Type.Boolean(),
  is_premium_allowed: Type.Boolean(),
};
const DialRules = Type.Object({ ...rules, country: Type.String({ description: "where we are; ISO 3166" }) }, closed);

export const readDialRulesContract = contract({
  method: "GET",
  path: "/dial_rules",
  permission: "telephone.use",
  summary: "What may not be dialled",
  response: DialRules,
});

export const updateDialRulesContract = contract({
  method: "PATCH",
  path: "/dial_rules",
  permission: "telephone.manage",
  summary: "Change what may not be dialled",
  body: Type.Partial(Type.Object(rules), closed),
  response: DialRules,
});

export const tryDialContract = contract({
  method: "POST",
  path: "/dial_rules/try",
  permission: "telephone.use",
  summary: "What would come of dialling this: who is called by which trunk, or why not",
  body: Type.Object({ typed: Type.String({ maxLength: 100 }) }, closed),
  response: Type.Object(
    {
      kind: oneOf(["extension", "emergency", "number", "refused"]),
      digits: nullable(Type.String({ description: "the extension, or the number as E.164" })),
      display: nullable(Type.String()),
      refusal: nullable(oneOf(dialRefusals)),
      user: nullable(PersonRef),
      by: nullable(
        Type.Object(
          { trunk: Type.String(), shown: Type.String({ description: "number that the called see" }) },
          {
            ...closed,
            description: "of a call by the reader; null: there is no number to call with, or none is needed",
          },
        ),
      ),
    },
    closed,
  ),
});
