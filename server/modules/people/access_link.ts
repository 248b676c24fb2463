import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import type { Call } from "../../platform/http/route.ts";
import { notFound } from "../../platform/problem.ts";
import { hasMailServer, queueMail } from "./mail.ts";
import { refuseCommon, setPassword } from "./password.ts";
import type * as contracts from "./session.contract.ts";
import { endSessions } from "./sign_in.ts";

type Purpose = "invitation" | "reset";
const validFor: Record<Purpose, string> = { invitation: "7 days", reset: "2 hours" };
const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");

export interface LinkOrder {
  userId: string;
  purpose: Purpose;
  createdBy: string | null;
  origin: string;
}

/** Makes a link that is good once; earlier ones of the same purpose end. The token is kept as a hash only. */
export async function createAccessLink(tx: Tx, { userId, purpose, createdBy, origin }: LinkOrder): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  await tx.deleteFrom("access_link").where("user_id", "=", userId).where("purpose", "=", purpose).execute();
  await sql`insert into access_link (token_hash, user_id, purpose, created_by, expires_at)
    values (${hashOf(token)}, ${userId}, ${purpose}, ${createdBy}, now() + ${validFor[purpose]}::interval)`.execute(tx);
  return `${origin}/access/${token}`;
}

/** Sends the link by mail; without a mail server it is given back to be handed over by the one who asked. */
export async function sendAccessLink(tx: Tx, house: House, order: LinkOrder): Promise<string | null> {
  const link = await createAccessLink(tx, order);
  if (!(await hasMailServer(tx))) return link;
  await queueMail(tx, house, { template: order.purpose, toUser: order.userId, link });
  return null;
}

type ResetCall = Call<unknown, unknown, BodyOf<typeof contracts.requestResetContract>>;

/** The answer is the same whether the address is known or not. */
export async function requestReset(call: ResetCall): Promise<{ mail_ready: boolean }> {
  const { house, body } = call;
  const ready = await hasMailServer(house.db);
  const user = await activeUser(house.db, body.email);
  const origin = house.publicUrl ?? (await mailOrigin(house.db));
  if (ready && user && origin) {
    await house.transaction((tx) =>
      sendAccessLink(tx, house, { userId: user.id, purpose: "reset", createdBy: null, origin }),
    );
  }
  return { mail_ready: ready };
}

/** The address at which the mail server was set up: links of mails lead there. */
export async function mailOrigin(db: Db): Promise<string | null> {
  const { rows } = await sql<{
    origin: string;
  }>`select value #>> '{}' as origin from setting where name = 'mail_origin'`.execute(db);
  return rows[0]?.origin ?? null;
}

const activeUser = (db: Db, email: string) =>
  db
    .selectFrom("app_user")
    .leftJoin("user_deactivation", "user_deactivation.user_id", "app_user.id")
    .select("app_user.id")
    .where(sql`lower(app_user.email)`, "=", email.trim().toLowerCase())
    .where("user_deactivation.user_id", "is", null)
    .executeTakeFirst();

type LinkAnswer = ResponseOf<typeof contracts.readAccessLinkContract>;

/** @throws access_link.not_found when unknown, used or too old */
export async function readAccessLink(db: Db, house: House, token: string): Promise<LinkAnswer> {
  const link = await openLink(db, token);
  return {
    purpose: link.purpose as Purpose,
    name: link.name,
    email: link.email,
    organisation_name: house.organisation.name,
  };
}

async function openLink(db: Db, token: string) {
  const link = await db
    .selectFrom("access_link")
    .innerJoin("app_user", "app_user.id", "access_link.user_id")
    .leftJoin("user_deactivation", "user_deactivation.user_id", "app_user.id")
    .select(["access_link.user_id", "access_link.purpose", "app_user.name", "app_user.email"])
    .where("token_hash", "=", hashOf(token))
    .where("used_at", "is", null)
    .where("expires_at", ">", sql<string>`now()`)
    .where("user_deactivation.user_id", "is", null)
    .executeTakeFirst();
  if (!link) throw notFound("access_link.not_found");
  return link;
}

/** Sets the password once; every session of the person ends. */
export async function useAccessLink(
  house: House,
  token: string,
  password: string,
  requestId: string,
): Promise<{ done: boolean }> {
  const link = await openLink(house.db, token);
  refuseCommon(password, link.name);
  await house.transaction(async (tx) => {
    const taken = await tx
      .updateTable("access_link")
      .set({ used_at: sql<string>`now()` })
      .where("token_hash", "=", hashOf(token))
      .where("used_at", "is", null)
      .returning("user_id")
      .executeTakeFirst();
    if (!taken) throw notFound("access_link.not_found");
    await setPassword(tx, link.user_id, password);
    await tx.updateTable("app_user").set({ email_verified: true }).where("id", "=", link.user_id).execute();
    const sessions = await tx.selectFrom("session").select("id").where("user_id", "=", link.user_id).execute();
    const actor = { userId: link.user_id, requestId };
    await endSessions(
      tx,
      actor,
      sessions.map((session) => session.id),
    );
    await record(tx, actor, "user.password_set", { object: "user", objectId: link.user_id });
  });
  return { done: true };
}
