import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sql } from "kysely";
import { openWire } from "#test/cut_wire.ts";
import { createKysely, createPool } from "../../../platform/database/pool.ts";
import type { Database } from "../../../platform/database/types.gen.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import { createLog } from "../../../platform/log.ts";
import { systemClock } from "../../../platform/telephony/clock.ts";
import { memoryEngine } from "../../../platform/telephony/memory/memory.ts";
import { domain, house, lastCall, ours, trunk, until } from "./exchange.fixture.ts";
import { leaseMs } from "./lease.ts";
import { Office } from "./office.ts";

/** An office at a place of its own, with an engine of its own and a wire to the database that can be cut. */
async function openPlace(place: string, changed: (office: Office) => Promise<void> = async () => {}) {
  const wire = await openWire(house.databaseUrl);
  const pool = createPool({ url: wire.url, max: 4, name: place });
  pool.on("connect", (client) => client.on("error", () => {}));
  const db = createKysely<Database>(pool);
  const folder = await mkdtemp(join(tmpdir(), "zhiyin-place-"));
  const prompts = { hold: { tone: 350, ms: 10_000 } };
  const engine = memoryEngine({ clock: systemClock, newId, trunkIds: [trunk.id], prompts });
  const organisation = { id: house.organisationId, slug: "test", name: "越州包装" };
  const log = createLog("silent");
  const secret = randomBytes(32); // nobody registers here
  const its = {
    organisation,
    db,
    log,
    secret: () => secret,
    transaction: (work: never) => db.transaction().execute(work),
  };
  const office: Office = new Office({
    adapter: engine.adapter,
    log,
    place,
    spoolFile: (id) => join(folder, `${id}.jsonl`),
    recordingFolder: folder,
    promptFolder: folder,
    organisations: async () => [organisation],
    open: async () => ({ house: its as unknown as House, release: () => {} }),
    changed: () => changed(office),
  });
  const zhou = await engine.phones.device(`801@${domain}`);
  await office.open();
  after(async () => {
    wire.cut(null);
    await office.close();
    await pool.end();
    await wire.close();
    await rm(folder, { recursive: true });
  });
  return { wire, engine, zhou };
}

const holder = async (): Promise<string | null> => {
  const { rows } = await sql<{ place: string }>`
    select split_part(holder, '/', 1) as place from voice_lease where until > now()`.execute(house.db);
  return rows[0]?.place ?? null;
};

test("two places on one organisation: when one is cut off the other has the calls within five seconds, and never both", async () => {
  const north = await openPlace("north");
  assert.equal(await holder(), "north");
  const south = await openPlace("south");
  const call = async (at: typeof north, from: string) => {
    const caller = await at.engine.phones.subscriber(from);
    await caller.call(ours);
    return caller;
  };
  const turnedAway = await call(south, "+8619900004001");
  await until(() => turnedAway.status !== null, "who has no lease takes nobody in");
  const caller = await call(north, "+8619900004002");
  await until(() => north.zhou.state === "ringing");
  await north.zhou.answer();
  caller.say(440);
  north.zhou.say(1000);
  await until(() => caller.hears().join() === "1000" && north.zhou.hears().join() === "440");

  north.wire.cut("silent");
  const began = performance.now();
  while ((await holder()) !== "south") {
    assert.ok(performance.now() - began < 5500, "within five seconds, and what a look takes");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(performance.now() - began > leaseMs - 1500, "not before the lease has ended");
  const late = await call(north, "+8619900004003");
  await until(() => late.status === 503, "who may have lost the lease begins nothing");
  assert.ok(caller.hears().join() === "1000" && north.zhou.hears().join() === "440", "they talk on");
  await until(async () => (await lastCall()).cause === "lost", "where it is not known a call is lost");

  const next = await call(south, "+8619900004004");
  await until(() => south.zhou.state === "ringing");
  const { id } = await lastCall();
  north.wire.cut("refused");
  north.wire.cut(null);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert.equal(await holder(), "south", "who comes back waits");
  assert.ok(caller.hears().join() === "1000" && north.zhou.hears().join() === "440", "and its people talk on");
  await caller.hangup();
  await until(() => north.zhou.state === "idle", "who is left alone is hung up on");
  await next.hangup();
  await until(async () => (await lastCall()).ended_at !== null);
  assert.equal((await lastCall()).id, id);
  const { rows } = await sql<{ cause: string }>`select cause from call order by id`.execute(house.db);
  assert.deepEqual(
    rows.map(({ cause }) => cause),
    ["lost", "abandoned"],
    "nothing was written over",
  );
});

test("who is woken while it opens looks once more after that, and never twice at once: two looks would open two exchanges for the same calls", async () => {
  let looks = 0;
  let most = 0;
  await openPlace("east", async (office) => {
    most = Math.max(most, ++looks);
    office.wake(house.organisationId);
    await new Promise((resolve) => setTimeout(resolve, 700));
    looks--;
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(most, 1);
});
