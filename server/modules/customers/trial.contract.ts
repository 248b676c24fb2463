import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, nullable, oneOf, PersonRef } from "../../platform/contract/schemas.ts";
import { Scope } from "../people/role.contract.ts";
import { PermissionTrial } from "../people/trial.contract.ts";
import { CustomerId } from "./customer.contract.ts";

export const triedActions = ["read", "update", "transfer", "share", "export"] as const;

export const tryCustomerContract = contract({
  method: "POST",
  path: "/customers/:customerId/permission_trials",
  permission: "role.manage",
  summary: "What a person may do with one customer that the caller sees, by which way, or why not; changes nothing",
  params: CustomerId,
  body: PermissionTrial,
  response: Type.Object(
    {
      customer: PersonRef,
      owner: Type.Optional(
        Type.Union([PersonRef, Type.Null()], { description: "absent when the caller may not see it" }),
      ),
      actions: Type.Array(
        Type.Object(
          {
            action: oneOf(triedActions),
            may: Type.Boolean(),
            why_not: nullable(oneOf(["deactivated", "no_grant", "outside_clients", "not_seen", "out_of_scope"])),
            ways: Type.Array(Type.Object({ scope: Scope, roles: Type.Array(PersonRef) }, closed), {
              description: "granted scopes that reach the customer; without those that would tell a hidden owner",
            }),
            granted: Type.Array(Scope, { description: "scopes that are granted, whether they reach it or not" }),
            hidden_fields: Type.Array(Type.String(), { description: "fields the action does not open here" }),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  errors: [
    "customer.not_found",
    "user.not_found",
    "role.unknown_grant",
    "permission.foreign_client",
    "permission.owner_hidden",
  ],
});
