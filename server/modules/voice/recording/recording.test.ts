import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { sql } from "kysely";
import { toneFrom, tonesIn } from "#test/telephony/alaw.ts";
import { Sealer } from "../../../platform/recording/sealer.ts";
import { wavHead, wavHeadSize } from "../../../platform/telephony/wav.ts";
import { readCustomerContract } from "../../customers/customer.contract.ts";
import { eraseCustomerContract } from "../../customers/erasure.contract.ts";
import { commandCallContract, listMyCallsContract } from "../call.contract.ts";
import * as exchangeOf from "../exchange/exchange.fixture.ts";
import * as contracts from "../recording.contract.ts";
import { fileName, Recorder } from "./recorder.ts";
import { sweepRecordings } from "./retention.ts";
import { rotateKeys } from "./rotate.ts";

const {
  customer,
  desks,
  engine,
  house,
  lastCall,
  li,
  openExchange,
  ours,
  recorder,
  recordingFolder,
  until,
  zhao,
  zhou,
} = exchangeOf;
const exchange = await openExchange();
after(() => exchange.close());

const he = await house.as("he");
const sun = await house.as("sun");
const caller = await engine.phones.subscriber("+8619900003001");
const tea = await customer("杭州灵隐茶业", "199 0000 3001");

const rule = { number_id: null, begins: "always", is_announced: false, refusal_key: null, keep_days: null } as const;
const setRules = async (...rules: object[]) => {
  const { status, body } = await zhao!.call(contracts.updateRecordingRulesContract, {
    body: { rules: rules as never },
  });
  assert.equal(status, 200);
  return body.rules;
};
const rowOf = async (callId: string) =>
  (
    await sql<{
      state: string;
      flaw: string | null;
      ms: number;
      key: string | null;
      stored_file_id: string | null;
      part: number;
    }>`
    select state, flaw, ms, key, stored_file_id, part from recording where call_id = ${callId} order by part`.execute(
      house.db,
    )
  ).rows;
const eventsOf = async (callId: string) =>
  (
    await sql<{ name: string; actor_id: string | null }>`
    select name, actor_id from domain_event where object_id = ${callId} and name like 'recording.%' order by id`.execute(
      house.db,
    )
  ).rows;

/** What the engine would have written: the caller's tone left, ours right, and no end where it was killed. */
function record(recordingId: string, seconds: number, isKilled = false): void {
  const sealer = new Sealer(recordingId, recorder.keyOf(recordingId));
  const [left, right] = [440, 1000].map((tone) => toneFrom(0, seconds * 8000, tone));
  const audio = Buffer.from(Array.from({ length: seconds * 16_000 }, (_, i) => (i % 2 ? right! : left!)[i >> 1]!));
  const chunks = Array.from({ length: Math.ceil(seconds / 2) }, (_, i) =>
    sealer.audio(audio.subarray(i * 32_000, (i + 1) * 32_000), 1_700_000_000_000 + i * 2000),
  );
  const parts = [sealer.head(), ...chunks, ...(isKilled ? [] : [sealer.end(1_700_000_100_000)])];
  writeFileSync(join(recordingFolder, fileName(recordingId)), Buffer.concat(parts));
}

/** Zhou talks with the customer, who was recorded for some seconds. @returns the call, wrapped up */
async function talk({ seconds = 5, isKilled = false, before = async () => {} } = {}): Promise<string> {
  await caller.call(ours);
  await before();
  await until(() => desks.zhou.state === "ringing", "it rings");
  await desks.zhou.answer();
  await until(() => caller.state === "talking", "they talk");
  const { id } = await lastCall();
  await until(async () => (await rowOf(id)).length > 0 || seconds === 0, "it is recorded");
  if (seconds > 0) record(`${id}-${(await rowOf(id))[0]!.part}`, seconds, isKilled);
  await caller.hangup();
  await until(async () => {
    const { body } = await zhou!.call(listMyCallsContract);
    for (const call of body.calls)
      await zhou!.call(commandCallContract, {
        params: { callId: call.id },
        body: { name: "wrapUpDone", disposition: null },
      });
    await exchange.wake();
    return exchange.callCount === 0;
  }, "it is over");
  if (seconds > 0)
    await until(async () => (await rowOf(id)).every(({ state }) => state !== "being_written"), "it is kept");
  return id;
}

