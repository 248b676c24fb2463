import assert from "node:assert/strict";
import { type Call, type Leg, partOf, placed } from "../../server/modules/voice/control/call.ts";
import { nextDeadline } from "../../server/modules/voice/control/deadlines.ts";
import type { ControlEvent } from "../../server/modules/voice/control/event.ts";
import { type Stepped, step } from "../../server/modules/voice/control/step.ts";
import type { Random } from "../generate/random.ts";
import { heardBy, type RealLeg } from "./engine.ts";
import type { World } from "./world.ts";

/** What holds after every step, whatever the world does: there is always somebody to talk with or to wait for, and a deadline to it. */
export function keepsItsShape({ call, ledger }: World): void {
  for (const [userId, as] of ledger.doing) assert.equal(as, doingOf(call, userId), `what ${userId} does`);
  const next = nextDeadline(call);
  assert.ok(next === null || next > call.now, "a deadline that was met is over");
  if (call.endedAt !== null) {
    assert.ok(
      call.legs.every(({ state }) => state === "ending"),
      "a call that has ended has no part in it",
    );
    return;
  }
  for (const { userId } of call.wrapUps) assert.ok(!partOf(call, userId), `${userId} does not wrap up while they talk`);
  assert.ok(next !== null, "a call that goes on comes back to itself");
  const [line, waiting, aside] = [placed(call, "line"), placed(call, "waiting"), placed(call, "aside")];
  const isWaitedFor = call.ring !== null || call.greeting !== null;
  assert.ok(
    line.length > 1 || isWaitedFor || call.consult,
    "a call that goes on has two who talk, or waits for somebody",
  );
  assert.ok(line.length < 2 || waiting.length + aside.length === 0, "nobody waits for a conversation that goes on");
  const isTold = call.greeting !== null && call.next === null;
  assert.equal(waiting.length > 1, isTold, "two wait for each other while one of them is told something");
  assert.ok(waiting.length < 3 && aside.length < 3 && line.length < 4);
  assert.ok(aside.length === 0 || call.consult !== null, "a consultation is somebody's");
  assert.ok(aside.length !== 1 || call.ring?.purpose === "consult", "nobody is aside alone");
  for (const leg of placed(call, "rung"))
    assert.ok(call.ring?.legIds.includes(leg.id), "what rings is rung for something");
}

/** Said once more, naively. */
function doingOf(call: Call, userId: string): string | undefined {
  const legs = call.legs.filter(
    ({ party, state }) => party.kind === "user" && party.userId === userId && state !== "ending",
  );
  if (legs.some(({ place }) => place !== "rung")) return "in_call";
  if (legs.length > 0) return "ringing";
  return call.wrapUps.some((one) => one.userId === userId) ? "wrap_up" : undefined;
}

/**
 * Where the engine does what it is asked, nobody ever hears whom they should not: not a step later, not while events are
 * late, lost or doubled, not after it died and came back.
 */
export function keepsTheWall({ call, engine, isDone }: World): void {
  if (!isDone) return;
  for (const leg of call.legs) {
    const there = engine.legs.find(({ id }) => id === leg.id);
    const allowed = whomItShouldHear(call, leg);
    for (const { id } of there ? heardBy(there) : [])
      assert.ok(allowed.includes(id), `${leg.id} (${leg.place}) hears ${id}`);
  }
}

/** An event told twice is nothing new. Looked at for some, since it takes time. */
export function keepsItsWord(event: ControlEvent, at: number, { state }: Stepped, random: Random): void {
  const isTellable = event.kind === "tick" || event.kind.startsWith("leg.");
  if (isTellable && random.chance(1 / 16))
    assert.deepEqual(step(state, event, at).effects, [], `${event.kind} told twice`);
}

