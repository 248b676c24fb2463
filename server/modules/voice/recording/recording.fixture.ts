import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { sql } from "kysely";
import { toneFrom } from "#test/telephony/alaw.ts";
import { Sealer } from "../../../platform/recording/sealer.ts";
import { commandCallContract, listMyCallsContract } from "../call.contract.ts";
import {
  customer,
  desks,
  engine,
  house,
  lastCall,
  openExchange,
  ours,
  recorder,
  recordingFolder,
  until,
  zhao,
  zhou,
} from "../exchange/exchange.fixture.ts";
import * as contracts from "../recording.contract.ts";
import { fileName } from "./recorder.ts";

export const exchange = await openExchange();
after(() => exchange.close());

export const he = await house.as("he");
export const sun = await house.as("sun");
export const caller = await engine.phones.subscriber("+8619900003001");
export const tea = await customer("杭州灵隐茶业", "199 0000 3001");

export const rule = {
  number_id: null,
  begins: "always",
  is_announced: false,
  refusal_key: null,
  keep_days: null,
} as const;
export const setRules = async (...rules: object[]) => {
  const { status, body } = await zhao!.call(contracts.updateRecordingRulesContract, {
    body: { rules: rules as never },
  });
  assert.equal(status, 200);
  return body.rules;
};
export const rowOf = async (callId: string) =>
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
export const eventsOf = async (callId: string) =>
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

/** Zhou talks with the customer, or another one, who was recorded for some seconds. @returns the call, wrapped up */
export async function talk({
  seconds = 5,
  isKilled = false,
  before = async () => {},
  from = caller,
} = {}): Promise<string> {
  await from.call(ours);
  await before();
  await until(() => desks.zhou.state === "ringing", "it rings");
  await desks.zhou.answer();
  await until(() => from.state === "talking", "they talk");
  const { id } = await lastCall();
  await until(async () => (await rowOf(id)).length > 0 || seconds === 0, "it is recorded");
  if (seconds > 0) record(`${id}-${(await rowOf(id))[0]!.part}`, seconds, isKilled);
  await from.hangup();
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

export const audioOf = async (callId: string, range?: string, who = zhou!, path = "audio") => {
  const headers = { cookie: who.cookie, ...(range && { range }) };
  const reply = await fetch(`${house.base}/api/calls/${callId}/recording/${path}`, { headers });
  return { status: reply.status, headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
};