const audioOf = async (callId: string, range?: string, who = zhou!, path = "audio") => {
  const headers = { cookie: who.cookie, ...(range && { range }) };
  const reply = await fetch(`${house.base}/api/calls/${callId}/recording/${path}`, { headers });
  return { status: reply.status, headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
};

test("rules are set by who manages the telephone, one a number, and hold from the next call on", async () => {
  const { status } = await zhou!.call(contracts.updateRecordingRulesContract, { body: { rules: [] } });
  assert.equal(status, 403);
  assert.equal((await zhou!.call(contracts.readRecordingRulesContract)).status, 403);
  const twice = await zhao!.call(contracts.updateRecordingRulesContract, { body: { rules: [rule, rule] } });
  assert.deepEqual([twice.status, twice.problem.id], [400, "recording_rule.twice"]);
  const unknown = { ...rule, number_id: "0199c1de-0000-7000-8000-000000000000" };
  const nowhere = await zhao!.call(contracts.updateRecordingRulesContract, { body: { rules: [unknown] } });
  assert.deepEqual([nowhere.status, nowhere.problem.id], [400, "voice_number.unknown_reference"]);
  await talk({ seconds: 0 });
  assert.deepEqual(await rowOf((await lastCall()).id), [], "nothing is recorded without a rule");
  assert.deepEqual(await setRules(rule), [rule]);
});

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
  const { toAlaw } = await import("../../../platform/telephony/media/alaw.ts");
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
  const { openKey } = await import("./keys.ts");
  const { key_id, key } = await house.db
    .selectFrom("recording")
    .select(["key_id", "key"])
    .where("call_id", "=", id)
    .executeTakeFirstOrThrow();
  const opened = await openKey(house.db, exchangeOf.asHouse, name, { keyId: key_id!, key: key! });
  const sealer = new Sealer(name, opened);
  const path = join(recordingFolder, fileName(name));
  writeFileSync(path, Buffer.concat([sealer.head(), sealer.audio(toneFrom(0, 16_000, 440), 1)]));
  const { utimesSync } = await import("node:fs");
  utimesSync(path, 1, 1);
  const next = new Recorder(exchangeOf.asHouse, recordingFolder);
  await next.finishLeft(new Set([name]));
  assert.equal((await rowOf(id))[0]!.state, "being_written", "the engine still writes it");
  await next.finishLeft(new Set());
  assert.deepEqual([(await rowOf(id))[0]!.state, (await rowOf(id))[0]!.flaw], ["kept", "cut"]);
});

test("a caller who refuses by a key is not recorded, and the call says so", async () => {
  await setRules({ ...rule, is_announced: true, refusal_key: "9" });
  const id = await talk({
    seconds: 0,
    before: async () => {
      await until(() => caller.hears().includes(1400), "the tone");
      await caller.press("9");
    },
  });
  assert.deepEqual(await rowOf(id), []);
  const call = await house.db
    .selectFrom("call")
    .select("recording_refused_at")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  assert.notEqual(call.recording_refused_at, null);
  await setRules(rule);
});

test("keys that somebody sends stand in no row: sealed while they wait, gone when they were taken", async () => {
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  await desks.zhou.answer();
  await until(() => caller.state === "talking");
  const { id } = await lastCall();
  const ask = (body: object) => zhou!.call(commandCallContract, { params: { callId: id }, body: body as never });
  assert.equal((await ask({ name: "sendKeys", digits: "4987654321" })).status, 200);
  const written = async () =>
    (
      await sql<{
        all: string;
      }>`select string_agg(command::text, ' ') as all from call_command where call_id = ${id}`.execute(house.db)
    ).rows[0]!.all;
  assert.equal((await written()).includes("4987654321"), false);
  await exchange.wake();
  await until(() => caller.keys === "4987654321", "they arrive");
  assert.deepEqual(JSON.parse(await written()), { name: "sendKeys" });
  for (const table of ["domain_event", "history", "call_state", "call_person"])
    assert.equal(
      (
        await sql<{
          n: number;
        }>`select count(*)::int as n from ${sql.table(table)} t where t::text like '%4987654321%'`.execute(house.db)
      ).rows[0]!.n,
      0,
      table,
    );
  await caller.hangup();
  await until(async () => {
    await ask({ name: "wrapUpDone", disposition: null });
    await exchange.wake();
    return exchange.callCount === 0;
  });
});

