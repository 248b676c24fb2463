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
import { cookiePrefix, identityOf, identityOrigin } from "./identity.ts";
import type { signInContract, verifySecondFactorContract } from "./session.contract.ts";
import { type Counted, countedTry } from "./tries.ts";

type SignInCall = Call<unknown, unknown, BodyOf<typeof signInContract>>;
type VerifyCall = Call<unknown, unknown, BodyOf<typeof verifySecondFactorContract>>;

/** Signs in with a password. Five wrong tries lock the mail address for 15 minutes, 50 the network address. */
export async function signIn(call: SignInCall): Promise<{ state: "signed_in" | "second_factor" }> {
  const { house, body } = call;
  const email = body.email.trim().toLowerCase();
  const { response, headers } = await countedTry(tryOf(call, `mail ${email}`, "session.wrong_password"), async () => {
    const answer = await identityOf(call).api.signInEmail({
      body: { email, password: body.password, rememberMe: body.remember },
      headers: forwarded(call),
      returnHeaders: true,
    });
    if (await refuseDeactivated(house, email)) throw new Error("deactivated");
    return answer;
  });
  call.cookies.push(...headers.getSetCookie());
  if ("twoFactorRedirect" in response && response.twoFactorRedirect) return { state: "second_factor" };
  await signedIn(house, email, call.requestId);
  return { state: "signed_in" };
}

export const tryOf = (call: Pick<Call, "house" | "ip" | "requestId">, subject: string, problem: string): Counted => ({
  house: call.house,
  subject,
  ip: call.ip,
  requestId: call.requestId,
  problem,
});

/** The second step: a code from the authenticator or one of the recovery codes, good once. */
export async function verifySecondFactor(call: VerifyCall): Promise<{ state: "signed_in" }> {
  const { house, body } = call;
  const { api } = identityOf(call);
  const code = body.code.replaceAll(/\s/g, "");
  const input = { body: { code }, headers: forwarded(call), returnHeaders: true as const };
  const { response, headers } = await countedTry(
    tryOf(call, `code ${halfSession(call)}`, "session.wrong_code"),
    async () => {
      try {
        return await (body.kind === "totp" ? api.verifyTOTP(input) : api.verifyBackupCode(input));
      } catch (error) {
        const isOver = error instanceof APIError && error.body?.code === "INVALID_TWO_FACTOR_COOKIE";
        throw isOver ? new Problem(401, "session.expired") : error;
      }
    },
  );
  call.cookies.push(...headers.getSetCookie());
  const email = (response as { user?: { email?: string } }).user?.email ?? "";
  await signedIn(house, email, call.requestId);
  return { state: "signed_in" };
}

/** The cookie that stands for the password having been right; other cookies beside it change nothing. */
function halfSession({ house, headers }: VerifyCall): string {
  const name = `${cookiePrefix(house.organisation.id)}.two_factor=`;
  const part = headers.cookie?.split(/;\s*/).find((one) => one.startsWith(name) || one.startsWith(`__Secure-${name}`));
  if (!part) throw new Problem(401, "session.expired");
  return part.slice(part.indexOf("=") + 1);
}

export function forwarded(call: Pick<Call, "headers" | "ip" | "isSecure">): Headers {
  const headers = new Headers({ origin: identityOrigin(call.isSecure), "x-zhiyin-ip": call.ip });
  if (call.headers.cookie) headers.set("cookie", call.headers.cookie);
  if (call.headers["user-agent"]) headers.set("user-agent", call.headers["user-agent"].slice(0, 300));
  return headers;
}

async function signedIn(house: House, email: string, requestId: string): Promise<void> {
  await house.transaction(async (tx) => {
    const user = await tx.selectFrom("app_user").select("id").where("email", "=", email).executeTakeFirst();
    await record(tx, { userId: user?.id ?? null, requestId }, "session.started", { object: "session", objectId: null });
  });
}

/** Asked after the password, so that a deactivated account answers no faster than others; its new session goes. */
async function refuseDeactivated(house: House, email: string): Promise<boolean> {
  const found = await house.db
    .selectFrom("user_deactivation")
    .innerJoin("app_user", "app_user.id", "user_deactivation.user_id")
    .select("app_user.id")
    .where(sql`lower(app_user.email)`, "=", email)
    .executeTakeFirst();
  if (found) await house.db.deleteFrom("session").where("user_id", "=", found.id).execute();
  return found !== undefined;
}

/** Signs out: the session is gone on every node. */
export async function signOut(actor: Actor, call: Call): Promise<{ done: boolean }> {
  const { headers } = await identityOf(call).api.signOut({
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
