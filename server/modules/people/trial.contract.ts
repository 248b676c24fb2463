import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, PersonRef } from "../../platform/contract/schemas.ts";
import { Grant, Scope } from "./role.contract.ts";

/** Whose rights to try; a draft stands in for a role that the person has, as if it were saved. */
export const PermissionTrial = Type.Object(
  {
    user_id: Id,
    draft: Type.Optional(Type.Object({ role_id: Id, grants: Type.Array(Grant, { maxItems: 2000 }) }, closed)),
  },
  closed,
);

export const tryPermissionContract = contract({
  method: "POST",
  path: "/permission_trials",
  permission: "role.manage",
  summary: "What a person may do, to which scope and by which role; changes nothing",
  body: PermissionTrial,
  response: Type.Object(
    {
      user: PersonRef,
      is_active: Type.Boolean(),
      objects: Type.Array(
        Type.Object(
          {
            object: Type.String(),
            actions: Type.Array(
              Type.Object(
                {
                  action: Type.String(),
                  ways: Type.Array(
                    Type.Object(
                      {
                        scope: Scope,
                        roles: Type.Array(PersonRef),
                        is_empty: Type.Boolean({ description: "reaches nothing: no team, or no clients" }),
                      },
                      closed,
                    ),
                  ),
                  hidden_fields: Type.Array(Type.String()),
                },
                closed,
              ),
            ),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  errors: ["user.not_found", "role.unknown_grant"],
});