test("an announcement is a WAV and nothing else; without one a tone is heard", async () => {
  const upload = async (bytes: Buffer, who = zhao!) => {
    const reply = await fetch(`${house.base}/api/recording_announcement?name=a.wav`, {
      method: "PUT",
      headers: { cookie: who.cookie, "x-zhiyin": "1", "content-type": "application/octet-stream" },
      body: new Uint8Array(bytes),
    });
    return {
      status: reply.status,
      body: (await reply.json()) as { ms: number; id: string; error?: { id: string } },
    };
  };
  const wav = Buffer.concat([wavHead(16_000, { rate: 8000, channels: 1 }), Buffer.alloc(16_000)]);
  assert.equal((await upload(wav, zhou!)).status, 403);
  const refused = await upload(Buffer.from("no sound"));
  assert.deepEqual([refused.status, refused.body.error?.id], [400, "recording_announcement.refused"]);
  const { status, body } = await upload(wav);
  assert.deepEqual([status, body.ms], [200, 1000]);
  assert.equal((await zhao!.call(contracts.readRecordingRulesContract)).body.announcement?.file_name, "a.wav");
  const { announcementPrompt } = await import("./announcement.ts");
  const prompt = await announcementPrompt(house.db, recordingFolder);
  assert.deepEqual(prompt, { prompts: [`uploaded-${body.id}`], durationMs: 1000 });
  assert.ok(existsSync(join(recordingFolder, `uploaded-${body.id}.wav`)));
  assert.equal((await zhou!.call(contracts.removeAnnouncementContract)).status, 403);
  assert.equal((await zhao!.call(contracts.removeAnnouncementContract)).status, 200);
  assert.deepEqual((await announcementPrompt(house.db, recordingFolder)).prompts, ["beep"]);
});

test("keys are rotated, again after a half-way stop, and everything is heard as before", async () => {
  const id = await talk();
  const before = await house.db
    .selectFrom("recording")
    .select(["key", "key_id"])
    .where("call_id", "=", id)
    .executeTakeFirstOrThrow();
  const { count } = await rotateKeys(house.db, exchangeOf.asHouse);
  assert.ok(count > 0);
  const after = await house.db
    .selectFrom("recording")
    .select(["key", "key_id"])
    .where("call_id", "=", id)
    .executeTakeFirstOrThrow();
  assert.notDeepEqual(after, before);
  assert.equal((await house.db.selectFrom("recording_key").select("id").execute()).length, 1);
  assert.equal((await audioOf(id)).bytes.length, wavHeadSize + 5 * 32_000);
  const other = { secret: () => Buffer.alloc(32, 9) };
  await rotateKeys(house.db, other, exchangeOf.asHouse);
  assert.equal((await audioOf(id)).status, 410, "the node has the old master key still");
  await rotateKeys(house.db, exchangeOf.asHouse, other);
  assert.equal((await audioOf(id)).status, 200);
});

test("after its days a recording is destroyed, but not one that is held", async () => {
  const [old, held] = [await talk(), await talk()];
  const hold = { params: { callId: held } };
  assert.equal((await zhou!.call(contracts.holdRecordingContract, { ...hold, body: { reason: "争议" } })).status, 403);
  assert.equal((await zhou!.call(contracts.releaseRecordingContract, hold)).status, 403);
  assert.equal(
    (await zhao!.call(contracts.holdRecordingContract, { ...hold, body: { reason: "争议" } })).body.is_held,
    true,
  );
  await sql`update recording set started_at = now() - interval '31 days' where call_id in (${old}, ${held})`.execute(
    house.db,
  );
  await setRules({ ...rule, keep_days: 30 });
  await sweepRecordings(exchangeOf.asHouse);
  assert.deepEqual(
    (await rowOf(old)).map(({ state, key, stored_file_id }) => [state, key, stored_file_id]),
    [["erased", null, null]],
  );
  assert.equal((await rowOf(held))[0]!.state, "kept");
  const gone = await zhou!.call(contracts.readRecordingContract, { params: { callId: old } });
  assert.equal(gone.body.state, "erased");
  assert.equal((await audioOf(old)).status, 409);
  assert.ok((await eventsOf(old)).some(({ name }) => name === "recording.erased"));
  assert.equal((await zhao!.call(contracts.releaseRecordingContract, hold)).body.is_held, false);
  await sweepRecordings(exchangeOf.asHouse);
  assert.equal((await rowOf(held))[0]!.state, "erased");
});

test("with a customer the recordings of their calls are erased", async () => {
  await setRules(rule);
  const id = await talk();
  const [row] = await rowOf(id);
  const { number } = (await zhao!.call(readCustomerContract, { params: { customerId: tea } })).body;
  const { status } = await zhao!.call(eraseCustomerContract, { params: { customerId: tea }, body: { number } });
  assert.equal(status, 200);
  assert.equal((await rowOf(id))[0]!.state, "erased");
  const due =
    await sql`select 1 from stored_file_removal where file_id = ${row!.stored_file_id} and due_at <= now()`.execute(
      house.db,
    );
  const isGone = (await exchangeOf.asHouse.files.store.size(row!.stored_file_id!)) === undefined;
  assert.ok(due.rows.length === 1 || isGone, "its bytes go at once");
});
