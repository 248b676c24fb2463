import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openInstallation } from "#platform/database/installation.ts";
import { listOrganisations } from "#platform/database/organisation.ts";
import { isRunning } from "#platform/process/holder.ts";
import { standingIn } from "#platform/process/standing.ts";
import type { Kept } from "#platform/telephony/engine/kept.ts";
import { pidsBelow, until, withoutPrograms } from "#platform/telephony/engine/voice.fixture.ts";
import { type Product, type RunningNode, startProduct } from "../e2e/product.ts";
import { demoPassword } from "../server/modules/people/index.ts";
import { signInContract } from "../server/modules/people/session.contract.ts";
import { commandCallContract, listMyCallsContract } from "../server/modules/voice/call.contract.ts";
import { renewMyExtensionPasswordContract, setExtensionContract } from "../server/modules/voice/extension.contract.ts";
import { createVoiceNumberContract } from "../server/modules/voice/number.contract.ts";
import { createTrunkContract } from "../server/modules/voice/trunk.contract.ts";
import { callerAt } from "./harness.ts";
import { mediaProcesses } from "./telephony/media_processes.ts";
import { SipPhone } from "./telephony/sip_phone.ts";

const carrier = "127.0.0.9";
const tones = { caller: 800, zhou: 1000, li: 1500 };
const listenFor = Object.values(tones);

test("one call, and every process killed under it: they talk on, and the call is written to the millisecond", {
  skip: withoutPrograms,
  timeout: 180_000,
}, async (t) => {
  const product = await startProduct("demo", { hasVoice: true });
  let node: RunningNode = product;
  const db = await openDatabase(product);
  after(async () => {
    await db.end();
    await product.dispose();
  });
  const kept = await keptBy(product);
  const phones: SipPhone[] = [];
  after(() => {
    for (const phone of phones) phone.close();
  });
  const phone = async (address: string, more: object = {}) => {
    const one = await SipPhone.open({ edgePort: kept.sip, address, listenFor, ...more });
    phones.push(one);
    return one;
  };

  const zhao = await signIn(node, "zhaoqiming");
  const caller = await phone("+8619900002001@carrier.test", { host: carrier });
  const place = { host: carrier, port: caller.port, sources: [carrier] };
  const trunk = await ok(zhao.call(createTrunkContract, { body: { name: "线路", kind: "address", ...place } }));
  const people = await Promise.all(
    [
      ["zhoumin", "801"],
      ["lisiyuan", "802"],
    ].map(async ([name, digits]) => {
      const { rows } = await db.query("select id from app_user where email like $1", [`${name}@%`]);
      const userId: string = rows[0].id;
      await ok(zhao.call(setExtensionContract, { params: { userId }, body: { digits: digits! } }));
      const me = await signIn(node, name!);
      const { domain, password } = await ok(me.call(renewMyExtensionPasswordContract));
      const desk = await phone(`${digits}@${domain}`, { password });
      return { userId, me, desk };
    }),
  );
  const [zhou, li] = people as [(typeof people)[0], (typeof people)[0]];
  const number = { digits: "0571 8796 4400", label: "周", trunk_id: trunk.id, user_id: zhou.userId };
  await ok(zhao.call(createVoiceNumberContract, { body: number }));
  await sleep(3500); // a wrong password too often is a ban: the edge has it by now
  for (const { desk } of people) await desk.register();

  const order = async (body: object) => {
    const me = await callerOf(node, zhou.me);
    const { calls } = await ok(me.call(listMyCallsContract));
    await ok(me.call(commandCallContract, { params: { callId: calls[0]!.id }, body: body as never }));
  };
  const hear =
    (...expected: [SipPhone, ...number[]][]) =>
    () =>
      expected.every(([one, ...heard]) => one.hears().join() === heard.join());
  const both = hear([caller, tones.zhou], [zhou.desk, tones.caller]);
  const all = hear(
    [caller, tones.zhou, tones.li],
    [zhou.desk, tones.caller, tones.li],
    [li.desk, tones.caller, tones.zhou],
  );
  /** Kills processes and waits until everybody is heard again who is to be. */
  const kill = async (name: string, pids: readonly number[], isWhole: () => boolean) => {
    assert.ok(pids.length > 0, `there is a ${name}`);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await sleep(200); // what was heard before is forgotten by then
    t.diagnostic(`${name}: ${200 + Math.round(await until(isWhole, 3000))} ms`);
  };

  await caller.call("+8657187964400");
  await until(() => zhou.desk.state === "ringing");
  caller.say(tones.caller);
  zhou.desk.say(tones.zhou);
  li.desk.say(tones.li);
  await zhou.desk.answer();
  await until(both);

  await kill("rtpengine", pidsBelow(product.dataFolder).rtpengine, both);
  await kill("Kamailio", pidsBelow(product.dataFolder).kamailio, both);
  await sleep(1500);
  await order({ name: "hold" });
  await until(() => zhou.desk.hears().length === 0);
  await order({ name: "resume" });
  await until(both);

  await node.kill9();
  for (let left = 10; left > 0; left--) {
    await sleep(50);
    assert.ok(both(), "they talk while nobody is there");
  }
  node = await product.startNode({ hasVoice: true });
  assert.ok(both());
  await until(() => isHeld(db), 15_000);
  await order({ name: "consult", user_id: li.userId });
  await until(() => li.desk.state === "ringing", 15_000);
  await li.desk.answer();
  await until(hear([li.desk, tones.zhou], [zhou.desk, tones.li]));
  await order({ name: "conference" });
  await until(all);

  await kill("the media process", await mediaProcesses(product.dataFolder), all);
  await kill("rtpengine in the conference", pidsBelow(product.dataFolder).rtpengine, all);
  await order({ name: "leaveConference" });
  const two = hear([caller, tones.li], [li.desk, tones.caller]);
  await until(two);

  await node.kill9();
  for (const name of ["kamailio", "rtpengine"])
    for (const { pid } of standingIn(join(product.dataFolder, "voice", name, "run"))) process.kill(pid, "SIGKILL");
  await sleep(500);
  assert.ok(!two());
  node = await product.startNode({ hasVoice: true });
  t.diagnostic(`all of it at once: ${Math.round(await until(two, 5000))} ms from when the product answers`);
  await until(() => isHeld(db), 15_000);

  await caller.hangup();
  await until(() => li.desk.state === "idle", 8000);
  const { rows } = await db.query(`
    select c.cause, c.ended_by, extract(epoch from ended_at - started_at)::float * 1000 as whole,
        (ringing_ms + talking_ms + held_ms + consult_ms + conference_ms)::int as sum,
        held_ms::int as held, conference_ms::int as conference,
        (select sum(extract(epoch from s.ended_at - s.began_at))::float * 1000 from call_segment s where s.call_id = c.id and s.user_id is null) as outside
      from call c where direction = 'inbound'`);
  assert.equal(rows.length, 1);
  const [call] = rows;
  assert.deepEqual([call.cause, call.ended_by], ["hung_up", "outside"]);
  assert.ok(call.held > 0 && call.conference > 0);
  assert.deepEqual([call.sum, Math.round(call.outside)], [Math.round(call.whole), Math.round(call.whole)]);
  assert.deepEqual((await db.query("select call_id from call_state where state->>'endedAt' is null")).rows, []);
});

