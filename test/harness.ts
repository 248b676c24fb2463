import { createHmac, randomBytes } from "node:crypto";
import { after } from "node:test";
import { ensureDefaultRoles, writeSetting } from "../server/modules/people/index.ts";
import { startNode } from "../server/node.ts";
import type { OutgoingSettings } from "../server/platform/config.ts";
import type { BodyOf, Contract, ParamsOf, QueryOf, ResponseOf } from "../server/platform/contract/contract.ts";
import type { Directory } from "../server/platform/database/directory.ts";
import { createOrganisation } from "../server/platform/database/organisation.ts";
import { createKysely, createPool } from "../server/platform/database/pool.ts";
import type { Database } from "../server/platform/database/types.gen.ts";
import type { Db } from "../server/platform/database/types.ts";
import { newId } from "../server/platform/ids.ts";
import { createLog, type Log } from "../server/platform/log.ts";
import { deriveSecret } from "../server/platform/secret.ts";
import type { Engine } from "../server/platform/telephony/engine/engine.ts";
import { readVoice } from "../server/platform/telephony/engine/settings.ts";
import { type CastKey, cast, clients, people, teams } from "./cast.ts";
import { openTestDirectory } from "./directory.ts";

export type Inputs<C> = {
  params?: ParamsOf<C>;
  query?: QueryOf<C>;
  body?: BodyOf<C>;
  headers?: Record<string, string>;
};
export interface Reply<T> {
  status: number;
  /** The answer; on an error the problem stands in `problem`. */
  body: T;
  problem: {
    id: string;
    fields?: { field: string; reason: string }[];
    detail?: Record<string, unknown>;
    request_id: string;
  };
  headers: Headers;
}
export interface Caller {
  userId: string;
  cookie: string;
  call<C extends Contract<never, never, never, never> | object>(
    contract: C,
    inputs?: Inputs<C>,
  ): Promise<Reply<ResponseOf<C>>>;
}

export interface Harness {
  directory: Directory;
  databaseUrl: string;
  organisationId: string;
  db: Db;
  base: string;
  ids: {
    users: Record<string, string>;
    teams: Record<string, string>;
    clients: Record<string, string>;
    roles: Map<string, string>;
  };
  /** Somebody of the cast, signed in. */
  as(key: CastKey): Promise<Caller>;
  asUser(userId: string): Promise<Caller>;
  anonymous: Caller;
  /** One more node on the same database. */
  anotherNode(): Promise<{ base: string; close(): Promise<void> }>;
  callerAt(base: string, userId: string, cookie: string): Caller;
}

/** A node over a fresh organisation with the cast in it; everything goes when the test file ends. */
export async function startHarness(
  settings: { outgoing?: OutgoingSettings; engine?: Engine; log?: Log } = {},
): Promise<Harness> {
  const directory = await openTestDirectory();
  const organisation = await createOrganisation(directory, { slug: "test", name: "越州包装" });
  const pool = createPool({ url: organisation.databaseUrl, max: 4, name: "zhiyin test" });
  const db = createKysely<Database>(pool);
  const ids = await db.transaction().execute(async (tx) => {
    await writeSetting(tx, "company", "demo");
    return { ...(await addCast(tx)) };
  });
  const start = () =>
    startNode(
      { ...nodeConfig(directory.dataFolder), ...(settings.outgoing ? { outgoing: settings.outgoing } : {}) },
      directory,
      settings.log ?? createLog(process.env.ZHIYIN_TEST_LOG ?? "silent"),
      settings.engine,
    );
  const node = await start();
  const base = `http://127.0.0.1:${node.port}`;
  after(async () => {
    await node.close();
    await pool.end();
    await directory.dispose();
  });
  const sessions = new Map<string, Promise<string>>();
  const asUser = async (userId: string) => {
    const cookie =
      sessions.get(userId) ?? signedCookie(db, { userId, organisationId: organisation.id, master: directory.master });
    sessions.set(userId, cookie);
    return callerAt(base, userId, await cookie);
  };
  return {
    directory,
    databaseUrl: organisation.databaseUrl,
    organisationId: organisation.id,
    db,
    base,
    ids,
    asUser,
    as: (key) => asUser(ids.users[key]!),
    anonymous: callerAt(base, "", ""),
    anotherNode: async () => {
      const other = await start();
      return { base: `http://127.0.0.1:${other.port}`, close: () => other.close() };
    },
    callerAt,
  };
}

