import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Registry } from "prom-client";
import { newId } from "../../../platform/ids.ts";
import { systemClock } from "../../../platform/telephony/clock.ts";
import { countRefusedSteps } from "../../../platform/telephony/engine/metrics.ts";
import type { Call } from "../control/call.ts";
import type { Effect } from "../control/effect.ts";
import { asHouse, house, recorder } from "./exchange.fixture.ts";
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
