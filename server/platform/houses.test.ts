import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { openTestDirectory } from "#test/directory.ts";
import { createOrganisation, type Organisation } from "./database/organisation.ts";
import { Houses, type HousesParts } from "./houses.ts";
import { addJob } from "./job/add.ts";
import type { Job } from "./job/worker.ts";
import { createLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";

const directory = await openTestDirectory();
const organisations: Organisation[] = [];
for (let index = 0; index < 12; index++)
  organisations.push(await createOrganisation(directory, { slug: `house${index}`, name: `House ${index}` }));
const open: Houses[] = [];
after(async () => {
  await Promise.all(open.map((houses) => houses.close()));
  await directory.dispose();
});

function start(parts: Pick<HousesParts, "works" | "jobs"> & Partial<HousesParts>): Houses {
  const houses = new Houses({
    directory,
    publicUrl: null,
    log: createLog("silent"),
    metrics: createMetrics(),
    reactions: [],
    live: { reload: async () => null, maySee: async () => false },
    company: async () => "empty",
    ...parts,
  });
  open.push(houses);
  houses.start();
  return houses;
}

const order = async (houses: Houses, organisation: Organisation, name: string, times: number) => {
  const { house, release } = await houses.acquireOrganisation(organisation);
  await house.transaction(async (tx) => {
    for (let index = 0; index < times; index++) await addJob(tx, name, { index });
  });
  release();
};

async function until(holds: () => boolean, patience: number): Promise<void> {
  const end = Date.now() + patience;
  while (!holds() && Date.now() < end) await sleep(20);
}

/** The most connections to the organisations' databases that the server has seen until it is asked. */
function watchConnections(): () => Promise<number> {
  const names = organisations.map(({ databaseUrl }) => new URL(databaseUrl).pathname.slice(1));
  let most = 0;
  let isDone = false;
  const watching = (async () => {
    while (!isDone) {
      const { rows } = await directory.pool.query<{ count: number }>(
        "select count(*)::int as count from pg_stat_activity where datname = any($1) and backend_type = 'client backend'",
        [names],
      );
      most = Math.max(most, rows[0]!.count);
      await sleep(2);
    }
  })();
  return async () => {
    isDone = true;
    await watching;
    return most;
  };
}

test("jobs of twelve organisations all run under a cap of eight connections, live channels open", async () => {
  const ran = new Map<string, number>();
  const busy: Job = {
    name: "busy",
    run: async (house) => {
      const own = await house.reserve({ statementTimeout: 5000 });
      await Promise.all([own.client.query("select pg_sleep(0.02)"), sql`select pg_sleep(0.02)`.execute(house.db)]);
      own.release();
      ran.set(house.organisation.slug, (ran.get(house.organisation.slug) ?? 0) + 1);
    },
  };
  const most = watchConnections();
  const houses = start({ works: true, jobs: [busy], caps: { perOrganisation: 3, total: 8 } });
  await Promise.all(organisations.map((organisation) => houses.hub(organisation)));
  await Promise.all(organisations.map((organisation) => order(houses, organisation, "busy", 5)));
  await until(() => [...ran.values()].reduce((sum, count) => sum + count, 0) >= 60, 30_000);
  assert.deepEqual([...ran].sort(), organisations.map(({ slug }) => [slug, 5]).sort());
  await houses.close();
  const counted = await most();
  assert.ok(counted <= 8 && counted >= 4, `${counted} connections`);
});

test("a job ordered on a web node runs on the worker at once, in an organisation the worker has not open", async () => {
  let ran = 0;
  const quick: Job = { name: "quick", run: async () => void ran++ };
  start({ works: true, jobs: [quick] });
  const web = start({ works: false, jobs: [quick] });
  await sleep(500);
  const began = Date.now();
  await order(web, organisations[3]!, "quick", 1);
  await until(() => ran > 0, 10_000);
  assert.ok(ran === 1 && Date.now() - began < 2000, `${ran} after ${Date.now() - began} ms`);
});

test("a long job is not run twice, however often others ask after it; a waiting one runs when its time has come", async () => {
  const began: string[] = [];
  let ended = 0;
  const long: Job = {
    name: "long",
    run: async () => {
      began.push("long");
      await sleep(2500);
      ended++;
    },
  };
  const later: Job = { name: "later", run: async () => void began.push("later") };
  const patience = { heldFor: 200, pause: 100 };
  const [one] = [
    start({ works: true, jobs: [long, later], patience }),
    start({ works: true, jobs: [long, later], patience }),
  ];
  await order(one!, organisations[5]!, "long", 1);
  await until(() => began.length > 0, 5000);
  const { house, release } = await one!.acquireOrganisation(organisations[5]!);
  await sql`select graphile_worker.add_job('later', '{}'::json, run_at => now() + interval '1 second')`.execute(
    house.db,
  );
  house.ping();
  await until(() => began.length > 1, 5000);
  assert.equal(ended, 0, "the waiting one did not wait for the long one");
  await until(() => ended > 0, 5000);
  release();
  assert.deepEqual(began, ["long", "later"]);
});

test("what somebody asks for does not wait for jobs that nobody waits for, of which one runs at a time", async () => {
  const ran: string[] = [];
  let atNight = 0;
  let most = 0;
  const night: Job = {
    name: "night",
    run: async () => {
      most = Math.max(most, ++atNight);
      await sleep(1500);
      atNight--;
      ran.push("night");
    },
  };
  const asked: Job = { name: "asked", run: async () => void ran.push("asked") };
  const houses = start({ works: true, jobs: [night, asked] });
  const { house, release } = await houses.acquireOrganisation(organisations[6]!);
  const add = (name: string, isBackground: boolean) =>
    house.transaction((tx) => addJob(tx, name, {}, { isBackground }));
  await add("night", true);
  await until(() => atNight > 0, 5000);
  await add("night", true);
  await sleep(200);
  await add("asked", false);
  await until(() => ran.length >= 3, 10_000);
  release();
  assert.deepEqual(ran, ["asked", "night", "night"]);
  assert.equal(most, 1);
});

test("a job that outlasts the close ends no process by a failure that nobody hears", async () => {
  const unheard: unknown[] = [];
  const hear = (error: unknown) => void unheard.push(error);
  process.on("unhandledRejection", hear);
  let [isAt, hasEnded] = [false, false];
  const slow: Job = {
    name: "slow",
    run: async (house) => {
      isAt = true;
      await sleep(600);
      hasEnded = true;
      await sql`select 1`.execute(house.db);
    },
  };
  const houses = start({ works: true, jobs: [slow], patience: { endsWithin: 100 } });
  await order(houses, organisations[7]!, "slow", 1);
  await until(() => isAt, 5000);
  await houses.close();
  assert.ok(!hasEnded);
  await until(() => hasEnded, 5000);
  await sleep(500);
  process.off("unhandledRejection", hear);
  assert.deepEqual(unheard, []);
});

test("jobs of a run that nobody answers for are given back", async () => {
  let ran = 0;
  const lost: Job = { name: "lost", run: async () => void ran++ };
  const web = start({ works: false, jobs: [lost] });
  const { house, release } = await web.acquireOrganisation(organisations[7]!);
  await sql`select graphile_worker.add_job('lost', '{}'::json)`.execute(house.db);
  await sql`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = 'otpool-of-a-dead-node', attempts = 1`.execute(
    house.db,
  );
  start({ works: true, jobs: [lost], patience: { heldFor: 200, pause: 100 } });
  house.ping();
  await until(() => ran > 0, 10_000);
  assert.equal(ran, 1);
  release();
});
