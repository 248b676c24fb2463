import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, invalid, notFound, Problem } from "../../platform/problem.ts";
import { checkFilter } from "./list.filter.ts";
import type * as contracts from "./view.contract.ts";

export type View = ResponseOf<typeof contracts.createViewContract>;
type Input = Partial<BodyOf<typeof contracts.updateViewContract>["set"]>;

export async function listViews(db: Db, actor: Actor, object: View["object"]): Promise<{ views: View[] }> {
  return { views: await selectViews(db, actor, sql`v.object = ${object}`) };
}

/** Saves a view and makes it the last tab of its owner. */
export async function createView(
  tx: Tx,
  actor: Actor,
  input: BodyOf<typeof contracts.createViewContract>,
): Promise<View> {
  await check(tx, actor, input, input.filter);
  const id = newId();
  await tx
    .insertInto("saved_view")
    .values({
      id,
      object: input.object,
      name: input.name.trim(),
      owner_id: actor.userId,
      filter: JSON.stringify(input.filter),
      parameters: JSON.stringify(input.parameters ?? []),
      sort: input.sort ?? "updated_at",
      direction: input.direction ?? "desc",
      columns: input.columns ?? null,
      group_by: input.group_by ?? null,
      layout: input.layout ?? "list",
      changed_by: input.changed_by ?? "owner",
    })
    .execute();
  await share(tx, id, input);
  await sql`insert into saved_view_pin (user_id, view_id, position)
    select ${actor.userId}, ${id}, coalesce(max(position), 0) + 1 from saved_view_pin where user_id = ${actor.userId}`.execute(
    tx,
  );
  await record(tx, actor, "view.created", { object: "view", objectId: id });
  return await accessView(tx, actor, id);
}

/** Changes a view of one's own, or one that is shared for changing. @throws view.conflict with the view as it is now when somebody changed it meanwhile */
export async function updateView(
  tx: Tx,
  actor: Actor,
  viewId: string,
  { set, seen }: BodyOf<typeof contracts.updateViewContract>,
): Promise<View> {
  const isSharing = set.shared_users ?? set.shared_teams ?? set.changed_by;
  const view = await accessFor(tx, actor, viewId, isSharing === undefined ? "update" : "share");
  if (view.updated_at !== seen) throw conflict("view.conflict", { view });
  await check(tx, actor, { parameters: view.parameters, ...set }, set.filter ?? view.filter);
  const { shared_users: _users, shared_teams: _teams, filter, parameters, ...plain } = set;
  await tx
    .updateTable("saved_view")
    .set({
      ...plain,
      ...(set.name ? { name: set.name.trim() } : {}),
      ...(filter ? { filter: JSON.stringify(filter) } : {}),
      ...(parameters ? { parameters: JSON.stringify(parameters) } : {}),
      updated_at: sql`clock_timestamp()`,
    })
    .where("id", "=", viewId)
    .execute();
  await share(tx, viewId, set);
  await record(tx, actor, "view.updated", { object: "view", objectId: viewId });
  return await accessView(tx, actor, viewId);
}

export async function removeView(tx: Tx, actor: Actor, viewId: string): Promise<View> {
  const view = await accessFor(tx, actor, viewId, "remove");
  await tx.deleteFrom("saved_view").where("id", "=", viewId).execute();
  await record(tx, actor, "view.removed", { object: "view", objectId: viewId });
  return view;
}

/** Sets one's tabs. A view that is not to be seen is left out. */
export async function pinViews(
  tx: Tx,
  actor: Actor,
  { object, view_ids }: BodyOf<typeof contracts.pinViewsContract>,
): Promise<{ views: View[] }> {
  const { views } = await listViews(tx, actor, object);
  const known = new Set(views.map((view) => view.id));
  const pinned = [...new Set(view_ids)].filter((id) => known.has(id));
  await sql`delete from saved_view_pin p using saved_view v
    where v.id = p.view_id and p.user_id = ${actor.userId} and v.object = ${object}`.execute(tx);
  await sql`insert into saved_view_pin (user_id, view_id, position)
    select ${actor.userId}, id, position from unnest(${pinned}::uuid[]) with ordinality as pinned(id, position)`.execute(
    tx,
  );
  return await listViews(tx, actor, object);
}

