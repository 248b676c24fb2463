import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { newId } from "../../../platform/ids.ts";
import { desks, engine, house, lastCall, openExchange, ours, until } from "./exchange.fixture.ts";

const place = newId();

test("a call whose written state has waited and been silent for minutes is taken up and goes on", async () => {
  const first = await openExchange(`${place}/1`);
  const caller = await engine.phones.subscriber("+8619900004001");
  await caller.call(ours);
  await until(() => desks.zhou.state === "ringing");
  caller.say(440);
  desks.zhou.say(1000);
  await desks.zhou.answer();
  await until(() => caller.hears().join() === "1000" && desks.zhou.hears().join() === "440", "both hear");
  await first.close();
  const ago = Date.now() - 300_000;
  await sql`
    update call_state set state = jsonb_set(state || jsonb_build_object('now', ${ago}::bigint, 'legs', (
        select jsonb_agg(leg || jsonb_build_object('silentSince', ${ago}::bigint)) from jsonb_array_elements(state -> 'legs') as leg)),
      '{engine}', state -> 'engine' || jsonb_build_object('askedAt', ${ago}::bigint, 'unansweredSince', ${ago}::bigint, 'changedAt', ${ago}::bigint))`.execute(
    house.db,
  );
  const second = await openExchange(`${place}/2`);
  await sleep(500);
  assert.equal(second.callCount, 1);
  assert.equal((await lastCall()).ended_at, null);
  assert.deepEqual([caller.hears().join(), desks.zhou.hears().join()], ["1000", "440"]);
  await caller.hangup();
  await until(async () => (await lastCall()).ended_at !== null, "the end is written");
  assert.equal((await lastCall()).cause, "hung_up");
  await second.close();
});
