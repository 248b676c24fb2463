import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { addJob } from "../../platform/job/add.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { organisationTimeZone } from "../people/index.ts";
import type { setDeliveryContract } from "./delivery.contract.ts";
import { accessView } from "./view.ts";

type Answer = ResponseOf<typeof setDeliveryContract>;
type When = Pick<BodyOf<typeof setDeliveryContract>, "rhythm" | "weekday" | "hour">;

/** @throws view.not_found, view.not_owner */
export async function readDelivery(db: Db, actor: Actor, viewId: string): Promise<Answer> {
  await accessOwn(db, actor, viewId);
  const { rows } = await sql<NonNullable<Answer["delivery"]>>`
    select d.rhythm, d.weekday, d.hour, d.is_paused, case when d.is_paused then null else d.next_at end as next_at,
      (select coalesce(json_agg(json_build_object('user', json_build_object('id', u.id, 'name', u.name),
          'last_at', r.last_at, 'last_result', r.last_result) order by u.name, u.id), '[]')
         from view_delivery_recipient r join app_user u on u.id = r.user_id where r.view_id = d.view_id) as recipients
    from view_delivery d where d.view_id = ${viewId}`.execute(db);
  return { delivery: rows[0] ?? null };
}

/** Sets when and to whom; who is taken off and put back begins without a last result. @throws view.not_found, view.not_owner; delivery.* */
export async function setDelivery(
  tx: Tx,
  actor: Actor,
  viewId: string,
  { user_ids, rhythm, weekday, hour, is_paused }: BodyOf<typeof setDeliveryContract>,
): Promise<Answer> {
  await accessOwn(tx, actor, viewId);
  if ((rhythm === "weekly") !== (weekday !== null)) throw new Problem(400, "delivery.bad_weekday");
  await requireShared(tx, actor, viewId, user_ids);
  const nextAt = await nextTime(tx, { rhythm, weekday, hour });
  await sql`
    insert into view_delivery (view_id, rhythm, weekday, hour, is_paused, next_at)
    values (${viewId}, ${rhythm}, ${weekday}, ${hour}, ${is_paused}, ${nextAt})
    on conflict (view_id) do update set rhythm = excluded.rhythm, weekday = excluded.weekday, hour = excluded.hour,
      is_paused = excluded.is_paused, next_at = excluded.next_at, updated_at = now()`.execute(tx);
  await sql`delete from view_delivery_recipient where view_id = ${viewId} and user_id <> all(${user_ids}::uuid[])`.execute(
    tx,
  );
  await sql`insert into view_delivery_recipient (view_id, user_id) select ${viewId}, id from unnest(${user_ids}::uuid[]) as given(id)
    on conflict do nothing`.execute(tx);
  await awaitDelivery(tx, viewId, nextAt);
  await record(tx, actor, "delivery.set", { object: "delivery", objectId: viewId });
  return await readDelivery(tx, actor, viewId);
}

/** @throws view.not_found, view.not_owner */
export async function removeDelivery(tx: Tx, actor: Actor, viewId: string): Promise<Answer> {
  await accessOwn(tx, actor, viewId);
  const { rows } = await sql`delete from view_delivery where view_id = ${viewId} returning view_id`.execute(tx);
  if (rows.length > 0) await record(tx, actor, "delivery.removed", { object: "delivery", objectId: viewId });
  return { delivery: null };
}

/** One waiting job a view; what stands in the table when it runs is what counts. */
export const awaitDelivery = (tx: Tx, viewId: string, at: string): Promise<void> =>
  addJob(tx, "deliver_view", { view_id: viewId }, { key: `deliver_view:${viewId}`, runAt: new Date(at) });

/** The next such hour in the organisation's time zone. */
export async function nextTime(db: Db, { weekday, hour }: When): Promise<string> {
  const timeZone = await organisationTimeZone(db);
  const { rows } = await sql<{ at: string }>`
    select min(at) as at from (
      select (day::date + make_interval(hours => ${hour}::int)) at time zone ${timeZone} as at, extract(isodow from day) as weekday
        from generate_series((now() at time zone ${timeZone})::date, (now() at time zone ${timeZone})::date + 8, interval '1 day') day
    ) times where at > now() and (${weekday}::int is null or weekday = ${weekday}::int)`.execute(db);
  return rows[0]!.at;
}

async function accessOwn(db: Db, actor: Actor, viewId: string): Promise<void> {
  const view = await accessView(db, actor, viewId);
  if (view.blocked.share) throw new Problem(403, "view.not_owner");
}

/** Recipients are the owner and those who have the view, by themselves or by their team or one above it. */
async function requireShared(tx: Tx, actor: Actor, viewId: string, userIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    with recursive above as (
      select u.id as user_id, u.team_id from app_user u where u.id = any(${userIds}::uuid[])
      union select a.user_id, t.parent_id from above a join team t on t.id = a.team_id where t.parent_id is not null
    )
    select distinct u.id from app_user u where u.id = any(${userIds}::uuid[]) and (u.id = ${actor.userId}
      or exists (select 1 from saved_view_share s where s.view_id = ${viewId}
        and (s.user_id = u.id or s.team_id in (select a.team_id from above a where a.user_id = u.id))))`.execute(tx);
  const known = new Set(rows.map(({ id }) => id));
  if (userIds.some((id) => !known.has(id)))
    throw new Problem(400, "delivery.not_shared", { fields: [{ field: "user_ids", reason: "not_shared" }] });
}
