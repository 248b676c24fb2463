import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { type Caller, type Harness, startHarness } from "#test/harness.ts";
import { tonesIn } from "#test/telephony/alaw.ts";
import { SipPhone } from "#test/telephony/sip_phone.ts";
import { createCustomerContract } from "./modules/customers/customer.contract.ts";
import { commandCallContract, listMyCallsContract } from "./modules/voice/call.contract.ts";
import { renewMyExtensionPasswordContract, setExtensionContract } from "./modules/voice/extension.contract.ts";
import { createVoiceNumberContract } from "./modules/voice/number.contract.ts";
import { listCustomerRecordingsContract, updateRecordingRulesContract } from "./modules/voice/recording.contract.ts";
import { createTrunkContract } from "./modules/voice/trunk.contract.ts";
import { createLog } from "./platform/log.ts";
import { open, withoutPrograms as skip, until, voiceFolder } from "./platform/telephony/engine/voice.fixture.ts";
import { toAlaw } from "./platform/telephony/media/alaw.ts";
import { wavOf } from "./platform/telephony/prompts.ts";

const carrier = "127.0.0.9";
const [customerTone, agentTone, secretTone] = [800, 1000, 1500];
/** A card's number, as an agent would key it in while the recording is paused. */
const card = "4929123456781";
/** Of which keys are made (ITU-T Q.23). */
const keyTones = [697, 770, 852, 941, 1209, 1336, 1477];

/** All that the node has logged. */
const logged: string[] = [];
let folder: string;
let house: Harness;
let zhou: Caller;
let customerId: string;
let caller: SipPhone;
let desk: SipPhone;

async function ok<T>(reply: Promise<{ status: number; body: T; problem: unknown }>): Promise<T> {
  const { status, body, problem } = await reply;
  assert.equal(status, 200, JSON.stringify(problem));
  return body;
}

async function begin(): Promise<void> {
  folder = await voiceFolder();
  await chmod(folder, 0o711); // rtpengine is another user and reads the tone
  const engine = open(folder);
  house = await startHarness({ engine, log: createLog("trace", { write: (line) => void logged.push(line) }) });
  const zhao = await house.as("zhao");
  zhou = await house.as("zhou");
  assert.equal((await engine.settled()).state, "on");
  const edgePort = engine.places()!.sip;
  const listenFor = [customerTone, agentTone, secretTone, 1400, 620];
  caller = await SipPhone.open({ edgePort, address: "+8619900004001@carrier.test", host: carrier, listenFor });
  const trunk = await ok(
    zhao.call(createTrunkContract, {
      body: { name: "线路", kind: "address", host: carrier, port: caller.port, sources: [carrier], countries: ["CN"] },
    }),
  );
  const number = { digits: "0571 8796 4400", label: "周", trunk_id: trunk.id, user_id: zhou.userId };
  await ok(zhao.call(createVoiceNumberContract, { body: number }));
  const rule = { number_id: null, begins: "always", is_announced: true, refusal_key: "9", keep_days: 90 } as const;
  await ok(zhao.call(updateRecordingRulesContract, { body: { rules: [rule] } }));
  await ok(zhao.call(setExtensionContract, { params: { userId: zhou.userId }, body: { digits: "801" } }));
  const { domain, password } = await ok(zhou.call(renewMyExtensionPasswordContract));
  desk = await SipPhone.open({ edgePort, address: `801@${domain}`, password: password!, listenFor });
  await sleep(3500); // a wrong password too often is a ban: the edge has it by now
  await desk.register();
  const contact_points = [{ kind: "phone" as const, value: "199 0000 4001" }];
  customerId = (
    await ok(zhou.call(createCustomerContract, { body: { kind: "company", name: "灵隐茶业", contact_points } }))
  ).id;
}
if (!skip) await begin();
after(() => {
  caller?.close();
  desk?.close();
});

/** The customer and Zhou talk; the customer has heard the tone that says that they are recorded. */
async function talk(announced = 1400): Promise<void> {
  caller.say(customerTone);
  desk.say(agentTone);
  await caller.call("+8657187964400");
  await until(() => caller.hears().includes(announced));
  await until(() => desk.state === "ringing");
  await desk.answer();
  await until(() => caller.hears().join() === `${agentTone}` && desk.hears().join() === `${customerTone}`);
  await until(async () => (await mine())?.recording === "on");
}

const mine = async () => (await ok(zhou.call(listMyCallsContract))).calls[0];
const ask = async (body: object) => {
  const call = await mine();
  await ok(zhou.call(commandCallContract, { params: { callId: call!.id }, body: body as never }));
};

/** After the call it is on the customer's record. @returns how long that took, and what is heard of it */
async function heard(callId: string) {
  const listed = async () => {
    const { recordings } = await ok(zhou.call(listCustomerRecordingsContract, { params: { customerId } }));
    return recordings.find(({ recording }) => recording.call_id === callId && recording.state === "kept")?.recording;
  };
  const took = await until(async () => (await listed()) !== undefined, 15_000);
  const reply = await fetch(`${house.base}/api/calls/${callId}/recording/audio`, { headers: { cookie: zhou.cookie } });
  assert.equal(reply.status, 200);
  const pcm = Buffer.from(await reply.arrayBuffer()).subarray(44);
  const side = (of: number) =>
    Buffer.from(Array.from({ length: pcm.length / 4 }, (_, i) => toAlaw(pcm.readInt16LE(i * 4 + of * 2))));
  return { took, recording: (await listed())!, left: side(0), right: side(1) };
}