/** @throws view.not_found */
export async function accessView(db: Db, actor: Actor, viewId: string): Promise<View> {
  const [view] = await selectViews(db, actor, sql`v.id = ${viewId}`);
  if (!view) throw notFound("view.not_found");
  return view;
}

async function accessFor(tx: Tx, actor: Actor, viewId: string, act: keyof View["blocked"]): Promise<View> {
  if ((await accessView(tx, actor, viewId)).blocked[act]) throw new Problem(403, "view.not_owner");
  await sql`select 1 from saved_view where id = ${viewId} for update`.execute(tx);
  return await accessView(tx, actor, viewId);
}

/** My own, and those shared with me or with a team that I am in or below of. */
async function selectViews(db: Db, actor: Actor, which: ReturnType<typeof sql>): Promise<View[]> {
  const { rows } = await sql<View>`
    select v.id, v.object, v.name, v.filter, v.parameters, v.sort, v.direction, v.columns, v.group_by, v.layout, v.changed_by, v.updated_at,
      json_build_object('id', u.id, 'name', u.name) as owner, p.view_id is not null as is_pinned,
      array(select user_id from saved_view_share s where s.view_id = v.id and user_id is not null) as shared_users,
      array(select team_id from saved_view_share s where s.view_id = v.id and team_id is not null) as shared_teams,
      case when v.owner_id = ${actor.userId} then '{}' when v.changed_by = 'shared' then '{"share": "not_owner", "remove": "not_owner"}'
        else '{"update": "not_owner", "share": "not_owner", "remove": "not_owner"}' end::json as blocked
    from saved_view v join app_user u on u.id = v.owner_id
    left join saved_view_pin p on p.view_id = v.id and p.user_id = ${actor.userId}
    where ${which} and (v.owner_id = ${actor.userId} or exists (select 1 from saved_view_share s where s.view_id = v.id
      and (s.user_id = ${actor.userId} or s.team_id = any(${actor.shareTeamIds}::uuid[]))))
    order by p.position nulls last, lower(v.name), v.id`.execute(db);
  return rows;
}

async function check(tx: Tx, actor: Actor, input: Input, filter: View["filter"]): Promise<void> {
  await checkFilter(tx, actor, filter, input.sort);
  const lost = (input.parameters ?? []).filter(({ path }) => valueAt(filter, path) === undefined);
  if (lost.length > 0)
    throw invalid(
      "view.bad_parameter",
      lost.map(({ path }) => ({ field: path, reason: "not_in_filter" })),
    );
  await checkReferences(tx, input);
}

/** What stands at a path such as all.0.value.count, when that is a number or a text. */
function valueAt(filter: unknown, path: string): number | string | undefined {
  let at: unknown = filter;
  for (const step of path.split("."))
    at = typeof at === "object" && at !== null && Object.hasOwn(at, step) ? at[step as keyof typeof at] : undefined;
  return typeof at === "number" || typeof at === "string" ? at : undefined;
}

async function checkReferences(tx: Tx, { shared_users = [], shared_teams = [] }: Input): Promise<void> {
  const { rows } = await sql<{ users: number; teams: number }>`
    select (select count(*)::int from app_user where id = any(${shared_users}::uuid[])) as users,
           (select count(*)::int from team where id = any(${shared_teams}::uuid[])) as teams`.execute(tx);
  if (rows[0]!.users < new Set(shared_users).size || rows[0]!.teams < new Set(shared_teams).size)
    throw invalid("view.unknown_reference", [{ field: "shared_users", reason: "unknown" }]);
}

async function share(tx: Tx, viewId: string, { shared_users, shared_teams }: Input): Promise<void> {
  for (const [column, ids] of [
    ["user_id", shared_users],
    ["team_id", shared_teams],
  ] as const) {
    if (!ids) continue;
    await sql`delete from saved_view_share where view_id = ${viewId} and ${sql.ref(column)} is not null`.execute(tx);
    await sql`insert into saved_view_share (view_id, ${sql.ref(column)})
      select ${viewId}, id from unnest(${[...new Set(ids)]}::uuid[]) as given(id)`.execute(tx);
  }
}
