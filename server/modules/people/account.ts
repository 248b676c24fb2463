import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { Call } from "../../platform/http/route.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { notFound, Problem } from "../../platform/problem.ts";
import { identityOf } from "./identity.ts";
import { refuseCommon } from "./password.ts";
import type * as contracts from "./session.contract.ts";
import { endSessions, forwarded, tryOf } from "./sign_in.ts";
import { countedTry } from "./tries.ts";

type SessionList = ResponseOf<typeof contracts.listSessionsContract>;

export async function listSessions(db: Db, actor: Actor): Promise<SessionList> {
  const sessions = await db
    .selectFrom("session")
    .select(["id", "created_at", "expires_at", "ip_address", "user_agent"])
    .where("user_id", "=", actor.userId)
    .where("expires_at", ">", sql<string>`now()`)
    .orderBy("created_at", "desc")
    .execute();
  return { sessions: sessions.map((session) => ({ ...session, is_current: session.id === actor.sessionId })) };
}

/** @throws session.not_found when it is not one of the actor's own */
export async function endSession(tx: Tx, actor: Actor, sessionId: string): Promise<{ done: boolean }> {
  const own = await tx
    .selectFrom("session")
    .select("id")
    .where("id", "=", sessionId)
    .where("user_id", "=", actor.userId)
    .executeTakeFirst();
  if (!own) throw notFound("session.not_found");
  await endSessions(tx, actor, [sessionId]);
  return { done: true };
}

export async function updateMe(
  tx: Tx,
  actor: Actor,
  changes: BodyOf<typeof contracts.updateMeContract>,
): Promise<{ done: boolean }> {
  if (Object.keys(changes).length === 0) return { done: true };
  const before = await tx
    .selectFrom("app_user")
    .select(["name", "locale", "theme"])
    .where("id", "=", actor.userId)
    .executeTakeFirstOrThrow();
  await tx.updateTable("app_user").set(changes).where("id", "=", actor.userId).execute();
  await record(tx, actor, "user.updated", {
    object: "user",
    objectId: actor.userId,
    changes: Object.entries(changes).map(([field, after]) => ({
      field,
      before: before[field as keyof typeof before],
      after,
    })),
  });
  return { done: true };
}

type PasswordCall = Call<unknown, unknown, BodyOf<typeof contracts.changePasswordContract>>;

/** Changes the password and ends every other session. */
export async function changePassword(actor: Actor, call: PasswordCall): Promise<{ done: boolean }> {
  const { house, body } = call;
  refuseCommon(body.password, actor.name);
  await countedTry(passwordTry(actor, call), () =>
    identityOf(call).api.changePassword({
      body: { currentPassword: body.current, newPassword: body.password, revokeOtherSessions: false },
      headers: forwarded(call),
    }),
  );
  await house.transaction(async (tx) => {
    const others = await tx
      .selectFrom("session")
      .select("id")
      .where("user_id", "=", actor.userId)
      .where("id", "<>", actor.sessionId)
      .execute();
    await endSessions(
      tx,
      actor,
      others.map((session) => session.id),
    );
    await record(tx, actor, "user.password_set", { object: "user", objectId: actor.userId });
  });
  return { done: true };
}

/** A stolen session must not be a place to try passwords at. */
const passwordTry = (actor: Actor, call: Pick<Call, "house" | "ip" | "requestId">) =>
  tryOf(call, `password of ${actor.userId}`, "session.wrong_password");

type BeginCall = Call<unknown, unknown, BodyOf<typeof contracts.beginSecondFactorContract>>;
type Begun = ResponseOf<typeof contracts.beginSecondFactorContract>;

/** Makes a secret and recovery codes; they count from the first code that is confirmed. */
export async function beginSecondFactor(actor: Actor, call: BeginCall): Promise<Begun> {
  const { response, headers } = await countedTry(passwordTry(actor, call), () =>
    identityOf(call).api.enableTwoFactor({
      body: { password: call.body.password },
      headers: forwarded(call),
      returnHeaders: true,
    }),
  );
  call.cookies.push(...headers.getSetCookie());
  if (response.method !== "totp") throw new Error("the identity library offers no TOTP");
  return { totp_uri: response.totpURI, recovery_codes: response.backupCodes };
}

type ConfirmCall = Call<unknown, unknown, BodyOf<typeof contracts.confirmSecondFactorContract>>;

export async function confirmSecondFactor(actor: Actor, call: ConfirmCall): Promise<{ done: boolean }> {
  const code = call.body.code.replaceAll(/\s/g, "");
  const { headers } = await identityOf(call)
    .api.verifyTOTP({ body: { code }, headers: forwarded(call), returnHeaders: true })
    .catch(() => {
      throw new Problem(401, "session.wrong_code");
    });
  call.cookies.push(...headers.getSetCookie());
  await call.house.transaction((tx) =>
    record(tx, actor, "user.second_factor_set", { object: "user", objectId: actor.userId }),
  );
  return { done: true };
}

type RemoveCall = Call<unknown, unknown, BodyOf<typeof contracts.removeSecondFactorContract>>;

export async function removeSecondFactor(actor: Actor, call: RemoveCall): Promise<{ done: boolean }> {
  const { headers } = await countedTry(passwordTry(actor, call), () =>
    identityOf(call).api.disableTwoFactor({
      body: { password: call.body.password },
      headers: forwarded(call),
      returnHeaders: true,
    }),
  );
  call.cookies.push(...headers.getSetCookie());
  await call.house.transaction((tx) =>
    record(tx, actor, "user.second_factor_removed", { object: "user", objectId: actor.userId }),
  );
  return { done: true };
}
