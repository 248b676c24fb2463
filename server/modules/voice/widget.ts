import { type RawBuilder, sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { invalid, notFound } from "../../platform/problem.ts";
import { works } from "./extension.ts";
import type { createWebWidgetContract, WidgetChange, WidgetDraft } from "./widget.contract.ts";

export type WebWidget = ResponseOf<typeof createWebWidgetContract>;

export const listWebWidgets = async (db: Db): Promise<{ widgets: WebWidget[] }> => ({
  widgets: await selectWidgets(db, sql`w.retired_at is null`),
});

/** @throws web_widget.not_found */
export async function readWebWidget(db: Db, id: string): Promise<WebWidget> {
  const [widget] = await selectWidgets(db, sql`w.id = ${id} and w.retired_at is null`);
  if (!widget) throw notFound("web_widget.not_found");
  return widget;
}

/** @throws web_widget.bad_origin, web_widget.calls_one, web_widget.never_open, web_widget.unknown_reference */
export async function createWebWidget(tx: Tx, actor: Actor, draft: WidgetDraft): Promise<WebWidget> {
  const origins = readOrigins(draft.origins);
  requireOne(draft);
  await requireWorking(tx, draft.user_id);
  const id = newId();
  await tx
    .insertInto("web_widget")
    .values({ ...draft, origins, id, created_by: actor.userId })
    .execute()
    .catch(refuse);
  await record(tx, actor, "web_widget.created", { object: "web_widget", objectId: id });
  return await readWebWidget(tx, id);
}

/** @throws web_widget.not_found, web_widget.bad_origin, web_widget.calls_one, web_widget.never_open, web_widget.unknown_reference */
export async function updateWebWidget(tx: Tx, actor: Actor, id: string, change: WidgetChange): Promise<WebWidget> {
  const before = await tx
    .selectFrom("web_widget")
    .selectAll()
    .where("id", "=", id)
    .where("retired_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (!before) throw notFound("web_widget.not_found");
  // who names one of the two means it instead of the other
  const calls = change.user_id ? { team_id: null } : change.team_id ? { user_id: null } : {};
  const after = { ...calls, ...change, ...(change.origins ? { origins: readOrigins(change.origins) } : {}) };
  requireOne({ ...before, ...after });
  await requireWorking(tx, after.user_id);
  if (Object.keys(after).length > 0)
    await tx.updateTable("web_widget").set(after).where("id", "=", id).execute().catch(refuse);
  const changes = Object.entries(after).map(([field, value]) => ({
    field,
    before: before[field as keyof typeof before],
    after: value,
  }));
  await record(tx, actor, "web_widget.updated", { object: "web_widget", objectId: id, changes });
  return await readWebWidget(tx, id);
}

/** What was asked by it before is still owed. @throws web_widget.not_found */
export async function retireWebWidget(tx: Tx, actor: Actor, id: string): Promise<{ done: true }> {
  const { rows } = await sql<{ was_open: boolean }>`
    update web_widget w set retired_at = coalesce(w.retired_at, now()) from (select id, retired_at from web_widget where id = ${id} for update) o
     where w.id = o.id returning o.retired_at is null as was_open`.execute(tx);
  if (!rows[0]) throw notFound("web_widget.not_found");
  if (rows[0].was_open) await record(tx, actor, "web_widget.retired", { object: "web_widget", objectId: id });
  return { done: true };
}

/** As browsers send them: no path, no default port, small letters, a name in any script as it is resolved. */
function readOrigins(typed: readonly string[]): string[] {
  const read = typed.map((one, index) => {
    const url = URL.parse(one.trim());
    if (!url || url.hostname.includes("*")) throw badOrigin(index);
    return url.origin;
  });
  return [...new Set(read)];
}

const badOrigin = (index: number) =>
  invalid("web_widget.bad_origin", [{ field: `origins.${index}`, reason: "no_origin" }]);

function requireOne(one: { user_id?: string | null | undefined; team_id?: string | null | undefined }): void {
  if (Number(Boolean(one.user_id)) + Number(Boolean(one.team_id)) !== 1)
    throw invalid("web_widget.calls_one", [{ field: "user_id", reason: "one" }]);
}

async function requireWorking(tx: Tx, userId: string | null | undefined): Promise<void> {
  if (!userId) return;
  const { rows } = await sql`select 1 from app_user u where u.id = ${userId} and ${works("u")}`.execute(tx);
  if (rows.length === 0) throw unknownReference("user_id");
}

const unknownReference = (field: string) => invalid("web_widget.unknown_reference", [{ field, reason: "unknown" }]);

function refuse(error: unknown): never {
  const { constraint = "" } = error as { constraint?: string };
  const field = /^web_widget_(\w+)_fkey$/.exec(constraint)?.[1];
  if (field) throw unknownReference(field);
  if (constraint === "web_widget_hours")
    throw invalid("web_widget.never_open", [{ field: "closes_at", reason: "too_early" }]);
  throw error;
}

async function selectWidgets(db: Db, which: RawBuilder<unknown>): Promise<WebWidget[]> {
  const { rows } = await sql<WebWidget>`
    select w.id, w.name, w.origins, w.client_id, w.user_id, w.team_id, w.title, w.consent, w.days, w.opens_at, w.closes_at, w.is_on,
      ${named("k", "client")}, ${named("u", "user")}, ${named("g", "team")}, a.asked_count, a.held_count
      from web_widget w left join client k on k.id = w.client_id left join app_user u on u.id = w.user_id left join team g on g.id = w.team_id
      cross join lateral (select count(*)::int as asked_count, count(*) filter (where b.is_held)::int as held_count
        from web_callback b where b.widget_id = w.id and b.asked_at > now() - interval '30 days') a
     where ${which} order by lower(w.name), w.id`.execute(db);
  return rows;
}

const named = (alias: string, as: string): RawBuilder<unknown> =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then json_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end as ${sql.ref(as)}`;
