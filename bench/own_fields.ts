import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import {
  createCustomerContract,
  listCustomersContract,
  updateCustomerContract,
} from "../server/modules/customers/customer.contract.ts";
import { listOwnFieldsContract } from "../server/modules/customers/own/own_field.contract.ts";
import { startNode } from "../server/node.ts";
import { openEmbeddedDirectory } from "../server/platform/database/directory.ts";
import { startEmbedded } from "../server/platform/database/embedded.ts";
import { createOrganisation } from "../server/platform/database/organisation.ts";
import { createKysely, createPool } from "../server/platform/database/pool.ts";
import type { Database } from "../server/platform/database/types.gen.ts";
import type { Db } from "../server/platform/database/types.ts";
import { createLog } from "../server/platform/log.ts";
import { readMasterSecret } from "../server/platform/secret.ts";
import { callerAt, nodeConfig, signedCookie } from "../test/harness.ts";
import { percentile } from "./measure.ts";
import { defineAll, fillSlim, pooled, type SlimWorld } from "./own_fields_world.ts";
import type { Options } from "./world.ts";

/** Nobody may wait longer for a lock, whatever is being made; the rest of a wait is the machine's. */
const limit = 500;
/** A call every so many milliseconds, whether the one before has come back or not. */
const pace = 100;
const quietSeconds = 60;

type Times = Record<"list" | "update" | "create" | "lock", number[]>;

/**
 * Twenty own fields of all kinds are added to a big table while a colleague goes on listing, changing and creating: the
 * longest wait of that colleague beside the same without the work.
 */
export async function ownFields({ customers }: Options): Promise<unknown> {
  const dataFolder = join(process.getuid?.() === 0 ? "/var/lib" : tmpdir(), `zhiyin-bench-own-${customers}`);
  mkdirSync(dataFolder, { recursive: true });
  chmodSync(dataFolder, 0o711);
  const embedded = await startEmbedded({ dataFolder });
  try {
    const directory = await openEmbeddedDirectory({
      url: embedded.url,
      master: readMasterSecret(dataFolder),
      dataFolder,
    });
    const organisation = await createOrganisation(directory, { slug: "bench", name: "Bench", hosts: ["127.0.0.1"] });
    const pool = createPool({ url: organisation.databaseUrl, max: 2, name: "zhiyin bench", statementTimeout: 0 });
    const db = createKysely<Database>(pool);
    const world = await fillSlim(db, customers);
    const node = await startNode(nodeConfig(dataFolder), directory, createLog("warn"));
    const base = `http://127.0.0.1:${node.port}`;
    const callerOf = async (userId: string) =>
      callerAt(
        base,
        userId,
        await signedCookie(db, { userId, organisationId: organisation.id, master: directory.master }),
      );
    const [admin, rep] = [await callerOf(world.adminId), await callerOf(world.repId)];
    await watched(db, rep, world, (stop) => setTimeout(stop, 5000)); // warm
    const quiet = await watched(db, rep, world, (stop) => setTimeout(stop, quietSeconds * 1000));
    const began = performance.now();
    const busy = await watched(db, rep, world, async (stop) => {
      await defineAll(admin);
      for (let making = true; making; ) {
        await new Promise((done) => setTimeout(done, 500));
        const { body } = await admin.call(listOwnFieldsContract, {});
        making = body.fields.some(({ state }) => state === "making");
      }
      stop();
    });
    const seconds = (performance.now() - began) / 1000;
    const { body } = await admin.call(listOwnFieldsContract, {});
    const problems = body.fields.filter(({ problem }) => problem !== null).length;
    process.stdout.write(
      `  ${body.fields.length} own fields on ${customers} customers made in ${seconds.toFixed(0)} s, ${problems} with a problem\n`,
    );
    for (const kind of ["list", "update", "create"] as const) say(kind, quiet[kind], busy[kind]);
    process.stdout.write(
      `  longest wait for a lock ${longest(busy.lock).toFixed(0)} ms while made, ${longest(quiet.lock).toFixed(0)} ms quiet  ${longest(busy.lock) <= limit ? "within" : "OVER"} ${limit} ms\n`,
    );
    await node.close();
    await pool.end();
    await directory.close();
    return { seconds, quiet: summary(quiet), busy: summary(busy) };
  } finally {
    await embedded.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

const longest = (times: readonly number[]): number => times.reduce((most, one) => Math.max(most, one), 0);

function say(kind: string, quiet: readonly number[], busy: readonly number[]): void {
  const part = (times: readonly number[]) =>
    `p95 ${percentile(times, 0.95).toFixed(0)} ms, longest ${longest(times).toFixed(0)} ms of ${times.length}`;
  process.stdout.write(`  ${kind.padEnd(8)} while made: ${part(busy)}  (quiet: ${part(quiet)})\n`);
}

const summary = (times: Times) =>
  Object.fromEntries(
    Object.entries(times).map(([kind, list]) => [kind, { p95: percentile(list, 0.95), longest: longest(list) }]),
  );

/** Every 10 ms: how long those have waited who want to read or write rows, not those who change the table. */
async function lookForWaits(db: Db, waits: number[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const { rows } = await sql<{ waited: number | null }>`
      select max(extract(epoch from clock_timestamp() - waitstart) * 1000)::float as waited from pg_locks
       where not granted and waitstart is not null and locktype in ('relation', 'transactionid', 'tuple')
         and mode in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareLock', 'ExclusiveLock')
         and pid in (select pid from pg_stat_activity where query !~* '^(create|alter|drop)')`.execute(db);
    waits.push(rows[0]!.waited ?? 0);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/**
 * Calls at a steady pace until told to stop; each is timed from when it was due. Beside them the waits for locks that
 * readers and writers take, as the server sees them.
 */
async function watched(
  db: Db,
  rep: ReturnType<typeof callerAt>,
  { ids, remarks }: SlimWorld,
  during: (stop: () => void) => unknown,
): Promise<Times> {
  const times: Times = { list: [], update: [], create: [], lock: [] };
  const calls: Promise<void>[] = [];
  let isOver = false;
  let failure: unknown;
  const work = Promise.resolve(during(() => (isOver = true)));
  const looking = lookForWaits(db, times.lock, () => isOver);
  const began = performance.now();
  for (let turn = 0; !isOver; turn++) {
    const due = began + turn * pace;
    await new Promise((done) => setTimeout(done, Math.max(0, due - performance.now())));
    const kind = (["list", "update", "create", "update"] as const)[turn % 4]!;
    const call = async () => {
      const status = await (kind === "list" ? list() : kind === "create" ? create(turn) : update(turn % pooled));
      if (status !== 200) throw new Error(`${kind} answered ${status}`);
      times[kind].push(performance.now() - due);
    };
    calls.push(
      call().catch((error) => {
        failure ??= error;
      }),
    );
    if (failure) break;
  }
  await Promise.all(calls);
  if (failure) throw failure;
  await Promise.all([work, looking]);
  return times;

  async function list(): Promise<number> {
    return (await rep.call(listCustomersContract, { query: { limit: 50 } })).status;
  }
  async function create(turn: number): Promise<number> {
    return (await rep.call(createCustomerContract, { body: { kind: "company", name: `新来的公司 ${turn}` } })).status;
  }
  async function update(at: number): Promise<number> {
    const [seen, remark] = [remarks[at] ?? null, `改于 ${performance.now()}`];
    remarks[at] = remark;
    const reply = await rep.call(updateCustomerContract, {
      params: { customerId: ids[at]! },
      body: { set: { remark }, seen: { remark: seen } },
    });
    return reply.status;
  }
}
