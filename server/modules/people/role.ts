import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import { labelIn } from "../../platform/own/own_field.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { protectedObject, protectedObjects } from "../../platform/permission/registry.ts";
import { conflict, invalid, notFound } from "../../platform/problem.ts";
import { raisePolicyVersion } from "./actor.ts";
import type * as contracts from "./role.contract.ts";

type Role = ResponseOf<typeof contracts.createRoleContract>;
type Grant = Role["grants"][number];

/** All roles with their grants, and what can be granted at all. */
export async function listRoles(db: Db, actor: Actor): Promise<ResponseOf<typeof contracts.listRolesContract>> {
  return {
    roles: await selectRoles(db, sql`true`),
    objects: protectedObjects().map(({ object, module, actions, fields }) => ({
      object,
      module,
      actions: actions.map(({ action, scopes, hasFields }) => ({ action, scopes: [...scopes], has_fields: hasFields })),
      fields: [
        ...fields.map(({ field, isSensitive }) => ({ field, is_sensitive: isSensitive, label: null })),
        ...(actor.own[object] ?? []).map(({ key, isSensitive, label }) => ({
          field: key,
          is_sensitive: isSensitive,
          label: labelIn(label, actor.locale),
        })),
      ],
    })),
  };
}

async function selectRoles(db: Db, which: ReturnType<typeof sql>): Promise<Role[]> {
  const { rows } = await sql<Role>`
    select r.id, r.key, r.name, (select count(*)::int from user_role ur where ur.role_id = r.id) as user_count,
      (select coalesce(json_agg(json_build_object('object', g.object, 'action', g.action, 'scope', g.scope, 'fields', g.fields)
                order by g.object, g.action, g.scope), '[]') from role_grant g where g.role_id = r.id) as grants
    from role r where ${which} order by r.created_at, r.id`.execute(db);
  return rows;
}

/** @throws role.not_found */
export async function readRole(db: Db, id: string): Promise<Role> {
  const [role] = await selectRoles(db, sql`r.id = ${id}`);
  if (!role) throw notFound("role.not_found");
  return role;
}

export async function createRole(
  tx: Tx,
  actor: Actor,
  { name, copy_of }: BodyOf<typeof contracts.createRoleContract>,
): Promise<Role> {
  const source = copy_of ? await readRole(tx, copy_of) : null;
  const id = newId();
  await tx.insertInto("role").values({ id, key: id, name: name.trim() }).execute();
  if (source) await setGrants(tx, id, source.grants);
  await told(tx, actor, "role.created", id, [{ field: "name", before: null, after: name.trim() }]);
  return await readRole(tx, id);
}

/** Sets name and grants at once. @throws role.unknown_grant naming each grant that no module declares */
export async function updateRole(
  tx: Tx,
  actor: Actor,
  roleId: string,
  { name, grants }: BodyOf<typeof contracts.updateRoleContract>,
): Promise<Role> {
  const before = await readRole(tx, roleId);
  if (before.key === "admin") throw conflict("role.admin_is_fixed");
  requireKnown(grants, actor);
  await tx.updateTable("role").set({ name: name.trim() }).where("id", "=", roleId).execute();
  await tx.deleteFrom("role_grant").where("role_id", "=", roleId).execute();
  await setGrants(tx, roleId, grants);
  const after = await readRole(tx, roleId);
  await told(tx, actor, "role.updated", roleId, [
    { field: "name", before: before.name, after: after.name },
    { field: "grants", before: before.grants, after: after.grants },
  ]);
  return after;
}

/** @throws role.unknown_grant naming each grant that no module declares */
export function requireKnown(grants: readonly Grant[], { own }: Pick<Actor, "own">): void {
  const wrong = grants.flatMap(({ object, action, scope, fields }, index) => {
    const declared = protectedObject(object);
    const known = declared?.actions.find((one) => one.action === action);
    const reason = !known
      ? "unknown"
      : !known.scopes.includes(scope)
        ? "scope"
        : fieldReason(
            [...declared!.fields.map((one) => one.field), ...(own[object] ?? []).map((one) => one.key)],
            known.hasFields,
            fields,
          );
    return reason ? [{ field: `grants.${index}`, reason }] : [];
  });
  if (wrong.length > 0) throw invalid("role.unknown_grant", wrong);
}

function fieldReason(known: readonly string[], hasFields: boolean, fields: string[] | null): string | null {
  if (fields === null) return null;
  if (!hasFields) return "no_fields";
  return fields.every((field) => known.includes(field)) ? null : "field";
}

async function setGrants(tx: Tx, roleId: string, grants: readonly Grant[]): Promise<void> {
  if (grants.length === 0) return;
  await tx
    .insertInto("role_grant")
    .values(grants.map(({ object, action, scope, fields }) => ({ role_id: roleId, object, action, scope, fields })))
    .onConflict((oc) =>
      oc.columns(["role_id", "object", "action", "scope"]).doUpdateSet((eb) => ({ fields: eb.ref("excluded.fields") })),
    )
    .execute();
}

export async function removeRole(tx: Tx, actor: Actor, roleId: string): Promise<{ done: boolean }> {
  const role = await readRole(tx, roleId);
  if (role.key === "admin") throw conflict("role.admin_is_fixed");
  if (role.user_count > 0) throw conflict("role.in_use");
  await tx.deleteFrom("role").where("id", "=", roleId).execute();
  await told(tx, actor, "role.removed", roleId, [{ field: "name", before: role.name, after: null }]);
  return { done: true };
}

async function told(
  tx: Tx,
  actor: Actor,
  name: string,
  roleId: string,
  all: { field: string; before: unknown; after: unknown }[],
): Promise<void> {
  const changes = all.filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
  await raisePolicyVersion(tx);
  await record(tx, actor, name, { object: "role", objectId: roleId, root: { object: "policy", id: roleId }, changes });
}
