import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { mailOrigin } from "../access_link.ts";
import { actorOfUser } from "../actor.ts";
import { mailUser } from "../mail.ts";
import { organisationTimeZone } from "../organisation.ts";
import { orderPushes } from "../push/deliver.ts";
import { usualDigestHour, waysOf } from "./centre.ts";
import { describeAll, noticeKind } from "./kinds.ts";
import { noticeMail, type ToldNotice } from "./mail_text.ts";

interface Waiting {
  id: string;
  kind: string;
  object: string;
  object_id: string;
  by: string | null;
}

const keptDays = 90;

/**
 * Mails what a person wants at once and leaves the rest to their digest. It is marked before the mail leaves: missed
 * rather than sent twice. What the person has read meanwhile, or may not see now, is not sent.
 */
export async function sendNotices(house: House, { user_id }: { user_id: string }): Promise<void> {
  const ways = await waysOf(house.db, user_id);
  const waiting = await house.transaction(async (tx) => {
    const { rows } = await sql<Waiting>`
      update notice n set sent_at = now() where user_id = ${user_id} and sent_at is null
      returning id, kind, object, object_id, (select name from app_user where id = n.by_user) as by`.execute(tx);
    await sql`delete from notice where user_id = ${user_id} and created_at < now() - make_interval(days => ${keptDays})`.execute(
      tx,
    );
    const forLater = rows.filter(({ kind }) => ways.get(kind)?.mail === "digest");
    if (forLater.length > 0) {
      await sql`update notice set digest_at = now() where id = any(${forLater.map(({ id }) => id)}::uuid[])`.execute(
        tx,
      );
      await addJob(
        tx,
        "send_notice_digest",
        { user_id },
        { key: `send_notice_digest:${user_id}`, runAt: await nextDigest(tx, user_id), whenWaiting: "keep" },
      );
    }
    await orderPushes(
      tx,
      user_id,
      rows.filter(({ kind }) => ways.get(kind)?.push).map(({ id }) => id),
    );
    return rows;
  });
  const actor = await actorOfUser(house, user_id, "notice");
  if (!actor || waiting.length === 0) return;
  const told = await toTell(house.db, actor, waiting);
  for (const notice of told.filter(({ kind }) => ways.get(kind)?.mail === "at_once"))
    await mail(house, actor, [notice]);
}

/** One mail a day with what is still unread. */
export async function sendNoticeDigest(house: House, { user_id }: { user_id: string }): Promise<void> {
  const { rows } = await sql<Waiting & { is_read: boolean }>`
    with due as (
      update notice set digest_at = null where user_id = ${user_id} and digest_at is not null returning id)
    select n.id, n.kind, n.object, n.object_id, n.read_at is not null as is_read,
        (select name from app_user where id = n.by_user) as by
      from notice n join due on due.id = n.id order by n.created_at desc limit 50`.execute(house.db);
  const actor = await actorOfUser(house, user_id, "notice");
  if (!actor) return;
  const told = await toTell(
    house.db,
    actor,
    rows.filter((row) => !row.is_read),
  );
  if (told.length > 0) await mail(house, actor, told);
}

async function toTell(db: Db, actor: Actor, waiting: readonly Waiting[]): Promise<ToldNotice[]> {
  const described = await describeAll(db, actor, waiting);
  return waiting.flatMap(({ id, kind, by }) => {
    const found = described.get(id);
    return found ? [{ kind, text: noticeKind(kind).words[actor.locale](by ?? ""), ...found }] : [];
  });
}

async function mail(house: House, actor: Actor, told: readonly ToldNotice[]): Promise<void> {
  const origin = house.publicUrl ?? (await mailOrigin(house.db)) ?? "";
  try {
    await mailUser(house, actor.userId, noticeMail(actor.locale, told, origin));
  } catch (error) {
    house.log.warn({ error: (error as Error).name }, "a notice could not be mailed");
  }
}

/** The person's next hour, in the organisation's time zone. */
async function nextDigest(db: Db, userId: string): Promise<Date> {
  const timeZone = await organisationTimeZone(db);
  const { rows } = await sql<{ at: string }>`
    select min(at) as at from (
      select ((now() at time zone ${timeZone})::date + day
        + make_interval(hours => coalesce((select hour from notice_digest where user_id = ${userId}), ${usualDigestHour}))) at time zone ${timeZone} as at
        from generate_series(0, 1) as day) times where at > now()`.execute(db);
  return new Date(rows[0]!.at);
}
