import { sql } from "kysely";
import type { BodyOf, QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { invalid, notFound } from "../../../platform/problem.ts";
import { describeAll, noticeKinds, type Ways } from "./kinds.ts";
import type * as contracts from "./notification.contract.ts";

type Page = ResponseOf<typeof contracts.listNoticesContract>;
type Preferences = BodyOf<typeof contracts.updateNoticePreferencesContract>;
type Row = Omit<Page["rows"][number], "title" | "path"> & { object: string; object_id: string };

const countedUpTo = 99;

/** Newest first. What the actor may not see now is left out, so a page may be shorter than asked. */
export async function listNotices(
  db: Db,
  actor: Actor,
  { unread, after, limit = 30 }: QueryOf<typeof contracts.listNoticesContract>,
): Promise<Page> {
  const hidden = await hiddenKinds(db, actor.userId);
  const rows = await select(
    db,
    sql`n.user_id = ${actor.userId} and n.kind <> all(${hidden}::text[]) ${unread ? sql`and n.read_at is null` : sql``}
      ${after ? sql`and (n.created_at, n.id) < (select created_at, id from notice where id = ${after} and user_id = ${actor.userId})` : sql``}
      order by n.created_at desc, n.id desc limit ${limit + 1}`,
  );
  const page = rows.slice(0, limit);
  const told = await describeAll(db, actor, page);
  return {
    rows: page.flatMap(({ object: _, object_id: __, ...row }) => {
      const found = told.get(row.id);
      return found ? [{ ...row, ...found }] : [];
    }),
    next: rows.length > limit ? page.at(-1)!.id : null,
    unread: await countUnread(db, actor, hidden),
  };
}

async function countUnread(db: Db, actor: Actor, hidden: string[]): Promise<Page["unread"]> {
  const rows = await select(
    db,
    sql`n.user_id = ${actor.userId} and n.kind <> all(${hidden}::text[]) and n.read_at is null
      order by n.created_at desc, n.id desc limit ${countedUpTo + 1}`,
  );
  const { size } = await describeAll(db, actor, rows);
  return { value: Math.min(size, countedUpTo), capped: size > countedUpTo };
}

async function select(db: Db, rest: ReturnType<typeof sql>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select n.id, n.kind, n.object, n.object_id, n.count, n.created_at, n.read_at,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as by
    from notice n left join app_user u on u.id = n.by_user where ${rest}`.execute(db);
  return rows;
}

async function hiddenKinds(db: Db, userId: string): Promise<string[]> {
  const ways = await waysOf(db, userId);
  return [...ways].filter(([, way]) => !way.page).map(([kind]) => kind);
}

/** @throws notice.not_found */
export async function readNotice(tx: Tx, actor: Actor, noticeId: string): Promise<{ done: boolean }> {
  const { rows } = await sql<{ is_new: boolean }>`
    with mine as (select id, read_at is null as is_new from notice where id = ${noticeId} and user_id = ${actor.userId} for update),
      marked as (update notice n set read_at = now() from mine where n.id = mine.id and mine.is_new)
    select is_new from mine`.execute(tx);
  if (!rows[0]) throw notFound("notice.not_found");
  if (rows[0].is_new) await told(tx, actor, noticeId);
  return { done: true };
}

export async function readAllNotices(tx: Tx, actor: Actor): Promise<{ done: boolean }> {
  const { rows } =
    await sql`update notice set read_at = now() where user_id = ${actor.userId} and read_at is null returning 1`.execute(
      tx,
    );
  if (rows.length > 0) await told(tx, actor, null);
  return { done: true };
}

const told = (tx: Tx, actor: Actor, noticeId: string | null): Promise<void> =>
  record(tx, actor, "notice.read", {
    object: "notice",
    objectId: noticeId,
    root: { object: "notice", id: actor.userId },
  });

/** How each declared kind reaches a person. */
export async function waysOf(db: Db, userId: string): Promise<Map<string, Ways>> {
  const { rows } = await sql<Omit<Ways, "push"> & { kind: string; push: boolean | null }>`
    select kind, page, mail, push from notice_preference where user_id = ${userId}`.execute(db);
  const chosen = new Map(rows.map(({ kind, ...ways }) => [kind, ways]));
  return new Map(
    noticeKinds().map(({ kind, page, mail, push = mail === "at_once" }) => {
      const mine = chosen.get(kind);
      return [kind, mine ? { ...mine, push: mine.push ?? push } : { page, mail, push }];
    }),
  );
}

export const usualDigestHour = 8;

export async function readNoticePreferences(db: Db, userId: string): Promise<Preferences> {
  const ways = await waysOf(db, userId);
  const { rows } = await sql<{ hour: number }>`select hour from notice_digest where user_id = ${userId}`.execute(db);
  return {
    kinds: [...ways].map(([kind, way]) => ({ kind, ...way })),
    digest_hour: rows[0]?.hour ?? usualDigestHour,
  };
}

/** @throws notice.unknown_kind */
export async function updateNoticePreferences(
  tx: Tx,
  actor: Actor,
  { kinds, digest_hour }: Preferences,
): Promise<Preferences> {
  const known = new Set(noticeKinds().map(({ kind }) => kind));
  const strange = kinds.filter(({ kind }) => !known.has(kind));
  if (strange.length > 0)
    throw invalid(
      "notice.unknown_kind",
      strange.map(({ kind }) => ({ field: kind, reason: "unknown" })),
    );
  const last = [...new Map(kinds.map((one) => [one.kind, one])).values()];
  await sql`
    insert into notice_preference as p (user_id, kind, page, mail, push)
    select ${actor.userId}, k.kind, k.page, k.mail, k.push
      from jsonb_to_recordset(${JSON.stringify(last)}::jsonb) as k(kind text, page boolean, mail text, push boolean)
    on conflict (user_id, kind) do update set page = excluded.page, mail = excluded.mail, push = coalesce(excluded.push, p.push)`.execute(
    tx,
  );
  await sql`insert into notice_digest (user_id, hour) values (${actor.userId}, ${digest_hour})
    on conflict (user_id) do update set hour = excluded.hour`.execute(tx);
  await record(tx, actor, "notice_preference.updated", {
    object: "notice_preference",
    objectId: actor.userId,
    root: { object: "notice", id: actor.userId },
  });
  return await readNoticePreferences(tx, actor.userId);
}
