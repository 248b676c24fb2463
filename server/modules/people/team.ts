import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, notFound } from "../../platform/problem.ts";
import { raisePolicyVersion } from "./actor.ts";
import type * as contracts from "./people.contract.ts";

type Team = ResponseOf<typeof contracts.createTeamContract>;

export async function listTeams(db: Db): Promise<{ teams: Team[] }> {
  return { teams: await selectTeams(db, sql`true`) };
}

async function selectTeams(db: Db, which: ReturnType<typeof sql>): Promise<Team[]> {
  const { rows } = await sql<Team>`
    select t.id, t.name, t.parent_id, (select count(*)::int from app_user u where u.team_id = t.id) as user_count
      from team t where ${which} order by t.created_at, t.id`.execute(db);
  return rows;
}

/** @throws team.not_found */
export async function readTeam(db: Db, id: string): Promise<Team> {
  const [team] = await selectTeams(db, sql`t.id = ${id}`);
  if (!team) throw notFound("team.not_found");
  return team;
}

export async function createTeam(
  tx: Tx,
  actor: Actor,
  { name, parent_id }: BodyOf<typeof contracts.createTeamContract>,
): Promise<Team> {
  if (parent_id) await readTeam(tx, parent_id);
  const id = newId();
  const added = await tx
    .insertInto("team")
    .values({ id, name: name.trim(), parent_id })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!added) throw conflict("team.name_taken");
  await told(tx, actor, "team.created", id, [{ field: "name", before: null, after: name.trim() }]);
  return await readTeam(tx, id);
}

/** Renames or moves a team. Moves take turns, so that two of them cannot tie a knot together. */
export async function updateTeam(
  tx: Tx,
  actor: Actor,
  teamId: string,
  input: BodyOf<typeof contracts.updateTeamContract>,
): Promise<Team> {
  await sql`select pg_advisory_xact_lock(hashtext('team tree'))`.execute(tx);
  const before = await readTeam(tx, teamId);
  if (input.parent_id) await requireNoCycle(tx, teamId, input.parent_id);
  const name = input.name?.trim() ?? before.name;
  const parentId = input.parent_id === undefined ? before.parent_id : input.parent_id;
  const { rows } =
    await sql`select 1 from team where parent_id is not distinct from ${parentId}::uuid and lower(name) = lower(${name}) and id <> ${teamId}`.execute(
      tx,
    );
  if (rows.length > 0) throw conflict("team.name_taken");
  await tx.updateTable("team").set({ name, parent_id: parentId }).where("id", "=", teamId).execute();
  await told(tx, actor, "team.updated", teamId, [
    { field: "name", before: before.name, after: name },
    { field: "parent_id", before: before.parent_id, after: parentId },
  ]);
  return await readTeam(tx, teamId);
}

async function requireNoCycle(tx: Tx, teamId: string, parentId: string): Promise<void> {
  await readTeam(tx, parentId);
  const { rows } = await sql`
    with recursive above as (
      select id, parent_id from team where id = ${parentId} union select t.id, t.parent_id from team t join above a on a.parent_id = t.id
    ) select 1 from above where id = ${teamId}`.execute(tx);
  if (rows.length > 0) throw conflict("team.cycle");
}

/** @throws team.in_use while users, teams below or records belong to it */
export async function removeTeam(tx: Tx, actor: Actor, teamId: string): Promise<{ done: boolean }> {
  const before = await readTeam(tx, teamId);
  try {
    await tx.deleteFrom("team").where("id", "=", teamId).execute();
  } catch (error) {
    if ((error as { code?: string }).code === "23503") throw conflict("team.in_use");
    throw error;
  }
  await told(tx, actor, "team.removed", teamId, [{ field: "name", before: before.name, after: null }]);
  return { done: true };
}

async function told(
  tx: Tx,
  actor: Actor,
  name: string,
  teamId: string,
  all: { field: string; before: unknown; after: unknown }[],
): Promise<void> {
  const changes = all.filter((change) => change.before !== change.after);
  await raisePolicyVersion(tx);
  await record(tx, actor, name, { object: "team", objectId: teamId, root: { object: "policy", id: teamId }, changes });
}
