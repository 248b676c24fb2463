import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { wavHead } from "../../../platform/telephony/wav.ts";
import { commandCallContract, listMyCallsContract, placeCallContract } from "../call.contract.ts";
import { desks, house, lastCall, ours, recordingFolder, until, zhao, zhou } from "../exchange/exchange.fixture.ts";
import { Spool } from "../exchange/spool.ts";
import * as contracts from "../recording.contract.ts";
import { announcementPrompt } from "./announcement.ts";
import { caller, exchange, rowOf, rule, setRules, talk } from "./recording.fixture.ts";

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

test("whom we call is told as well, by the rule for calls that we make, before we are connected", async () => {
  await setRules({ ...rule, is_announced: true });
  const body = { typed: "199 0000 3001" };
  assert.equal((await zhou!.call(placeCallContract, { body })).status, 200);
  await exchange.wake();
  await until(() => desks.zhou.state !== "idle");
  if (desks.zhou.state === "ringing") await desks.zhou.answer();
  await until(() => caller.state === "ringing", "the number rings");
  desks.zhou.say(1000);
  await caller.answer();
  await until(() => caller.hears().join() === "1400", "the tone, and nobody");
  await until(() => caller.hears().join() === "1000", "then us");
  await until(async () => (await rowOf((await lastCall()).id)).length === 1, "recorded");
  await caller.hangup();
  await until(async () => {
    for (const { id } of (await zhou!.call(listMyCallsContract)).body.calls)
      await zhou!.call(commandCallContract, {
        params: { callId: id },
        body: { name: "wrapUpDone", disposition: null },
      });
    await exchange.wake();
    return exchange.callCount === 0;
  });
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

test("nor do they stand in what is spooled while the database is away", () => {
  const spool = new Spool(join(recordingFolder, "spool.jsonl"));
  const keys = { kind: "verb", verb: { name: "sendDtmf", legId: "leg", digits: "4987654321" } };
  const mute = { kind: "verb", verb: { name: "mute", legId: "leg", isMuted: true } };
  spool.append([{ token: "1", number: 1, begun: null, state: {}, effects: [keys, mute] } as never]);
  assert.deepEqual(spool.read()[0]!.effects, [mute]);
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
  const prompt = await announcementPrompt(house.db, recordingFolder);
  assert.deepEqual(prompt, { prompts: [`uploaded-${body.id}`], durationMs: 1000 });
  assert.ok(existsSync(join(recordingFolder, `uploaded-${body.id}.wav`)));
  assert.equal((await zhou!.call(contracts.removeAnnouncementContract)).status, 403);
  assert.equal((await zhao!.call(contracts.removeAnnouncementContract)).status, 200);
  assert.deepEqual((await announcementPrompt(house.db, recordingFolder)).prompts, ["beep"]);
});
