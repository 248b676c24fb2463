import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDefaultRoles, writeSetting } from "../server/modules/people/index.ts";
import { startNode } from "../server/node.ts";
import { type Directory, openEmbeddedDirectory } from "../server/platform/database/directory.ts";
import { startEmbedded } from "../server/platform/database/embedded.ts";
import {
  createOrganisation,
  findOrganisation,
  listOrganisations,
  migrateOrganisations,
} from "../server/platform/database/organisation.ts";
import { createKysely, createPool } from "../server/platform/database/pool.ts";
import type { Database } from "../server/platform/database/types.gen.ts";
import type { Db } from "../server/platform/database/types.ts";
import { newId } from "../server/platform/ids.ts";
import { createLog } from "../server/platform/log.ts";
import { readMasterSecret } from "../server/platform/secret.ts";
import { fill } from "../test/generate/fill.ts";
import { callerAt, nodeConfig, signedCookie } from "../test/harness.ts";

export interface Options {
  names: string[];
  customers: number;
  interactions: number;
  seed: number;
  /** Of calls: share of the full size. */
  scale: number;
  /** Of calls; none: all of them. */
  scenarios: string[];
}

export function readOptions(argv: readonly string[]): Options {
  const options: Options = {
    names: [],
    customers: 1_000_000,
    interactions: 10_000_000,
    seed: 1,
    scale: 1,
    scenarios: [],
  };
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === "--customers" || word === "--interactions" || word === "--seed" || word === "--scale")
      options[word.slice(2) as "customers" | "interactions" | "seed" | "scale"] = Number(argv[++index]);
    else if (word === "--scenarios") options.scenarios = (argv[++index] ?? "").split(",").filter(Boolean);
    else options.names.push(word);
  }
  return options;
}

export interface World {
  dataFolder: string;
  directory: Directory;
  databaseUrl: string;
  organisationId: string;
  db: Db;
  base: string;
  owners: { id: string; teamId: string | null }[];
  now: Date;
  cookieOf(userId: string): Promise<string>;
  callerOf(userId: string): Promise<ReturnType<typeof callerAt>>;
  /** Somebody who may read everything but is no administrator. */
  readerId: string;
  /** A rep who owns about 0.05% of the customers and sees nothing else. */
  repId: string;
  close(): Promise<void>;
}

/** The big company: made once for a size and seed, kept in a folder of its own, served by a node in this process. */
export async function openWorld(options: Options): Promise<World> {
  openWorld.current ??= make(options);
  return await openWorld.current;
}
openWorld.current = undefined as Promise<World> | undefined;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function make({ customers, interactions, seed }: Options): Promise<World> {
  const dataFolder =
    process.env.ZHIYIN_BENCH_DATA ??
    join(process.getuid?.() === 0 ? "/var/lib" : tmpdir(), `zhiyin-bench-${customers}-${interactions}-${seed}`);
  const embedded = await startEmbedded({ dataFolder });
  const directory = await openEmbeddedDirectory({
    url: embedded.url,
    master: readMasterSecret(dataFolder),
    dataFolder,
  });
  const known = (await listOrganisations(directory)).length > 0;
  const organisation = known
    ? await findOrganisation(directory, "bench")
    : await createOrganisation(directory, { slug: "bench", name: "Bench", hosts: ["127.0.0.1"] });
  await migrateOrganisations(directory, { log: say });
  const pool = createPool({ url: organisation.databaseUrl, max: 2, name: "zhiyin bench", statementTimeout: 0 });
  const db = createKysely<Database>(pool);
  const now = new Date("2026-11-01T00:00:00Z");
  if (!(await db.selectFrom("setting").select("name").where("name", "=", "bench").executeTakeFirst())) {
    const began = performance.now();
    await fillWorld(db, organisation.databaseUrl, { customers, interactions, seed, now });
    await db.transaction().execute((tx) => writeSetting(tx, "bench", true));
    say(`filled in ${Math.round((performance.now() - began) / 1000)} s`);
  }
  const owners = (
    await db
      .selectFrom("app_user")
      .select(["id", "team_id"])
      .where("email", "like", "owner%")
      .orderBy("email")
      .execute()
  ).map((row) => ({ id: row.id, teamId: row.team_id }));
  const idOf = async (email: string) =>
    (await db.selectFrom("app_user").select("id").where("email", "=", email).executeTakeFirstOrThrow()).id;
  const node = await startNode(nodeConfig(dataFolder), directory, createLog("warn"));
  const base = `http://127.0.0.1:${node.port}`;
  const cookieOf = (userId: string) =>
    signedCookie(db, { userId, organisationId: organisation.id, master: directory.master });
  return {
    dataFolder,
    directory,
    databaseUrl: organisation.databaseUrl,
    organisationId: organisation.id,
    db,
    base,
    owners,
    now,
    readerId: await idOf("reader@bench.test"),
    repId: await idOf("rep@bench.test"),
    cookieOf,
    callerOf: async (userId) => callerAt(base, userId, await cookieOf(userId)),
    close: async () => {
      await node.close();
      await pool.end();
      await directory.close();
      await embedded.stop();
    },
  };
}

/** 200 users in 20 teams own the customers; one rep owns every two-thousandth; one customer has 20,000 interactions. */
async function fillWorld(
  db: Db,
  databaseUrl: string,
  { customers, interactions, seed, now }: Pick<Options, "customers" | "interactions" | "seed"> & { now: Date },
): Promise<void> {
  const { owners, rep } = await db.transaction().execute(async (tx) => {
    const roles = await ensureDefaultRoles(tx, "zh-CN");
    const teams: string[] = [];
    for (let index = 0; index < 20; index++) {
      teams.push(newId());
      await tx
        .insertInto("team")
        .values({
          id: teams[index]!,
          name: `队 ${index}`,
          parent_id: index === 0 ? null : teams[Math.floor((index - 1) / 4)]!,
        })
        .execute();
    }
    const add = async (email: string, role: string, teamId: string | null) => {
      const id = newId();
      await tx
        .insertInto("app_user")
        .values({ id, name: email.split("@")[0]!, email, team_id: teamId })
        .execute();
      await tx
        .insertInto("user_role")
        .values({ user_id: id, role_id: roles.get(role)! })
        .execute();
      return { id, teamId };
    };
    const made: { id: string; teamId: string | null }[] = [];
    for (let index = 0; index < 198; index++)
      made.push(await add(`owner${String(index).padStart(3, "0")}@bench.test`, "sales_rep", teams[index % 20]!));
    await add("reader@bench.test", "supervisor", teams[0]!);
    return { owners: made, rep: await add("rep@bench.test", "sales_rep", null) };
  });
  const each = interactions / customers;
  await fill({
    databaseUrl,
    seed,
    count: customers,
    now,
    owners,
    clientIds: [],
    interactionsOf: (index) => (index === 0 ? 20_000 : Math.floor(each) + (index % 100 < (each % 1) * 100 ? 1 : 0)),
    ownerOf: (index, owner) => (index % 2000 === 7 ? rep : owner),
    indexAfterwards: true,
    log: say,
  });
}
