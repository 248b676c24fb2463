import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, nullable, PersonRef, Time, Whole } from "../../platform/contract/schemas.ts";
import { Grant, RoleId } from "./role.contract.ts";

const sidesOf = <T extends Type.TSchema>(side: T) =>
  nullable(Type.Object({ before: nullable(side), after: nullable(side) }, closed));

export const readRoleHistoryContract = contract({
  method: "GET",
  path: "/roles/:roleId/history",
  permission: "role.manage",
  summary: "The last changes of a role: who, when, from what to what",
  params: RoleId,
  response: Type.Object(
    {
      entries: Type.Array(
        Type.Object(
          {
            event_id: Whole,
            name: Type.String(),
            at: Time,
            actor: Type.Union([PersonRef, Type.Null()]),
            renamed: sidesOf(Type.String()),
            grants: sidesOf(Type.Array(Grant)),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  errors: ["role.not_found"],
});
