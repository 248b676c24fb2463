import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sql } from "kysely";
import { Registry } from "prom-client";
import { newId } from "../../../platform/ids.ts";
import { systemClock } from "../../../platform/telephony/clock.ts";
import { countRefusedSteps } from "../../../platform/telephony/engine/metrics.ts";
import type { Call } from "../control/call.ts";
import type { Effect } from "../control/effect.ts";
import { asHouse, house, li, recorder, zhou } from "./exchange.fixture.ts";
import { holdLease } from "./lease.ts";
import { Ledger } from "./ledger.ts";
import { countAllRefused, type Refused, readRefused, Spool, spoolFile } from "./spool.ts";

const folder = await mkdtemp(join(tmpdir(), "zhiyin-ledger-"));
after(() => rm(folder, { recursive: true }));
const file = spoolFile(folder, house.organisationId);
const place = newId();
const messages: { call: string; file: string }[] = [];
const log = { error: (told: { call: string; file: string }) => void messages.push(told), info: () => {} };

/** The next process at this place. */
async function open(name: number): Promise<Ledger> {
  const lease = (await holdLease(house.db, `${place}/${name}`))!;
  const parts = { db: asHouse.db, transaction: asHouse.transaction, log: log as never };
  const ledger = new Ledger({ house: parts, clock: systemClock, lease, spool: new Spool(file), recorder });
  await ledger.open();
  return ledger;
}

const party = { kind: "outside" as const, number: "+8619900005001", name: null };
/** Eight seconds in which somebody of a call talked, who pressed a key as well. */
function talked(callId: string) {
  const state = { id: callId, legs: [], wrapUps: [], endedAt: 8000 } as unknown as Call;
  const row = { kind: "segment", callId, legId: "a", party, activity: "talking", from: 0, to: 8000 } as const;
  const verb = { name: "sendDtmf", legId: "a", digits: "4111" } as const;
  const effects = [
    { kind: "persist", row },
    { kind: "verb", verb },
  ] as unknown as Effect[];
  return { begun: null, state, effects };
}
const segments = (callId: string) =>
  house.db.selectFrom("call_segment").select("activity").where("call_id", "=", callId).execute();

test("a step that the database refuses for good is kept, told of and counted; the others are written, and nothing is kept twice", async () => {
  const [unknown, known, last] = [newId(), newId(), newId()];
  const call = { id: known, direction: "inbound", started_at: new Date(0).toISOString() };
  await house.db.insertInto("call").values(call).execute();
  const ledger = await open(1);
  await Promise.all([unknown, known, last].map((callId) => ledger.write(talked(callId))));
  ledger.close();
  assert.deepEqual(await segments(known), [{ activity: "talking" }]);

  const { count, file: kept } = readRefused(folder, house.organisationId);
  const lines = (await readFile(kept, "utf8")).trim().split("\n");
  assert.deepEqual([count, lines.length], [2, 2]);
  const { step, error } = JSON.parse(lines[0]!) as Refused;
  assert.deepEqual([step.state.id, step.effects.length], [unknown, 1], "whole, but for keys that were pressed");
  assert.deepEqual(step.effects[0], talked(unknown).effects[0]);
  assert.match(error, /foreign key/);
  assert.deepEqual(
    messages.map((told) => [told.call, told.file]),
    [
      [unknown, kept],
      [last, kept],
    ],
  );

  const metrics = { registry: new Registry() };
  countRefusedSteps(metrics, () => countAllRefused(folder));
  assert.match(await metrics.registry.metrics(), /^zhiyin_voice_refused_steps 2$/m);
  new Spool(file).append([(JSON.parse(lines[1]!) as Refused).step]); // killed before anything after it was written
  (await open(2)).close();
  assert.equal(messages.length, 3, "it was tried again");
  assert.equal(readRefused(folder, house.organisationId).count, 2);
});

test("many steps of several calls at once: rows of each, the last state, what people do and were told last, and one event a call", async () => {
  const calls = [newId(), newId(), newId()];
  for (const id of calls)
    await house.db
      .insertInto("call")
      .values({ id, direction: "inbound", started_at: new Date(0).toISOString() })
      .execute();
  const stateOf = (id: string, made: number, isOver = false) =>
    ({ id, made, legs: [], wrapUps: [], endedAt: isOver ? 9000 : null }) as unknown as Call;
  const [one, two] = [zhou!.userId, li!.userId];
  const steps: { state: Call; effects: unknown[] }[] = calls.flatMap((id, index) => [
    {
      state: stateOf(id, 1),
      effects: [
        { kind: "occupy", userId: one, as: "ringing" },
        { kind: "occupy", userId: two, as: "ringing" },
        { kind: "notify", userId: one, notice: { kind: "ringing", legId: "a" } },
      ],
    },
    { state: stateOf(id, 2), effects: [{ kind: "verb", verb: { name: "bridge", callId: id, legIds: ["a", "b"] } }] },
    {
      state: stateOf(id, 3, index === 2),
      effects: [
        { kind: "occupy", userId: one, as: "in_call" },
        { kind: "occupy", userId: two, as: null },
        { kind: "notify", userId: one, notice: { kind: "connected", legId: "a" } },
        ...talked(id).effects,
      ],
    },
  ]);
  const ledger = await open(3);
  await Promise.all(steps.map((step) => ledger.write({ begun: null, ...step } as never)));
  ledger.close();
  const { rows: states } = await sql<{ made: number }>`
    select (state ->> 'made')::int as made from call_state where call_id = any(${calls}::uuid[]) order by call_id`.execute(
    house.db,
  );
  assert.deepEqual(states, [{ made: 3 }, { made: 3 }], "none of the call that is over");
  const { rows: people } = await sql`
    select user_id, occupation, notice ->> 'kind' as told, count(*)::int as calls from call_person where call_id = any(${calls}::uuid[])
      group by 1, 2, 3 order by 2 nulls last`.execute(house.db);
  assert.deepEqual(people, [
    { user_id: one, occupation: "in_call", told: "connected", calls: 3 },
    { user_id: two, occupation: null, told: null, calls: 3 },
  ]);
  for (const id of calls) {
    assert.deepEqual(await segments(id), [{ activity: "talking" }]);
    const { user_id } = await house.db
      .selectFrom("call")
      .select("user_id")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    assert.equal(user_id, one);
    const events = await house.db
      .selectFrom("domain_event")
      .select(["name", "root_id", "changed"])
      .where("object_id", "=", id)
      .execute();
    assert.deepEqual(events, [{ name: "call.changed", root_id: id, changed: [] }]);
  }
  const { rows: lease } = await sql<{ written: unknown }>`select written from voice_lease`.execute(house.db);
  assert.equal(Number(lease[0]!.written), steps.length);
});