export const nodeConfig = (dataFolder: string) => ({
  host: "127.0.0.1",
  port: 0,
  tls: { mode: "off" as const },
  databaseUrl: undefined,
  dataFolder,
  company: "empty" as const,
  role: "all" as const,
  publicUrl: "http://localhost",
  givenPublicUrl: undefined,
  trustedProxies: [],
  logLevel: "silent" as const,
  files: { most: 100e6, quota: undefined, clamd: undefined, s3: undefined },
  outgoing: { allow: [] as string[], ca: undefined as string | undefined },
  voice: readVoice({ ZHIYIN_VOICE: "off" }, (line) => {
    throw new Error(line);
  }),
  dev: false,
});

async function addCast(tx: Parameters<typeof ensureDefaultRoles>[0]): Promise<Harness["ids"]> {
  const roles = await ensureDefaultRoles(tx, "zh-CN");
  const ids: Harness["ids"] = { users: {}, teams: {}, clients: {}, roles };
  for (const team of teams) {
    ids.teams[team.key] = newId();
    await tx
      .insertInto("team")
      .values({ id: ids.teams[team.key]!, name: team.zh, parent_id: team.parent ? ids.teams[team.parent]! : null })
      .execute();
  }
  for (const client of clients) {
    ids.clients[client.key] = newId();
    await tx.insertInto("client").values({ id: ids.clients[client.key]!, name: client.zh }).execute();
  }
  for (const person of people) {
    const id = newId();
    ids.users[person.key] = id;
    const listed = person.role === "service_agent";
    await tx
      .insertInto("app_user")
      .values({
        id,
        name: person.zh,
        email: person.mail,
        email_verified: true,
        team_id: ids.teams[person.team]!,
        client_access: listed ? "listed" : "all",
      })
      .execute();
    await tx
      .insertInto("user_role")
      .values({ user_id: id, role_id: roles.get(person.role)! })
      .execute();
    for (const key of person.clients ?? [])
      await tx.insertInto("user_client").values({ user_id: id, client_id: ids.clients[key]! }).execute();
  }
  return ids;
}

/** A session as the identity library makes it, without the deliberately slow password check. */
export async function signedCookie(
  db: Db,
  { userId, organisationId, master }: { userId: string; organisationId: string; master: Buffer },
): Promise<string> {
  const secret = deriveSecret(master, "identity", organisationId).toString("base64url");
  const token = randomBytes(24).toString("base64url");
  const expires = new Date(Date.now() + 86_400_000).toISOString();
  await db.insertInto("session").values({ id: newId(), user_id: userId, token, expires_at: expires }).execute();
  const signature = createHmac("sha256", secret).update(token).digest("base64");
  return `zhiyin_${organisationId.replaceAll("-", "").slice(-12)}.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
}

export function callerAt(base: string, userId: string, cookie: string): Caller {
  return {
    userId,
    cookie,
    call: async (contract, inputs = {}) => {
      const { method, path } = contract as unknown as Contract;
      const { params, query, body, headers } = inputs as Inputs<Contract>;
      const response = await fetch(base + addressOf(path, params, query), {
        method,
        headers: {
          ...(cookie ? { cookie } : {}),
          ...(method === "GET" ? {} : { "x-zhiyin": "1" }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("json") ?? false;
      const parsed = isJson ? JSON.parse(text) : text;
      return { status: response.status, body: parsed, problem: parsed?.error, headers: response.headers } as never;
    },
  };
}

function addressOf(path: string, params: unknown, query: unknown): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)?.[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>))
    if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return `/api${filled}${text ? `?${text}` : ""}`;
}

/** Does the same several times at once. */
export const race = <T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => work(index)));

/** Names of the events of a record, oldest first. */
export async function eventsOf(db: Db, rootId: string): Promise<string[]> {
  const rows = await db.selectFrom("domain_event").select("name").where("root_id", "=", rootId).orderBy("id").execute();
  return rows.map((row) => row.name);
}

export { cast };
