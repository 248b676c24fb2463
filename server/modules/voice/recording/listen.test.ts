import assert from "node:assert/strict";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { toneFrom, tonesIn } from "#test/telephony/alaw.ts";
import { Sealer } from "../../../platform/recording/sealer.ts";
import { toAlaw } from "../../../platform/telephony/media/alaw.ts";
import { wavHead, wavHeadSize } from "../../../platform/telephony/wav.ts";
import { readHistoryContract } from "../../customers/history.contract.ts";
import { asHouse, house, li, recordingFolder, until, zhao, zhou } from "../exchange/exchange.fixture.ts";
import * as contracts from "../recording.contract.ts";
import { openKey } from "./keys.ts";
import { fileName, Recorder } from "./recorder.ts";
import { audioOf, eventsOf, he, rowOf, rule, setRules, sun, talk, tea } from "./recording.fixture.ts";

await setRules(rule);

test("a call is recorded, kept encrypted, and heard whole or in part by who talked in it", async () => {
  const id = await talk();
  const [row] = await rowOf(id);
  assert.deepEqual([row!.state, row!.flaw, row!.ms], ["kept", null, 5000]);
  assert.equal(
    existsSync(join(recordingFolder, fileName(`${id}-${row!.part}`))),
    false,
    "it lies with the other files",
  );
  const { body } = await zhou!.call(contracts.readRecordingContract, { params: { callId: id } });
  assert.deepEqual([body.state, body.ms, body.is_cut, body.may_download], ["kept", 5000, false, false]);
  assert.deepEqual(
    body.people.map((one) => one.id),
    [zhou!.userId],
  );
  const whole = await audioOf(id);
  assert.deepEqual([whole.status, whole.headers.get("content-type")], [200, "audio/wav"]);
  assert.equal(whole.bytes.length, wavHeadSize + 5 * 32_000);
  assert.deepEqual(whole.bytes.subarray(0, wavHeadSize), wavHead(5 * 32_000, { rate: 8000, channels: 2 }));
  const side = (of: number) =>
    Buffer.from(
      Array.from({ length: 40_000 }, (_, i) => toAlaw(whole.bytes.readInt16LE(wavHeadSize + i * 4 + of * 2))),
    );
  assert.deepEqual(
    [0, 1].map((of) => tonesIn(side(of), [440, 1000])),
    [[440], [1000]],
  );
  for (const [first, last] of [
    [0, 10],
    [40, 50],
    [44, 47],
    [70_001, 140_002],
    [150_000, 160_043],
  ] as const) {
    const part = await audioOf(id, `bytes=${first}-${last}`);
    assert.equal(part.status, 206);
    assert.deepEqual(part.bytes, whole.bytes.subarray(first, last + 1), `${first}-${last}`);
  }
  assert.equal((await audioOf(id, "bytes=999999-")).status, 416);
  const { body: peaks } = await zhou!.call(contracts.readPeaksContract, { params: { callId: id } });
  assert.deepEqual([peaks.left.length, peaks.right.length], [100, 100]);
  assert.ok(peaks.left.every((peak) => peak > 30));
  assert.deepEqual(await eventsOf(id), [
    { name: "recording.kept", actor_id: null },
    { name: "recording.listened", actor_id: zhou!.userId },
  ]);
  const { body: history } = await zhou!.call(readHistoryContract, { params: { customerId: tea } });
  const listening = history.entries.filter(({ name }) => name === "recording.listened");
  assert.deepEqual(
    listening.map(({ actor }) => actor?.id),
    [zhou!.userId],
  );
  const { body: list } = await zhou!.call(contracts.listCustomerRecordingsContract, { params: { customerId: tea } });
  assert.deepEqual(
    list.recordings.map(({ recording }) => recording.call_id),
    [id],
  );
});

test("who did not talk in it hears nothing, a head of the team does, and taking it away is another right", async () => {
  const id = await talk();
  const ask = async (who: typeof zhou) =>
    (await who!.call(contracts.readRecordingContract, { params: { callId: id } })).status;
  assert.deepEqual(await Promise.all([zhou, zhao, he, li, sun].map(ask)), [200, 200, 200, 404, 403]);
  for (const path of ["audio", "peaks"])
    assert.deepEqual(
      await Promise.all([li!, sun].map(async (who) => (await audioOf(id, undefined, who, path)).status)),
      [404, 403],
    );
  assert.deepEqual(
    await Promise.all([zhou!, he, zhao!].map(async (who) => (await audioOf(id, undefined, who, "file")).status)),
    [403, 403, 200],
  );
  const listed = async (who: typeof zhou) =>
    await who!.call(contracts.listCustomerRecordingsContract, { params: { customerId: tea } });
  assert.equal((await listed(sun)).status, 403);
  assert.equal((await listed(li)).status, 404, "whose customer it is not");
  await sql`update customer set owner_id = ${li!.userId}, team_id = (select team_id from app_user where id = ${li!.userId}) where id = ${tea}`.execute(
    house.db,
  );
  assert.equal(await ask(zhou), 404, "who talked, but may not see the customer any more");
  await sql`update customer set owner_id = ${zhou!.userId}, team_id = (select team_id from app_user where id = ${zhou!.userId}) where id = ${tea}`.execute(
    house.db,
  );
});

test("a recording of who was killed is kept as far as it was written, and says so", async () => {
  const id = await talk({ seconds: 4, isKilled: true });
  assert.deepEqual(
    (await rowOf(id)).map(({ state, flaw, ms }) => [state, flaw, ms]),
    [["kept", "cut", 4000]],
  );
  const { body } = await zhou!.call(contracts.readRecordingContract, { params: { callId: id } });
  assert.equal(body.is_cut, true);
  assert.equal((await audioOf(id)).bytes.length, wavHeadSize + 4 * 32_000);
});

test("what another process has left is handed in by the next", async () => {
  const id = await talk();
  await sql`update recording set state = 'being_written', stored_file_id = null where call_id = ${id}`.execute(
    house.db,
  );
  const [row] = await rowOf(id);
  const name = `${id}-${row!.part}`;
  const { key_id, key } = await house.db
    .selectFrom("recording")
    .select(["key_id", "key"])
    .where("call_id", "=", id)
    .executeTakeFirstOrThrow();
  const opened = await openKey(house.db, asHouse, name, { keyId: key_id!, key: key! });
  const sealer = new Sealer(name, opened);
  const path = join(recordingFolder, fileName(name));
  writeFileSync(path, Buffer.concat([sealer.head(), sealer.audio(toneFrom(0, 16_000, 440), 1)]));
  utimesSync(path, 1, 1);
  const next = new Recorder(asHouse, recordingFolder);
  await next.finishLeft(new Set([name]));
  assert.equal((await rowOf(id))[0]!.state, "being_written", "the engine still writes it");
  await next.finishLeft(new Set());
  // the exchange looks, too, and the two may meet at the same file
  await until(async () => (await rowOf(id))[0]!.state !== "being_written", "it is kept");
  assert.deepEqual([(await rowOf(id))[0]!.state, (await rowOf(id))[0]!.flaw], ["kept", "cut"]);
});
