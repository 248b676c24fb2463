import { type RawBuilder, sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { minuteLimit } from "../../../platform/http/security.ts";
import { addJob } from "../../../platform/job/add.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound, Problem } from "../../../platform/problem.ts";
import { type PushOutcome, sendPush } from "../../../platform/push/send.ts";
import { mailOrigin } from "../access_link.ts";
import { actorOfUser } from "../actor.ts";
import { describeAll, noticeKind } from "../notification/kinds.ts";
import { pushKeys, told } from "./subscription.ts";

interface Sending {
  notice_id: string;
  subscription_id: string;
  attempt: number;
}

/** Who reads it at once in the page is not rung for. */
const quietSeconds = 5;
const attempts = 6;
const failuresBorne = 5;
const day = 86_400;

/** Orders one message for each of the person's browsers; each is tried and counted by itself. */
export async function orderPushes(tx: Tx, userId: string, noticeIds: readonly string[]): Promise<void> {
  if (noticeIds.length === 0) return;
  const { rows } = await sql<{ id: string }>`select id from push_subscription where user_id = ${userId}`.execute(tx);
  const at = Date.now() + quietSeconds * 1000;
  for (const notice_id of noticeIds)
    for (const { id } of rows) await orderPush(tx, { notice_id, subscription_id: id, attempt: 1 }, at);
}

const orderPush = (tx: Db, sending: Sending, at: number): Promise<void> =>
  addJob(
    tx,
    "push_notice",
    { ...sending },
    { key: `push_notice:${sending.notice_id}:${sending.subscription_id}`, runAt: new Date(at), maxAttempts: 3 },
  );

/** Sends a notice to one browser, as the person may see it at this moment, unless they have read it meanwhile. */
export async function pushNotice(house: House, sending: Sending): Promise<void> {
  const target = await readTarget(house.db, sending.subscription_id, sql`true`);
  const actor = target && (await actorOfUser(house, target.user_id, "push"));
  if (!target || !actor) return;
  const payload = await payloadOf(house.db, actor, sending.notice_id);
  if (!payload) return;
  const { urgency, ...message } = payload;
  const outcome = await send(house, target, message, urgency);
  await house.transaction((tx) => settle(tx, sending, target, outcome));
}

interface Target {
  id: string;
  user_id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** A browser where the person is still signed in. */
async function readTarget(db: Db, id: string, whose: RawBuilder<unknown>): Promise<Target | undefined> {
  const { rows } = await sql<Target>`
    select p.id, p.user_id, p.endpoint, p.p256dh, p.auth from push_subscription p join session s on s.id = p.session_id
     where p.id = ${id} and s.expires_at > now() and ${whose}`.execute(db);
  return rows[0];
}

async function payloadOf(db: Db, actor: Actor, noticeId: string) {
  const { rows } = await sql<{ id: string; kind: string; object: string; object_id: string; by: string | null }>`
    select n.id, n.kind, n.object, n.object_id, (select name from app_user where id = n.by_user) as by
      from notice n where n.id = ${noticeId} and n.user_id = ${actor.userId} and n.read_at is null`.execute(db);
  const notice = rows[0];
  const described = notice && (await describeAll(db, actor, [notice])).get(notice.id);
  if (!notice || !described) return undefined;
  const { words, mail } = noticeKind(notice.kind);
  return {
    id: notice.id,
    kind: notice.kind,
    title: words[actor.locale](notice.by ?? ""),
    body: described.title.slice(0, 300),
    path: described.path,
    lang: actor.locale,
    urgency: mail === "at_once" ? ("high" as const) : ("normal" as const),
  };
}

async function send(
  house: House,
  { endpoint, p256dh, auth }: Target,
  payload: { id: string },
  urgency: "normal" | "high",
): Promise<PushOutcome> {
  const origin = house.publicUrl ?? (await mailOrigin(house.db));
  return await sendPush(
    house.outgoing,
    { endpoint, p256dh, auth },
    { payload, ttl: day, urgency, topic: payload.id.replaceAll("-", "") },
    { vapid: pushKeys(house), subject: origin?.startsWith("https:") ? origin : undefined, now: Date.now() },
  );
}

async function settle(tx: Tx, sending: Sending, { id, user_id }: Target, outcome: PushOutcome): Promise<void> {
  if (outcome.is === "sent")
    await sql`update push_subscription set last_ok_at = now(), failures = 0 where id = ${id}`.execute(tx);
  else if (outcome.is === "gone") await drop(tx, user_id, sql`id = ${id}`, id);
  else if (outcome.is === "later" && sending.attempt < attempts) {
    const wait = Math.max(outcome.after, 30_000 * 4 ** (sending.attempt - 1));
    await orderPush(tx, { ...sending, attempt: sending.attempt + 1 }, Date.now() + wait);
  } else {
    await sql`update push_subscription set failures = failures + 1 where id = ${id}`.execute(tx);
    await drop(tx, user_id, sql`id = ${id} and failures >= ${failuresBorne}`, id);
  }
}

async function drop(tx: Tx, userId: string, which: RawBuilder<unknown>, id: string): Promise<void> {
  const { rows } = await sql`delete from push_subscription where ${which} returning 1`.execute(tx);
  if (rows.length > 0) await told(tx, { userId, requestId: "push" }, "push_subscription.removed", id);
}

const testsAMinute = minuteLimit(10);

/** A message of its own, sent while the person waits. @throws push_subscription.not_found, push_subscription.too_often */
export async function testPush(house: House, actor: Actor, id: string): Promise<{ outcome: PushOutcome["is"] }> {
  const target = await readTarget(house.db, id, sql`p.user_id = ${actor.userId}`);
  if (!target) throw notFound("push_subscription.not_found");
  try {
    testsAMinute(actor.userId);
  } catch {
    throw new Problem(429, "push_subscription.too_often");
  }
  const words = {
    "zh-CN": { title: "知音会这样通知你", body: "这是一条测试，不用处理。" },
    en: { title: "This is how Zhiyin tells you", body: "A test; nothing to do." },
  }[actor.locale];
  const payload = { id, kind: "test", ...words, path: "/notices", lang: actor.locale };
  const outcome = await send(house, target, payload, "high");
  await house.transaction((tx) => settleTest(tx, target, outcome));
  return { outcome: outcome.is };
}

/** A test that does not arrive is told to who asked for it and counts for nothing else. */
async function settleTest(tx: Tx, { id, user_id }: Target, outcome: PushOutcome): Promise<void> {
  if (outcome.is === "gone") await drop(tx, user_id, sql`id = ${id}`, id);
  if (outcome.is === "sent")
    await sql`update push_subscription set last_ok_at = now(), failures = 0 where id = ${id}`.execute(tx);
}
