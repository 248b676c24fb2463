import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { type CutWire, openWire } from "#test/cut_wire.ts";
import { createKysely, createPool } from "../../../platform/database/pool.ts";
import type { Database } from "../../../platform/database/types.gen.ts";
import { newId } from "../../../platform/ids.ts";
import type { Phone } from "../../../platform/telephony/phones.ts";
import {
  asHouse,
  customer,
  desks,
  engine,
  house,
  lastCall,
  openExchange,
  ours,
  spoolFile,
  until,
} from "./exchange.fixture.ts";
import type { Exchange } from "./exchange.ts";

const wire: CutWire = await openWire(house.databaseUrl);
const pool = createPool({ url: wire.url, max: 4, name: "zhiyin test" });
pool.on("error", () => {});
pool.on("connect", (client) => client.on("error", () => {}));
const db = createKysely<Database>(pool);
const byWire = {
  ...asHouse,
  db,
  transaction: (work: never) => db.transaction().execute(work),
} as unknown as typeof asHouse;
after(async () => {
  wire.cut(null);
  await pool.end();
  await wire.close();
});

const place = newId();
let opened = 0;
/** The next process at this engine. */
const next = (parts = asHouse) => openExchange(`${place}/${++opened}`, parts);

/** A caller and Zhou talk. */
async function talk(number: string): Promise<Phone> {
  const caller = await engine.phones.subscriber(number);
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  caller.say(440);
  desks.zhou.say(1000);
  await desks.zhou.answer();
  await until(() => caller.hears().join() === "1000" && desks.zhou.hears().join() === "440", "both hear");
  return caller;
}

/** The last call is over, and each of its milliseconds is written once. */
async function isWhole(): Promise<void> {
  await until(async () => (await lastCall()).ended_at !== null, "the end is written");
  const call = await lastCall();
  const { rows } = await sql<{ ms: number; held: number }>`
    select coalesce(sum(extract(epoch from ended_at - began_at)), 0)::float * 1000 as ms,
        coalesce(sum(extract(epoch from ended_at - began_at)) filter (where activity = 'held'), 0)::float * 1000 as held
      from call_segment where call_id = ${call.id} and user_id is null`.execute(house.db);
  const whole = Date.parse(call.ended_at!) - Date.parse(call.started_at);
  assert.equal(Math.round(rows[0]!.ms), whole);
  assert.ok(rows[0]!.held >= 90, "also the hold of when the database was away");
  const lines =
    await sql`select 1 from interaction i join call c on c.interaction_id = i.id where c.id = ${call.id}`.execute(
      house.db,
    );
  assert.equal(lines.rows.length, 1, "the customer has it once");
}

/** What the phones do while the database is away. */
async function holdAndResume(caller: Phone): Promise<void> {
  const began = performance.now();
  await desks.zhou.hold(true);
  await until(() => caller.hears().join() === "350", "music");
  assert.ok(performance.now() - began < 3000, "nobody waits for a database");
  await sleep(100);
  await desks.zhou.hold(false);
  await until(() => caller.hears().join() === "1000", "together again");
}

const quiet = async (exchange: Exchange) => {
  await sql`update call_person set occupation = null`.execute(house.db);
  await sql`delete from call_state`.execute(house.db);
  await exchange.close();
};

for (const how of ["refused", "silent"] as const)
  test(`a database that is ${how} in a call: they talk, hold and hang up, nobody new comes in, and all is written when it is back`, async () => {
    const number = how === "refused" ? "+8619900003001" : "+8619900003002";
    await customer(`失联 ${how}`, number);
    const exchange = await next(byWire);
    const caller = await talk(number);
    wire.cut(how);
    await holdAndResume(caller);
    await until(() => existsSync(spoolFile), "it lies on the disk");
    const stranger = await engine.phones.subscriber("+8619900003009");
    await stranger.call(ours);
    await until(() => stranger.status === 503, "no new call");
    await caller.hangup();
    await until(() => desks.zhou.state === "idle");
    assert.equal((await lastCall()).ended_at, null);
    wire.cut("refused"); // what hung is told at last
    wire.cut(null);
    await isWhole();
    await until(() => !existsSync(spoolFile), "nothing is left");
    await quiet(exchange);
  });

test("the process dies with it: the next one at this engine writes what was spooled, once, also when it dies over it", async () => {
  await customer("失联重启", "+8619900003003");
  const dead = await next(byWire);
  const caller = await talk("+8619900003003");
  wire.cut("refused");
  await holdAndResume(caller);
  await until(() => existsSync(spoolFile));
  const spooled = readFileSync(spoolFile);
  assert.ok(spooled.toString().trim().split("\n").length >= 2);
  await dead.close(); // which writes nothing: the database is back for others only
  const second = await next();
  assert.ok(!existsSync(spoolFile));
  assert.equal(second.callCount, 1);
  await caller.hangup();
  await until(async () => (await lastCall()).ended_at !== null);
  await quiet(second);
  writeFileSync(spoolFile, Buffer.concat([spooled, Buffer.from('{"half a li')])); // killed between the commit and this
  const third = await next();
  assert.ok(!existsSync(spoolFile));
  await isWhole();
  await quiet(third);
});

test("what another place has had since is not written over, and set aside", async () => {
  wire.cut(null);
  await customer("失联别处", "+8619900003004");
  const dead = await next(byWire);
  const caller = await talk("+8619900003004");
  wire.cut("refused");
  await holdAndResume(caller);
  await until(() => existsSync(spoolFile));
  const spooled = readFileSync(spoolFile);
  await dead.close();
  await sql`update voice_lease set until = now()`.execute(house.db);
  writeFileSync(spoolFile, ""); // another machine has a spool of its own
  const elsewhere = await openExchange(`${newId()}/1`);
  const state = async () => (await sql<{ state: unknown }>`select state from call_state`.execute(house.db)).rows;
  await quiet(elsewhere);
  const before = await state();
  writeFileSync(spoolFile, spooled);
  await sql`update voice_lease set until = now()`.execute(house.db);
  const back = await next();
  assert.ok(!existsSync(spoolFile));
  assert.equal((await state()).length, before.length);
  await caller.hangup();
  await quiet(back);
});
