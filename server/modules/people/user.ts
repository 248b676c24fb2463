import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../platform/problem.ts";
import { sendAccessLink } from "./access_link.ts";
import { raisePolicyVersion } from "./actor.ts";
import type * as contracts from "./people.contract.ts";
import { endSessions } from "./sign_in.ts";

export type User = ResponseOf<typeof contracts.updateUserContract>;
type NewUser = BodyOf<typeof contracts.inviteUserContract>;
export interface Inviting {
  house: House;
  origin: string;
}

export async function listUsers(db: Db): Promise<{ users: User[] }> {
  return { users: await selectUsers(db, sql`true`) };
}

async function selectUsers(db: Db, which: ReturnType<typeof sql>): Promise<User[]> {
  const { rows } = await sql<User>`
    select u.id, u.name, u.email, u.phone, u.locale, u.team_id, u.client_access, u.two_factor_enabled,
      array(select role_id from user_role where user_id = u.id) as role_ids,
      array(select client_id from user_client where user_id = u.id) as client_ids,
      case when exists (select 1 from user_deactivation d where d.user_id = u.id) then 'deactivated'
           when exists (select 1 from account a where a.user_id = u.id and a.password is not null) then 'active'
           else 'invited' end as state,
      (select max(s.updated_at) from session s where s.user_id = u.id) as last_seen_at
    from app_user u where ${which} order by u.created_at, u.id`.execute(db);
  return rows;
}

/** Adds a user and sends the invitation; without a mail server the link comes back, once. */
export async function inviteUser(
  tx: Tx,
  actor: Actor,
  input: NewUser,
  { house, origin }: Inviting,
): Promise<{ user: User; invitation_link: string | null }> {
  const { role_ids, client_ids = [], ...columns } = input;
  const id = newId();
  const added = await tx
    .insertInto("app_user")
    .values({
      ...columns,
      id,
      name: input.name.trim(),
      email: input.email.trim().toLowerCase(),
      team_id: await knownTeam(tx, input.team_id),
    })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!added) throw conflict("user.email_taken");
  await setRoles(tx, id, role_ids);
  await setUserClients(tx, id, client_ids);
  await record(tx, actor, "user.invited", { object: "user", objectId: id });
  const link = await sendAccessLink(tx, house, { userId: id, purpose: "invitation", createdBy: actor.userId, origin });
  return { user: await readUser(tx, id), invitation_link: link };
}

/** @throws user.not_found */
export async function readUser(db: Db, id: string): Promise<User> {
  const [user] = await selectUsers(db, sql`u.id = ${id}`);
  if (!user) throw notFound("user.not_found");
  return user;
}

export async function updateUser(
  tx: Tx,
  actor: Actor,
  userId: string,
  input: BodyOf<typeof contracts.updateUserContract>,
): Promise<User> {
  const before = await readUser(tx, userId);
  const { role_ids, client_ids, ...columns } = input;
  if (columns.email !== undefined) await requireFreeEmail(tx, userId, columns.email);
  if (columns.team_id !== undefined) await knownTeam(tx, columns.team_id);
  const values = { ...columns, ...(columns.email ? { email: columns.email.trim().toLowerCase() } : {}) };
  if (Object.keys(values).length > 0) await tx.updateTable("app_user").set(values).where("id", "=", userId).execute();
  if (role_ids) await setRoles(tx, userId, role_ids);
  if (client_ids) await setUserClients(tx, userId, client_ids);
  await requireAdminLeft(tx);
  await raisePolicyVersion(tx);
  const after = await readUser(tx, userId);
  const fields = ["name", "email", "phone", "locale", "team_id", "role_ids", "client_access", "client_ids"] as const;
  const changes = fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
  if (changes.length > 0)
    await record(tx, actor, "user.updated", {
      object: "user",
      objectId: userId,
      root: { object: "policy", id: userId },
      changes,
    });
  if (before.team_id !== after.team_id) {
    await record(tx, actor, "user.moved", {
      object: "user",
      objectId: userId,
      payload: { from: before.team_id, to: after.team_id },
    });
  }
  return after;
}

async function requireFreeEmail(tx: Tx, userId: string, email: string): Promise<void> {
  const other = await tx
    .selectFrom("app_user")
    .select("id")
    .where(sql`lower(email)`, "=", email.trim().toLowerCase())
    .where("id", "<>", userId)
    .executeTakeFirst();
  if (other) throw conflict("user.email_taken");
}

