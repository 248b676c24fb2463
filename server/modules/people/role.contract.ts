import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf, text, Whole } from "../../platform/contract/schemas.ts";

export const RoleId = Type.Object({ roleId: Id });
export const Scope = oneOf(["own", "team", "team_tree", "client", "shared", "all"]);
export const Grant = Type.Object(
  { object: Type.String(), action: Type.String(), scope: Scope, fields: nullable(Type.Array(Type.String())) },
  closed,
);
export const Role = Type.Object(
  { id: Id, key: Type.String(), name: Type.String(), user_count: Whole, grants: Type.Array(Grant) },
  closed,
);

export const listRolesContract = contract({
  method: "GET",
  path: "/roles",
  permission: "role.manage",
  summary: "Roles with their grants, and the objects, actions and fields that can be granted",
  response: Type.Object(
    {
      roles: Type.Array(Role),
      objects: Type.Array(
        Type.Object(
          {
            object: Type.String(),
            module: Type.String(),
            actions: Type.Array(
              Type.Object({ action: Type.String(), scopes: Type.Array(Scope), has_fields: Type.Boolean() }, closed),
            ),
            fields: Type.Array(
              Type.Object(
                { field: Type.String(), is_sensitive: Type.Boolean(), label: nullable(Type.String()) },
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
});

export const createRoleContract = contract({
  method: "POST",
  path: "/roles",
  permission: "role.manage",
  summary: "Add a role, empty or as a copy",
  body: Type.Object({ name: text(80), copy_of: nullable(Id) }, closed),
  response: Role,
  errors: ["role.not_found"],
  creates: true,
});

export const updateRoleContract = contract({
  method: "PUT",
  path: "/roles/:roleId",
  permission: "role.manage",
  summary: "Rename a role and set its grants; works at once for everybody who has it",
  params: RoleId,
  body: Type.Object({ name: text(80), grants: Type.Array(Grant, { maxItems: 2000 }) }, closed),
  response: Role,
  errors: ["role.not_found", "role.unknown_grant", "role.admin_is_fixed"],
});

export const removeRoleContract = contract({
  method: "DELETE",
  path: "/roles/:roleId",
  permission: "role.manage",
  summary: "Remove a role that nobody has",
  params: RoleId,
  response: Done,
  errors: ["role.not_found", "role.in_use", "role.admin_is_fixed"],
});
