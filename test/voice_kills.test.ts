import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { standingIn } from "#platform/process/standing.ts";
import { pidsBelow, until, withoutPrograms } from "#platform/telephony/engine/voice.fixture.ts";
import type { RunningNode } from "../e2e/product.ts";
import { mediaProcesses } from "./telephony/media_processes.ts";
import { comesWithin, hear, holderOf, openOffice, tones } from "./telephony/office.ts";

test("one call, and every process killed under it: they talk on, and the call is written to the millisecond", {
  skip: withoutPrograms,
  timeout: 180_000,
}, async (t) => {
  const { product, db, caller, zhou, li, order, talk } = await openOffice();
  const { dataFolder } = product;
  let isThrough = false;
  t.after(() => isThrough || process.stderr.write(node.printed().slice(-2000)));
  let node: RunningNode = product;
  const both = hear([caller, tones.zhou], [zhou, tones.caller]);
  const all = hear([caller, tones.zhou, tones.li], [zhou, tones.caller, tones.li], [li.desk, tones.caller, tones.zhou]);
  const two = hear([caller, tones.li], [li.desk, tones.caller]);
  /** Kills processes and waits until everybody is heard again who is to be. */
  const kill = async (name: string, pids: readonly number[], isWhole: () => boolean) => {
    assert.ok(pids.length > 0, `there is ${name}`);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await sleep(200); // what was heard before is forgotten by then
    t.diagnostic(`${name}: ${200 + Math.round(await until(isWhole, 3000))} ms`);
  };
  const isHeld = async () => (await holderOf(db)) !== null;

  await talk();
  await kill("rtpengine", pidsBelow(dataFolder).rtpengine, both);
  await kill("Kamailio", pidsBelow(dataFolder).kamailio, both);
  await sleep(1500);
  await order(node, { name: "hold" });
  await until(() => zhou.hears().length === 0, comesWithin);
  await order(node, { name: "resume" });
  await until(both, comesWithin);

  await withoutDatabase(dataFolder, 20_000, async () => {
    await sleep(1000);
    await until(both, 1000);
    await zhou.hold(true);
    await until(() => !caller.hears().includes(tones.zhou), comesWithin);
    await zhou.hold(false);
    await until(both, comesWithin);
    await li.desk.call("801");
    await until(() => li.desk.status === 503, 10_000);
  });
  await until(both, 1000);
  await until(isHeld, comesWithin);
  t.diagnostic("the database was gone for 20 s");

  await node.kill9();
  await sleep(500); // what was heard before is forgotten by then
  await until(both, 1000); // they talk while nobody is there
  node = await product.startNode({ hasVoice: true });
  await until(both, 1000);
  await until(isHeld, comesWithin);
  await order(node, { name: "consult", user_id: li.userId });
  await until(() => li.desk.state === "ringing", comesWithin);
  await li.desk.answer();
  await until(hear([li.desk, tones.zhou], [zhou, tones.li]), comesWithin);
  await order(node, { name: "conference" });
  await until(all, comesWithin);

  await kill("the media process", await mediaProcesses(dataFolder), all);
  await kill("rtpengine in the conference", pidsBelow(dataFolder).rtpengine, all);
  await order(node, { name: "leaveConference" });
  await until(two, comesWithin);

  await node.kill9();
  for (const name of ["kamailio", "rtpengine"])
    for (const { pid } of standingIn(join(dataFolder, "voice", name, "run"))) process.kill(pid, "SIGKILL");
  await sleep(500);
  assert.ok(!two());
  node = await product.startNode({ hasVoice: true });
  t.diagnostic(`all of it at once: ${Math.round(await until(two, 5000))} ms from when the product answers`);
  await until(isHeld, comesWithin);

  await caller.hangup();
  t.diagnostic(`${Math.round(await until(() => li.desk.state === "idle", 12_000))} ms until the other is hung up on`);
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
  isThrough = true;
});

/** Stops the database, so that it answers nobody and refuses nobody, for as long as the work takes and for so many milliseconds at least. */
async function withoutDatabase(dataFolder: string, ms: number, work: () => Promise<void>): Promise<void> {
  const pids = standingIn(join(dataFolder, "postgres")).map(({ pid }) => pid);
  const signal = (name: NodeJS.Signals) => {
    for (const pid of pids) process.kill(pid, name);
  };
  signal("SIGSTOP");
  try {
    await Promise.all([work(), sleep(ms)]);
  } finally {
    signal("SIGCONT");
  }
}