async function hangUp(): Promise<void> {
  await caller.hangup();
  await until(() => desk.state === "idle");
}

const wrapUp = async () => {
  await ask({ name: "wrapUpDone", disposition: null });
  await until(async () => (await mine()) === undefined);
};

/** All bytes below a folder. */
function* filesBelow(path: string): Generator<[string, Buffer]> {
  for (const name of readdirSync(path)) {
    const one = join(path, name);
    const found = statSync(one, { throwIfNoEntry: false });
    if (found?.isDirectory()) yield* filesBelow(one);
    else if (found?.isFile()) yield [one, readFileSync(one)];
  }
}

const mediaProcess = (): number => {
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one)))
    try {
      const isOurs = readFileSync(`/proc/${name}/stat`, "latin1").split(") ")[1]!.split(" ")[1] === String(process.pid);
      if (isOurs && readFileSync(`/proc/${name}/cmdline`, "latin1").includes("media/worker.ts")) return Number(name);
    } catch {} // it has ended meanwhile
  throw new Error("there is no media process");
};

test("the customer left, ours right; of a pause nothing is anywhere: not what was said, not the keys", {
  skip,
  timeout: 60_000,
}, async () => {
  await talk();
  const callId = (await mine())!.id;
  await sleep(1500);
  await ask({ name: "pauseRecording" });
  await until(async () => (await mine())!.recording === "paused");
  await sleep(100);
  caller.say(secretTone);
  await until(() => desk.hears().join() === `${secretTone}`);
  await ask({ name: "sendKeys", digits: card });
  await until(() => caller.keys === card, 8000);
  await caller.press("12");
  caller.say(customerTone);
  await until(() => desk.hears().join() === `${customerTone}`);
  await sleep(300);
  await ask({ name: "resumeRecording" });
  await until(async () => (await mine())!.recording === "on");
  await sleep(1500);
  for (const [path, bytes] of filesBelow(folder)) {
    assert.equal(bytes.includes(card), false, path);
    if (path.endsWith(".zrec")) assert.ok(isNoise(bytes), "what lies on the disk is encrypted");
  }
  await hangUp();
  const { took, recording, left, right } = await heard(callId);
  assert.ok(took < 1000, `on the record after ${took} ms`);
  assert.equal(recording.is_cut, false);
  assert.equal(recording.pieces.length, 2);
  const paused = Date.parse(recording.pieces[1]!.at) - Date.parse(recording.pieces[0]!.at) - recording.pieces[0]!.ms;
  assert.ok(paused > 1000, `${paused} ms are left out`);
  const listenFor = [customerTone!, agentTone!, secretTone!, 1400, ...keyTones];
  assert.deepEqual(tonesIn(left, listenFor), [customerTone]);
  assert.deepEqual(tonesIn(right, listenFor), [agentTone]);
  for (let at = 0; at + 1600 <= left.length; at += 800)
    assert.equal(tonesIn(left.subarray(at, at + 1600), [secretTone!, ...keyTones]).length, 0, `at ${at / 8} ms`);
  assert.ok(logged.length > 10 && !logged.some((line) => line.includes(card)), "nor has the log");
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(house.db);
  for (const { name } of tables) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.raw(name)} t where t::text like ${`%${card}%`}`.execute(house.db);
    assert.equal(rows[0]!.count, 0, `${name} has the keys`);
  }
  await wrapUp();
});

test("an uploaded announcement is heard; the media process is killed: what was said until then is heard, and the call is recorded on", {
  skip,
  timeout: 60_000,
}, async () => {
  const wav = wavOf([{ tone: 620, seconds: 1.5 }]);
  const uploaded = await fetch(`${house.base}/api/recording_announcement?name=hello.wav`, {
    method: "PUT",
    headers: { cookie: (await house.as("zhao")).cookie, "x-zhiyin": "1", "content-type": "application/octet-stream" },
    body: new Uint8Array(wav),
  });
  assert.equal(uploaded.status, 200);
  await talk(620);
  const callId = (await mine())!.id;
  await sleep(4500);
  const killed = mediaProcess();
  process.kill(killed, "SIGKILL");
  await until(async () => {
    const { rows } = await sql<{
      count: number;
    }>`select count(*)::int as count from recording where call_id = ${callId}`.execute(house.db);
    return rows[0]!.count === 2;
  }, 15_000);
  await sleep(2500);
  await hangUp();
  const { recording, left, right } = await heard(callId);
  assert.equal(recording.is_cut, true);
  assert.ok(
    recording.pieces.length >= 2 && recording.pieces[0]!.ms >= 2500,
    `${recording.pieces[0]!.ms} ms before the kill`,
  );
  assert.ok(recording.ms >= recording.pieces[0]!.ms + 1500, "and what was said after it");
  assert.deepEqual(
    [tonesIn(left, [customerTone!, agentTone!]), tonesIn(right, [customerTone!, agentTone!])],
    [[customerTone], [agentTone]],
  );
  await wrapUp();
});

/** Of audio a few bytes are most; encrypted, all are as many. */
function isNoise(bytes: Buffer): boolean {
  if (bytes.length < 5000) return true;
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytes) counts[byte]!++;
  return Math.max(...counts) < (bytes.length / 256) * 2;
}
