import { createHmac, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import type { House } from "../../platform/house.ts";
import { loadOwnFields, type OwnFields } from "../../platform/own/own_field.ts";
import type { Actor, Grant } from "../../platform/permission/actor.ts";
import { cookiePrefix, identitySecret } from "./identity.ts";

interface SessionRow {
  session_id: string;
  user_id: string;
  name: string;
  locale: "zh-CN" | "en";
  policy_version: number;
}

/** Who the cookies of a request stand for; null when nobody is signed in. One query while rights stay as they are. */
export async function actorOfCookies(
  house: House,
  cookies: string | undefined,
  requestId: string,
): Promise<Actor | null> {
  const token = sessionToken(house, cookies);
  if (!token) return null;
  return await actorOf(house, sql`s.token = ${token}`, requestId);
}

/** The same for a session that is known by its id: a live channel asks again now and then. */
export const actorOfSession = (house: House, sessionId: string): Promise<Actor | null> =>
  actorOf(house, sql`s.id = ${sessionId}`, "live");

/** Somebody without a session, for work that is done for them later; null when they work here no more. */
export async function actorOfUser(house: House, userId: string, requestId: string): Promise<Actor | null> {
  const { rows } = await sql<Pick<SessionRow, "name" | "locale" | "policy_version">>`
    select u.name, u.locale, v.version as policy_version from app_user u cross join policy_version v
     where u.id = ${userId} and not exists (select 1 from user_deactivation d where d.user_id = u.id)`.execute(
    house.db,
  );
  const row = rows[0];
  if (!row) return null;
  const { name, locale } = row;
  const policy = await policyOf(house, userId, row.policy_version);
  return { ...policy, userId, name, locale, sessionId: null, organisationId: house.organisation.id, requestId };
}

async function actorOf(house: House, which: ReturnType<typeof sql>, requestId: string): Promise<Actor | null> {
  const { rows } = await sql<SessionRow>`
    select s.id as session_id, u.id as user_id, u.name, u.locale, v.version as policy_version
      from session s join app_user u on u.id = s.user_id cross join policy_version v
     where ${which} and s.expires_at > now()
       and not exists (select 1 from user_deactivation d where d.user_id = u.id)`.execute(house.db);
  const row = rows[0];
  if (!row) return null;
  const policy = await policyOf(house, row.user_id, row.policy_version);
  return {
    ...policy,
    userId: row.user_id,
    name: row.name,
    locale: row.locale,
    sessionId: row.session_id,
    organisationId: house.organisation.id,
    requestId,
  };
}

type Policy = Pick<Actor, "teamIds" | "teamTreeIds" | "shareTeamIds" | "clientAccess" | "clientIds" | "grants" | "own">;
const policies = new WeakMap<House, { version: number; own: OwnFields; byUser: Map<string, Policy> }>();

/** Rights and own fields are kept in memory only while the policy version stands; every change of one raises it. */
async function policyOf(house: House, userId: string, version: number): Promise<Policy> {
  let kept = policies.get(house);
  if (kept?.version !== version) {
    kept = { version, own: await loadOwnFields(house.db), byUser: new Map() };
    policies.set(house, kept);
  }
  const known = kept.byUser.get(userId) ?? (await loadPolicy(house.db, userId, kept.own));
  kept.byUser.set(userId, known);
  return known;
}

/** Without `own` the own fields are read as well. */
export async function loadPolicy(db: Db, userId: string, own?: OwnFields): Promise<Policy> {
  const { rows } = await sql<{
    team_id: string | null;
    below: string[];
    above: string[];
    client_access: "all" | "listed";
    client_ids: string[];
    grants: Grant[];
  }>`
    select u.team_id, u.client_access,
      array(with recursive below as (
        select id from team where id = u.team_id union select t.id from team t join below b on t.parent_id = b.id
      ) select id from below) as below,
      array(with recursive above as (
        select id, parent_id from team where id = u.team_id union select t.id, t.parent_id from team t join above a on a.parent_id = t.id
      ) select id from above) as above,
      array(select client_id from user_client where user_id = u.id order by client_id) as client_ids,
      (select coalesce(json_agg(json_build_object('object', g.object, 'action', g.action, 'scope', g.scope, 'fields', g.fields)
                order by g.object, g.action, g.scope), '[]')
         from user_role r join role_grant g on g.role_id = r.role_id where r.user_id = u.id) as grants
    from app_user u where u.id = ${userId}`.execute(db);
  const row = rows[0]!;
  return {
    teamIds: row.team_id === null ? [] : [row.team_id],
    teamTreeIds: row.below,
    shareTeamIds: row.above,
    clientAccess: row.client_access,
    clientIds: row.client_ids,
    grants: row.grants,
    own: own ?? (await loadOwnFields(db)),
  };
}

/** Raises the policy version: to be called by every verb that changes a right, a team, a client or a session. */
export async function raisePolicyVersion(db: Db): Promise<void> {
  await sql`update policy_version set version = version + 1`.execute(db);
}

/** The signed session cookie's token, if the signature is this organisation's. */
function sessionToken(house: House, cookies: string | undefined): string | undefined {
  const name = `${cookiePrefix(house.organisation.id)}.session_token=`;
  const part = cookies?.split(/;\s*/).find((one) => one.startsWith(name) || one.startsWith(`__Secure-${name}`));
  if (!part) return undefined;
  const value = decoded(part.slice(part.indexOf("=") + 1));
  const dot = value.lastIndexOf(".");
  if (dot < 1) return undefined;
  const token = value.slice(0, dot);
  const given = Buffer.from(value.slice(dot + 1), "base64");
  const right = createHmac("sha256", identitySecret(house)).update(token).digest();
  return given.length === right.length && timingSafeEqual(given, right) ? token : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
