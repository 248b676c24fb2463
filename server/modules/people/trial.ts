import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import { type Actor, fieldsEver, type Grant, grantsFor } from "../../platform/permission/actor.ts";
import { unionFor } from "../../platform/permission/compile.ts";
import { type ProtectedObject, protectedObjects, type Scope } from "../../platform/permission/registry.ts";
import { notFound } from "../../platform/problem.ts";
import { loadPolicy } from "./actor.ts";
import { requireKnown } from "./role.ts";
import type { tryPermissionContract } from "./trial.contract.ts";

type Trial = ResponseOf<typeof tryPermissionContract>;
type Wanted = BodyOf<typeof tryPermissionContract>;
type Named = { id: string; name: string };
type HeldGrant = Grant & { role: Named };

/** Somebody whose rights are tried: an actor as the compiler takes it, and which role gave each grant. */
export interface Subject {
  user: Named;
  isActive: boolean;
  actor: Actor;
  held: readonly HeldGrant[];
}

/** What a person may do at all, by which role's grant; reads only. @throws user.not_found, role.unknown_grant */
export async function tryPermission(db: Db, asker: Actor, wanted: Wanted): Promise<Trial> {
  const subject = await subjectOf(db, asker, wanted);
  return {
    user: subject.user,
    is_active: subject.isActive,
    objects: protectedObjects().map((declared) => ({
      object: declared.object,
      actions: declared.actions.map(({ action, hasFields }) => ({
        action,
        ways: waysOf(subject, declared.object, action).map((way) => ({
          ...way,
          is_empty:
            unionFor(onlyThrough(subject.actor, declared.object, action, way.scope), declared.object, action).length ===
            0,
        })),
        hidden_fields: hasFields ? hiddenFields(subject.actor, declared, action) : [],
      })),
    })),
  };
}

/** The person as an actor; a draft takes the place of a role they have, as if it were saved. */
export async function subjectOf(db: Db, asker: Actor, { user_id, draft }: Wanted): Promise<Subject> {
  if (draft) requireKnown(draft.grants, asker);
  const { rows } = await sql<
    Named & { locale: Actor["locale"]; is_active: boolean; roles: (Named & { grants: Grant[] })[] }
  >`
    select u.id, u.name, u.locale, not exists (select 1 from user_deactivation d where d.user_id = u.id) as is_active,
      (select coalesce(json_agg(json_build_object('id', r.id, 'name', r.name, 'grants',
                (select coalesce(json_agg(json_build_object('object', g.object, 'action', g.action, 'scope', g.scope, 'fields', g.fields)
                   order by g.object, g.action, g.scope), '[]') from role_grant g where g.role_id = r.id)) order by r.created_at, r.id), '[]')
         from user_role ur join role r on r.id = ur.role_id where ur.user_id = u.id) as roles
    from app_user u where u.id = ${user_id}`.execute(db);
  const row = rows[0];
  if (!row) throw notFound("user.not_found");
  const { id, name, locale, is_active, roles } = row;
  const held = roles.flatMap((role) =>
    (draft?.role_id === role.id ? draft.grants : role.grants).map((grant) => ({
      ...grant,
      role: { id: role.id, name: role.name },
    })),
  );
  const { organisationId, requestId } = asker;
  const policy = await loadPolicy(db, id, asker.own);
  const actor = { ...policy, grants: held, userId: id, name, locale, sessionId: null, organisationId, requestId };
  return { user: { id, name }, isActive: is_active, actor, held };
}

/** Scopes in which an action is granted, each with the roles that grant it. */
export function waysOf({ held }: Subject, object: string, action: string): { scope: Scope; roles: Named[] }[] {
  const grants = held.filter((grant) => grant.object === object && grant.action === action);
  return [...Map.groupBy(grants, (grant) => grant.scope)].map(([scope, all]) => ({
    scope,
    roles: all.map((grant) => grant.role),
  }));
}

/** The same person with no more than the grants of one scope: what that scope alone reaches. */
export function onlyThrough(actor: Actor, object: string, action: string, scope: Scope): Actor {
  return { ...actor, grants: grantsFor(actor, object, action).filter((grant) => grant.scope === scope) };
}

function hiddenFields(actor: Actor, { object, fields }: ProtectedObject, action: string): string[] {
  const opened = fieldsEver(actor, object, action);
  return opened === null
    ? []
    : [...fields.map(({ field }) => field), ...(actor.own[object] ?? []).map(({ key }) => key)].filter(
        (field) => !opened.has(field),
      );
}
