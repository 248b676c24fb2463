import { createHash } from "node:crypto";
import { APIError } from "better-auth/api";
import { sql } from "kysely";
import type { BodyOf } from "../../platform/contract/contract.ts";
import type { Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import type { Call } from "../../platform/http/route.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { raisePolicyVersion } from "./actor.ts";
import { identityOf } from "./identity.ts";
import type { signInContract, verifySecondFactorContract } from "./session.contract.ts";

const triesAllowed = 5;
const lockMinutes = 15;
const triesPerAddress = 50;

type SignInCall = Call<unknown, unknown, BodyOf<typeof signInContract>>;
type VerifyCall = Call<unknown, unknown, BodyOf<typeof verifySecondFactorContract>>;

/** Signs in with a password. Five wrong tries lock the mail address for 15 minutes, 50 the network address. */
export async function signIn(call: SignInCall): Promise<{ state: "signed_in" | "second_factor" }> {
  const { house, body } = call;
  const email = body.email.trim().toLowerCase();
  const subjects = [hashed(house, `mail ${email}`), hashed(house, `ip ${call.ip}`)];
  await requireUnlocked(house, subjects);
  if (await isDeactivated(house, email)) throw await wrong(house, subjects, "session.wrong_password", call);
  const { response, headers } = await identityOf(house, call.origin)
    .api.signInEmail({
      body: { email, password: body.password, rememberMe: body.remember },
      headers: forwarded(call),
      returnHeaders: true,
    })
    .catch(async () => {
      throw await wrong(house, subjects, "session.wrong_password", call);
    });
  call.cookies.push(...headers.getSetCookie());
  if ("twoFactorRedirect" in response && response.twoFactorRedirect) return { state: "second_factor" };
  await signedIn(house, email, subjects, call.requestId);
  return { state: "signed_in" };
}

/** The second step: a code from the authenticator or one of the recovery codes, good once. */
export async function verifySecondFactor(call: VerifyCall): Promise<{ state: "signed_in" }> {
  const { house, body } = call;
  const subjects = [hashed(house, `code ${call.headers.cookie ?? ""}`), hashed(house, `ip ${call.ip}`)];
  await requireUnlocked(house, subjects);
  const { api } = identityOf(house, call.origin);
  const code = body.code.replaceAll(/\s/g, "");
  const verify = () =>
    body.kind === "totp"
      ? api.verifyTOTP({ body: { code }, headers: forwarded(call), returnHeaders: true })
      : api.verifyBackupCode({ body: { code }, headers: forwarded(call), returnHeaders: true });
  const { response, headers } = await verify().catch(async (error: unknown) => {
    if (error instanceof APIError && error.body?.code === "INVALID_TWO_FACTOR_COOKIE")
      throw new Problem(401, "session.expired");
    throw await wrong(house, subjects, "session.wrong_code", call);
  });
  call.cookies.push(...headers.getSetCookie());
  const email = (response as { user?: { email?: string } }).user?.email ?? "";
  await signedIn(house, email, subjects, call.requestId);
  return { state: "signed_in" };
}

export function forwarded(call: Pick<Call, "headers" | "ip" | "origin">): Headers {
  const headers = new Headers({ origin: call.origin, "x-zhiyin-ip": call.ip });
  if (call.headers.cookie) headers.set("cookie", call.headers.cookie);
  if (call.headers["user-agent"]) headers.set("user-agent", call.headers["user-agent"].slice(0, 300));
  return headers;
}

/** Addresses are kept as hashes only. */
const hashed = (house: House, subject: string): string =>
  createHash("sha256").update(house.secret("sign in")).update(subject).digest("base64url").slice(0, 32);

async function requireUnlocked(house: House, [bySubject = "", byAddress = ""]: string[]): Promise<void> {
  const { rows } = await sql<{ subject: string; count: number; first: string }>`
    select subject, count(*)::int as count, min(failed_at) as first from sign_in_failure
     where subject in (${bySubject}, ${byAddress}) and failed_at > now() - make_interval(mins => ${lockMinutes})
     group by subject`.execute(house.db);
  const locked = rows.find((row) => row.count >= (row.subject === bySubject ? triesAllowed : triesPerAddress));
  if (!locked) return;
  const until = new Date(Date.parse(locked.first) + lockMinutes * 60_000).toISOString();
  throw new Problem(429, "session.locked", { detail: { locked_until: until } });
}

/** Counts the failure outside any transaction, so that it stays although the call fails. */
async function wrong(house: House, subjects: string[], id: string, call: { requestId: string }): Promise<Problem> {
  for (const subject of subjects)
    await sql`insert into sign_in_failure (subject) values (${subject})`.execute(house.db);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from sign_in_failure
     where subject = ${subjects[0]!} and failed_at > now() - make_interval(mins => ${lockMinutes})`.execute(house.db);
  await house.transaction((tx) =>
    record(tx, { userId: null, requestId: call.requestId }, "session.failed", { object: "session", objectId: null }),
  );
  const left = Math.max(0, triesAllowed - rows[0]!.count);
  return new Problem(401, id, { detail: { tries_left: left, lock_minutes: lockMinutes } });
}

async function signedIn(house: House, email: string, subjects: string[], requestId: string): Promise<void> {
  await sql`delete from sign_in_failure where subject = ${subjects[0]!} or failed_at < now() - interval '1 day'`.execute(
    house.db,
  );
  await house.transaction(async (tx) => {
    const user = await tx.selectFrom("app_user").select("id").where("email", "=", email).executeTakeFirst();
    await record(tx, { userId: user?.id ?? null, requestId }, "session.started", { object: "session", objectId: null });
  });
}

async function isDeactivated(house: House, email: string): Promise<boolean> {
  const found = await house.db
    .selectFrom("user_deactivation")
    .innerJoin("app_user", "app_user.id", "user_deactivation.user_id")
    .select("app_user.id")
    .where(sql`lower(app_user.email)`, "=", email)
    .executeTakeFirst();
  return found !== undefined;
}

/** Signs out: the session is gone on every node. */
export async function signOut(actor: Actor, call: Call): Promise<{ done: boolean }> {
  const { headers } = await identityOf(call.house, call.origin).api.signOut({
    headers: forwarded(call),
    returnHeaders: true,
  });
  call.cookies.push(...headers.getSetCookie());
  await call.house.transaction((tx) => endSessions(tx, actor, [actor.sessionId!]));
  return { done: true };
}

/** Ends these sessions of one person at once; live channels close. */
export async function endSessions(
  tx: Tx,
  actor: Pick<Actor, "userId" | "requestId">,
  sessionIds: readonly string[],
): Promise<void> {
  if (sessionIds.length === 0) return;
  await tx.deleteFrom("session").where("id", "in", sessionIds).execute();
  await raisePolicyVersion(tx);
  await record(tx, actor, "session.ended", {
    object: "session",
    objectId: null,
    root: { object: "session", id: sessionIds[0]! },
  });
}