const ok = async <T>(reply: Promise<{ status: number; body: T; problem: unknown }>): Promise<T> => {
  const { status, body, problem } = await reply;
  assert.equal(status, 200, JSON.stringify(problem));
  return body;
};

type Caller = ReturnType<typeof callerAt>;

async function signIn({ base }: RunningNode, name: string): Promise<Caller> {
  const body = { email: `${name}@yuezhou.test`, password: demoPassword, remember: true };
  const { headers } = await callerAt(base, "", "").call(signInContract, { body });
  const cookies = headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return callerAt(base, "", cookies.join("; "));
}

/** The same person at another node. */
const callerOf = async ({ base }: RunningNode, { cookie }: Caller): Promise<Caller> => callerAt(base, "", cookie);

async function openDatabase({ dataFolder }: Product): Promise<pg.Client> {
  const { directory, close } = await openInstallation({ databaseUrl: undefined, dataFolder });
  const [organisation] = await listOrganisations(directory);
  const client = new pg.Client(organisation!.databaseUrl);
  await client.connect();
  await close();
  return client;
}

async function keptBy({ dataFolder }: Product): Promise<Kept> {
  const file = join(dataFolder, "voice", "kept.json");
  await until(() => pidsBelow(dataFolder).kamailio.length > 0, 10_000);
  return JSON.parse(await readFile(file, "utf8")) as Kept;
}

/** Somebody who lives has the lease. */
async function isHeld(db: pg.Client): Promise<boolean> {
  const { rows } = await db.query("select until > now() as is_held, holder from voice_lease");
  return rows[0].is_held && isRunning(Number(rows[0].holder.split("-")[0]));
}
