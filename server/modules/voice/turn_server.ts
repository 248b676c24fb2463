import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../platform/problem.ts";
import { decryptText, encryptText, SecretError } from "../../platform/secret.ts";
import { turnCredential, turnSeconds } from "./turn_credential.ts";
import {
  type createTurnServerContract,
  type listMyIceServersContract,
  mostTurnServers,
  type TurnServerDraft,
} from "./turn_server.contract.ts";

type TurnServer = ResponseOf<typeof createTurnServerContract>;
type IceServers = ResponseOf<typeof listMyIceServersContract>;
type Kept = Pick<TurnServer, "urls" | "kind" | "username"> & { password: string | null };

export const listTurnServers = async (db: Db): Promise<{ turn_servers: TurnServer[] }> => ({
  turn_servers: (await selectTurnServers(db).execute()) as TurnServer[],
});

/** @throws turn_server.not_found */
export async function readTurnServer(db: Db, id: string): Promise<TurnServer> {
  const server = await selectTurnServers(db).where("id", "=", id).executeTakeFirst();
  if (!server) throw notFound("turn_server.not_found");
  return server as TurnServer;
}

/** @throws turn_server.incomplete, turn_server.too_many */
export async function createTurnServer(
  tx: Tx,
  actor: Actor,
  house: House,
  { password = null, username = null, ...draft }: TurnServerDraft,
): Promise<TurnServer> {
  const id = newId();
  const kept = { ...draft, username, password: password === null ? null : sealTurn(house, id, password) };
  requireWhole(kept);
  await sql`select pg_advisory_xact_lock(hashtext('turn_server'))`.execute(tx);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from turn_server`.execute(tx);
  if (rows[0]!.count >= mostTurnServers) throw conflict("turn_server.too_many", { most: mostTurnServers });
  await tx
    .insertInto("turn_server")
    .values({ ...kept, id, created_by: actor.userId! })
    .execute();
  await record(tx, actor, "turn_server.added", { object: "turn_server", objectId: id });
  return await readTurnServer(tx, id);
}

/** What was given as a secret does not become a password, which every browser is told: it is given anew. @throws turn_server.not_found, turn_server.incomplete */
export async function updateTurnServer(
  tx: Tx,
  actor: Actor,
  house: House,
  id: string,
  { password, ...columns }: Partial<TurnServerDraft>,
): Promise<TurnServer> {
  const before = await tx.selectFrom("turn_server").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (!before) throw notFound("turn_server.not_found");
  const kind = columns.kind ?? before.kind;
  const isOther = kind !== before.kind;
  const sealed =
    password === undefined ? (isOther ? null : before.password) : password && sealTurn(house, id, password);
  const after = {
    urls: columns.urls ?? before.urls,
    kind: kind as Kept["kind"],
    username: columns.username === undefined ? (isOther ? null : before.username) : columns.username,
    password: sealed,
    is_on: columns.is_on ?? before.is_on,
  };
  requireWhole(after);
  await tx.updateTable("turn_server").set(after).where("id", "=", id).execute();
  const changes = (["urls", "kind", "username", "is_on"] as const)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
  await record(tx, actor, "turn_server.updated", { object: "turn_server", objectId: id, changes });
  return await readTurnServer(tx, id);
}

export async function removeTurnServer(tx: Tx, actor: Actor, id: string): Promise<{ done: true }> {
  const gone = await tx.deleteFrom("turn_server").where("id", "=", id).returning("urls").executeTakeFirst();
  if (gone)
    await record(tx, actor, "turn_server.removed", {
      object: "turn_server",
      objectId: id,
      changes: [{ field: "urls", before: gone.urls, after: null }],
    });
  return { done: true };
}

/** A server whose secret cannot be decrypted is left out: a browser refuses one that has a TURN address and no password, and the call with it. */
export async function listMyIceServers(
  db: Db,
  house: House,
  userId: string,
  now: number = Date.now(),
): Promise<IceServers> {
  const servers = await db
    .selectFrom("turn_server")
    .select(["id", "urls", "kind", "username", "password"])
    .where("is_on", "=", true)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  const until = now + turnSeconds * 1000;
  const ice_servers = servers.flatMap(({ id, urls, kind, username, password: sealed }): IceServers["ice_servers"] => {
    if (sealed === null) return [{ urls, username: null, credential: null }];
    const password = openTurn(house, id, sealed);
    if (password === null) return [];
    return [
      { urls, ...(kind === "secret" ? turnCredential(password, userId, until) : { username, credential: password }) },
    ];
  });
  const hasEnd = servers.some(({ kind }) => kind === "secret");
  return { ice_servers, good_until: hasEnd ? new Date(until).toISOString() : null };
}

/** @throws turn_server.incomplete, with the field */
function requireWhole({ urls, kind, username, password }: Kept): void {
  const refuse = (field: string, reason: string) => invalid("turn_server.incomplete", [{ field, reason }]);
  const ports = urls.flatMap((url) => /[\w\]]:(\d+)(\?|$)/.exec(url)?.[1] ?? []).map(Number);
  if (ports.some((port) => port < 1 || port > 65_535)) throw refuse("urls", "format");
  const hasTurn = urls.some((url) => url.startsWith("turn"));
  if (hasTurn === (kind === "none")) throw refuse("kind", "does_not_fit");
  if ((kind === "password") !== (username !== null)) throw refuse("username", username ? "does_not_fit" : "required");
  if ((kind === "none") !== (password === null)) throw refuse("password", password ? "does_not_fit" : "required");
}

const sealTurn = (house: House, id: string, password: string): string =>
  encryptText(house.secret("turn_server"), password, id);

function openTurn(house: House, id: string, sealed: string): string | null {
  try {
    return decryptText(house.secret("turn_server"), sealed, id);
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    house.log.error({ turnServer: id }, "its secret cannot be decrypted");
    return null;
  }
}

const selectTurnServers = (db: Db) =>
  db.selectFrom("turn_server").select(["id", "urls", "kind", "username", "is_on"]).orderBy("created_at").orderBy("id");