async function knownTeam(tx: Tx, teamId: string | null | undefined): Promise<string | null> {
  if (!teamId) return null;
  const team = await tx.selectFrom("team").select("id").where("id", "=", teamId).executeTakeFirst();
  if (!team) throw unknown("team_id");
  return teamId;
}

const unknown = (field: string) => invalid("user.unknown_reference", [{ field, reason: "unknown" }]);

async function setRoles(tx: Tx, userId: string, roleIds: readonly string[]): Promise<void> {
  await tx.deleteFrom("user_role").where("user_id", "=", userId).execute();
  const { rows } =
    await sql`insert into user_role (user_id, role_id) select ${userId}, id from role where id = any(${roleIds}::uuid[]) returning 1`.execute(
      tx,
    );
  if (rows.length < new Set(roleIds).size) throw unknown("role_ids");
}

async function setUserClients(tx: Tx, userId: string, clientIds: readonly string[]): Promise<void> {
  await tx.deleteFrom("user_client").where("user_id", "=", userId).execute();
  const { rows } =
    await sql`insert into user_client (user_id, client_id) select ${userId}, id from client where id = any(${clientIds}::uuid[]) returning 1`.execute(
      tx,
    );
  if (rows.length < new Set(clientIds).size) throw unknown("client_ids");
}

/** Somebody must stay who can give rights. Locks the administrators, so that two who remove each other take turns. */
async function requireAdminLeft(tx: Tx): Promise<void> {
  await sql`select id from role where key = 'admin' for update`.execute(tx);
  const { rows } = await sql`
    select 1 from user_role ur join role r on r.id = ur.role_id and r.key = 'admin'
     where not exists (select 1 from user_deactivation d where d.user_id = ur.user_id) limit 1`.execute(tx);
  if (rows.length === 0) throw conflict("user.last_admin");
}

/** Ends a user's access at once, on every node; the records stay. */
export async function deactivateUser(tx: Tx, actor: Actor, userId: string): Promise<{ done: boolean }> {
  await readUser(tx, userId);
  const ended = await tx
    .insertInto("user_deactivation")
    .values({ user_id: userId, deactivated_by: actor.userId })
    .onConflict((oc) => oc.doNothing())
    .returning("user_id")
    .executeTakeFirst();
  if (!ended) return { done: true };
  await requireAdminLeft(tx);
  const sessions = await tx.selectFrom("session").select("id").where("user_id", "=", userId).execute();
  await endSessions(
    tx,
    actor,
    sessions.map((session) => session.id),
  );
  await raisePolicyVersion(tx);
  await record(tx, actor, "user.deactivated", {
    object: "user",
    objectId: userId,
    root: { object: "policy", id: userId },
  });
  return { done: true };
}

export async function reactivateUser(tx: Tx, actor: Actor, userId: string): Promise<{ done: boolean }> {
  await readUser(tx, userId);
  const removed = await tx
    .deleteFrom("user_deactivation")
    .where("user_id", "=", userId)
    .returning("user_id")
    .executeTakeFirst();
  if (removed)
    await record(tx, actor, "user.reactivated", {
      object: "user",
      objectId: userId,
      root: { object: "policy", id: userId },
    });
  return { done: true };
}

export async function resendInvitation(
  tx: Tx,
  actor: Actor,
  userId: string,
  { house, origin }: Inviting,
): Promise<{ invitation_link: string | null }> {
  await readUser(tx, userId);
  return {
    invitation_link: await sendAccessLink(tx, house, {
      userId,
      purpose: "invitation",
      createdBy: actor.userId,
      origin,
    }),
  };
}

/** Names for pickers: what everybody in the house may know. */
export async function listColleagues(
  db: Db,
  actor: Actor,
): Promise<ResponseOf<typeof contracts.listColleaguesContract>> {
  const users = await sql<{ id: string; name: string; team_id: string | null; is_active: boolean }>`
    select u.id, u.name, u.team_id, d.user_id is null as is_active from app_user u left join user_deactivation d on d.user_id = u.id
     order by u.name limit 10000`.execute(db);
  const teams = await db.selectFrom("team").select(["id", "name", "parent_id"]).orderBy("name").execute();
  const mine = actor.clientAccess === "all" ? sql`true` : sql`id = any(${actor.clientIds}::uuid[])`;
  const clients = await sql<{
    id: string;
    name: string;
  }>`select id, name from client where ${mine} order by name`.execute(db);
  return { users: users.rows, teams, clients: clients.rows };
}