/** What may not be changed any more says so when somebody tries. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

/** When nothing is on its way any more: what call control believes and has told is what is there. */
export function isTrue(world: World): void {
  const { call, engine, ledger } = world;
  const real = new Map(engine.legs.map((leg) => [leg.id, leg]));
  if (call.endedAt !== null) assert.equal(real.size, 0, "no leg is left of a call that has ended");
  assert.ok(call.endedAt !== null || real.size > 0, "a call without a party has ended");
  for (const leg of call.legs) {
    const there = real.get(leg.id);
    assert.ok(there, `${leg.id} is at the engine`);
    assert.equal(there.state === "up", leg.state === "up", `${leg.id} is ${there.state}`);
    assert.ok(leg.state !== "incoming" || call.answeredAt === null, `${leg.id} was picked up`);
    hearsWhomItShould(call, leg, there);
    real.delete(leg.id);
  }
  assert.deepEqual([...real.keys()], [], "no leg is there that nobody knows");
  for (const [userId, as] of ledger.doing) isDoing(world, userId, as);
  for (const { userId } of engine.legs)
    assert.ok(userId === null || ledger.doing.has(userId), `${userId} does something`);
  const { isPaused, isRefused, isAsked } = call.recording;
  assert.ok(engine.recordings.size < 2, "there is one recording at most");
  for (const [, recording] of engine.recordings) {
    assert.ok(call.endedAt === null, "nothing records a call that has ended");
    assert.equal(recording.isPaused, isPaused, "a paused recording is paused");
    assert.ok(!isRefused && (call.terms.recording === "always" || isAsked), "nobody is recorded who should not be");
    const talking = placed(call, "line").filter(({ state, isHolding }) => state === "up" && !isHolding);
    const heard = talking.length > 1 ? talking.filter(({ isMuted }) => !isMuted).map(({ id }) => id) : [];
    assert.deepEqual(
      [...recording.left, ...recording.right].sort(),
      heard.sort(),
      "who talks is recorded, nobody else",
    );
  }
}

function hearsWhomItShould(call: Call, leg: Leg, there: RealLeg): void {
  const heard = heardBy(there).map(({ id }) => id);
  assert.deepEqual(heard.sort(), whomItShouldHear(call, leg), `whom ${leg.id} (${leg.place}) hears`);
  assert.equal(there.isMuted, leg.isMuted, `${leg.id} is muted as was asked`);
  const isTalking = leg.activity === "talking" || leg.activity === "conference";
  assert.equal(
    heard.length > 0,
    isTalking || (leg.activity === "consult" && call.ring?.purpose !== "consult"),
    leg.activity,
  );
  if (leg.state !== "up" || heard.length > 0 || there.playId !== null) return;
  assert.equal(musicOf(there), whatItShouldHear(call, leg), `what ${leg.id} (${leg.place}) hears`);
}

const musicOf = ({ bridge, isHeld, holdMusic, music }: RealLeg): string | null =>
  bridge ? (isHeld ? holdMusic : null) : music;

/** Who waits is never left in silence; who put the others on hold is. */
function whatItShouldHear(call: Call, leg: Leg): string | null {
  if (leg.place === "aside") return "ring";
  if (leg.place === "waiting") return leg.party.kind === "user" && call.answeredAt === null ? "ring" : "music";
  const others = placed(call, "line").filter((one) => one !== leg);
  return others.every(({ isHolding }) => isHolding) ? "music" : null;
}

/** Said once more, naively. */
function whomItShouldHear(call: Call, leg: Leg): string[] {
  if (leg.state !== "up" || (leg.place !== "line" && leg.place !== "aside")) return [];
  const mates = placed(call, leg.place).filter(({ state }) => state === "up");
  const others = mates.filter((one) => one !== leg);
  if (leg.place === "line" && mates.length === 2 && mates.some(({ isHolding }) => isHolding)) return [];
  if (mates.length > 2 && leg.isHolding) return [];
  return others
    .filter((one) => mates.length < 3 || !one.isHolding)
    .map(({ id }) => id)
    .sort();
}

function isDoing({ call, engine }: World, userId: string, as: string): void {
  const legs = engine.legs.filter((leg) => leg.userId === userId);
  if (as === "in_call")
    assert.ok(legs.some(({ state }) => state === "up" || state === "incoming") && partOf(call, userId));
  else if (as === "ringing") assert.ok(legs.length > 0, `${userId} is rung`);
  else assert.ok(call.wrapUps.some((one) => one.userId === userId) && legs.length === 0, `${userId} wraps up`);
}
