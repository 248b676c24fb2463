import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, asked, beginHearing, type Hearing, lookAt, type Sound, shouldAsk, soundOf } from "./quiet.ts";

const every = 250;

interface World {
  /** Whether packets come, and the edge answers, at a millisecond. */
  packets: (at: number) => boolean;
  edge: (at: number) => boolean;
  isConnected?: (at: number) => boolean;
}

/** @returns each change of what is said, with its millisecond */
function live(until: number, { packets, edge, isConnected = () => true }: World): [Sound, number][] {
  let hearing: Hearing = beginHearing(0);
  let count = 0;
  let sound: Sound = "heard";
  const changes: [Sound, number][] = [];
  for (let at = every; at <= until; at += every) {
    if (packets(at)) count += 12;
    hearing = lookAt(hearing, at, count, isConnected(at));
    if (shouldAsk(hearing, at)) {
      hearing = asked(hearing, at);
      if (edge(at)) hearing = answered(hearing);
    }
    const next = soundOf(hearing, at);
    if (next !== sound) changes.push([next, at]);
    sound = next;
  }
  return changes;
}

const between = (from: number, to: number) => (at: number) => at < from || at >= to;
const always = () => true;

test("who talks on an even network is never told anything", () => {
  assert.deepEqual(live(60_000, { packets: always, edge: always }), []);
  assert.deepEqual(live(60_000, { packets: (at) => at % 1000 !== 0, edge: always }), [], "a lost packet or two");
});

test("the network goes: it is said within two seconds, and taken back with the first packet", () => {
  for (let from = 5000; from < 5250; from += 50) {
    const world = between(from, from + 4000);
    const [[word, at], [next, back]] = live(20_000, { packets: world, edge: world }) as [
      [Sound, number],
      [Sound, number],
    ];
    assert.equal(word, "cut");
    assert.ok(at - from <= 2000, `${at - from} ms`);
    assert.deepEqual([next, back - (from + 4000) < every], ["heard", true]);
  }
});

test("the other side says nothing: quiet within two seconds, and never more than that while the browser is connected", () => {
  const changes = live(60_000, { packets: (at) => at < 5000, edge: always });
  assert.deepEqual(
    changes.map(([sound]) => sound),
    ["quiet"],
  );
  assert.ok(changes[0]![1] - 5000 <= 2000);
});

test("the way of the audio alone is lost: quiet, then stuck soon after the browser has seen it", () => {
  const changes = live(20_000, { packets: (at) => at < 5000, edge: always, isConnected: (at) => at < 10_000 });
  assert.deepEqual(
    changes.map(([sound]) => sound),
    ["quiet", "stuck"],
  );
  assert.ok(changes[1]![1] - 10_000 <= 3000);
});

test("back on another network: the edge answers and no packet comes, so the call is joined anew", () => {
  const changes = live(20_000, { packets: (at) => at < 5000, edge: between(5000, 8000) });
  assert.deepEqual(
    changes.map(([sound]) => sound),
    ["cut", "quiet", "stuck"],
  );
  assert.ok(changes[2]![1] - 8000 <= 4000);
});

test("a way that takes long to be found is waited for: nothing is joined anew before anything was heard", () => {
  const changes = live(20_000, { packets: () => false, edge: always, isConnected: (at) => at > 12_000 });
  assert.deepEqual(
    changes.map(([sound]) => sound),
    ["quiet"],
  );
});
