import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { until, withoutPrograms } from "#platform/telephony/engine/voice.fixture.ts";
import { comesWithin, hear, holderOf, openOffice, tones } from "./telephony/office.ts";

test("two nodes with the telephone: one has the calls, and when it is killed the other goes on with them", {
  skip: withoutPrograms,
  timeout: 120_000,
}, async (t) => {
  const { product, db, caller, zhou, order, talk } = await openOffice();
  const other = await product.startNode({ hasVoice: true });
  const both = hear([caller, tones.zhou], [zhou, tones.caller]);
  const first = await holderOf(db);
  await talk();
  await order(other, { name: "hold" }); // any node takes what people ask
  await until(() => zhou.hears().length === 0, comesWithin);
  await order(other, { name: "resume" });
  await until(both, comesWithin);
  await sleep(2500);
  assert.equal(await holderOf(db), first, "there is one, and it stays");

  await product.kill9();
  const took = await until(async () => ![null, first].includes(await holderOf(db)), 5000);
  t.diagnostic(`${Math.round(took)} ms until the other has the lease`);
  await until(both, 1000); // they talked on
  await order(other, { name: "hold" });
  await until(() => zhou.hears().length === 0, comesWithin);
  await order(other, { name: "resume" });
  await until(both, comesWithin);
  await zhou.hangup();
  await until(() => caller.state === "idle", comesWithin);
  await until(
    async () => (await db.query("select 1 from call where cause = 'hung_up'")).rows.length === 1,
    comesWithin,
  );

  const third = await product.startNode({ hasVoice: true });
  await order(third, { name: "wrapUpDone", disposition: null });
  await talk();
  await caller.hangup();
  await until(() => zhou.state === "idle", comesWithin);
});
