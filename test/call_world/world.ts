import assert from "node:assert/strict";
import type { Call } from "../../server/modules/voice/control/call.ts";
import { nextDeadline } from "../../server/modules/voice/control/deadlines.ts";
import type { Effect, Verb } from "../../server/modules/voice/control/effect.ts";
import type { ControlEvent, Opening } from "../../server/modules/voice/control/event.ts";
import { openCall, type Stepped, step } from "../../server/modules/voice/control/step.ts";
import { isToBeWritten, takenUp } from "../../server/modules/voice/control/written.ts";
import type { EngineErrorCode } from "../../server/platform/telephony/adapter.ts";
import type { Random } from "../generate/random.ts";
import { heardBy, makeEngine, type RealEngine, realLeg } from "./engine.ts";
import { type Ledger, makeLedger } from "./ledger.ts";
import { calm, makeNetwork, type Network, type Weather } from "./network.ts";
import { deepFreeze, keepsItsShape, keepsItsWord, keepsTheWall } from "./promises.ts";
import { isPrompt } from "./promptness.ts";
import { endsForReason } from "./reasons.ts";
import { asksInTime, monitor, owesWhatItOwes, recordsOnce } from "./truths.ts";
import { effectInWords, eventInWords, verbInWords } from "./words.ts";

/** One call in a world of its own: a real engine, a network between, and everything that call control has said. */
export interface World {
  now: number;
  call: Call;
  /** As whoever takes it up would find it. */
  written: Call;
  readonly opening: Opening;
  readonly engine: RealEngine;
  readonly network: Network;
  readonly ledger: Ledger;
  /** Nothing goes wrong in this life. */
  readonly isCalm: boolean;
  /** All that is asked of the engine is done, while it is there. */
  readonly isDone: boolean;
  weather: Weather;
  random: Random;
  /** Since when an engine is down, and when it comes back. */
  downSince: number;
  upAt: number | null;
  /** The next verbs are lost, as when the program dies between writing its state and doing what it wants. */
  isCrashing: boolean;
  /** When call control was last told that an engine is up, and of what moment the newest snapshot is that it has. */
  toldUpAt: number;
  seenAskedAt: number;
  /** When the latest leg left the engine. */
  leftAt: number;
  /** The customer left two others talking. */
  isServed: boolean;
  /** Commands that were done. */
  readonly obeyed: Set<string>;
  /** Of the latest event. */
  effects: readonly Effect[];
  /** How long each leg really heard somebody, in milliseconds. */
  readonly heardMs: Map<string, number>;
  readonly log: string[] | null;
}

const start = 1_000_000;

export function beginWorld(opening: Opening, random: Random, weather: Weather, log: string[] | null): World {
  const network = makeNetwork();
  const engine = makeEngine((event) => {
    if (event.kind === "leg.ended" || event.kind === "leg.failed") world.leftAt = world.now;
    if (world.engine.isDown) return;
    const told = { ...event, at: world.now } as ControlEvent;
    network.send(told, "legId" in event ? event.legId : event.kind, world.now, world.random, world.weather);
  }, random.chance(0.5));
  const { caller } = opening;
  if (caller.kind === "incoming") {
    const userId = caller.party.kind === "user" ? caller.party.userId : null;
    engine.legs.push(realLeg({ id: caller.legId, callId: opening.callId, userId, state: "incoming", since: start }));
  }
  if (weather !== calm && random.chance(0.2)) engine.monitors.push(monitor);
  const opened = openCall(opening, start);
  const world: World = {
    now: start,
    call: opened.state,
    written: opened.state,
    opening,
    engine,
    network,
    ledger: makeLedger(),
    isCalm: weather === calm,
    isDone: weather.verbFails + weather.crash === 0,
    weather,
    random,
    downSince: 0,
    upAt: null,
    toldUpAt: 0,
    seenAskedAt: 0,
    isCrashing: false,
    leftAt: 0,
    isServed: false,
    obeyed: new Set(),
    effects: [],
    heardMs: new Map(),
    log,
  };
  log?.push(`opened: ${JSON.stringify(opening)}`);
  take(world, opened);
  pump(world, world.now);
  return world;
}

/** Gives call control an event, does what it wants, and looks whether promises were kept. */
export function deliver(world: World, event: ControlEvent): void {
  const { random, weather } = world;
  const at = weather.clockBack > 0 && random.chance(weather.clockBack) ? world.now - random.below(3000) : world.now;
  world.log?.push(`${world.now - start}: ${eventInWords(event)}`);
  const before = random.chance(1 / 8) ? deepFreeze(world.call) : world.call;
  const stepped = step(before, event, at);
  keepsItsWord(event, at, stepped, random);
  isPrompt(before, event, stepped);
  endsForReason(world, before, event, stepped);
  if (isToBeWritten(before, stepped)) world.written = stepped.state;
  if (event.kind === "engine.changed" && event.isUp) world.toldUpAt = stepped.state.now;
  if (event.kind === "snapshot") world.seenAskedAt = Math.max(world.seenAskedAt, event.askedAt);
  take(world, stepped);
  owesWhatItOwes(world, before);
  if (event.kind === "command" && !stepped.effects.some(isRefusal)) world.obeyed.add(event.command.name);
}

export const isRefusal = (effect: Effect): boolean => effect.kind === "notify" && effect.notice.kind === "refused";

function take(world: World, { state, effects }: Stepped): void {
  world.call = state;
  world.effects = effects;
  for (const effect of effects) world.ledger.take(effect);
  keepsItsShape(world);
  for (const effect of effects) {
    if (effect.kind !== "verb") world.log?.push(`    ${effectInWords(effect)}`);
    else if (!world.isCrashing) perform(world, effect.verb);
  }
  if (!world.isCrashing) {
    keepsTheWall(world);
    return;
  }
  world.isCrashing = false;
  world.log?.push("    the program dies before it does any of it, and another takes over");
  world.call = takenUp(world.written, world.now);
  deliver(world, { kind: "engine.changed", at: world.now, isUp: true });
}

function perform(world: World, verb: Verb): void {
  asksInTime(world, verb);
  recordsOnce(world, verb);
  const { engine, network, random, weather, now } = world;
  const failure = drawFailure(world, verb);
  const isDone = failure === null || (failure === "down" && random.chance(0.5));
  const code = isDone ? engine.perform(verb, now) : null;
  if ((verb.name === "play" || verb.name === "dial") && !world.isCalm && random.chance(0.1))
    neverEnds(world, verb.legId);
  world.log?.push(`    ${verbInWords(verb)}${(failure ?? code) ? ` failed: ${failure ?? code}` : ""}`);
  if (failure ?? code) {
    const legId = "legId" in verb ? verb.legId : null;
    const failed = { kind: "verb.failed", verb: verb.name, legId, code: (failure ?? code)! } as const;
    network.send(failed, "verbs", now, random, { ...weather, lost: 0 });
  } else if (verb.name === "snapshot")
    network.send(
      { kind: "snapshot", askedAt: verb.askedAt, snapshot: engine.snapshot() },
      "verbs",
      now,
      random,
      weather,
    );
}

/** A prompt or a device that hangs. */
function neverEnds({ engine }: World, legId: string): void {
  for (const leg of engine.legs) if (leg.id === legId && !leg.bridge) leg.timeoutAt = null;
}

/** An engine may be slow, full or away, but it does not say that something is gone which is there. */
function drawFailure({ random, weather }: World, verb: Verb): EngineErrorCode | null {
  const share = verb.name === "answer" ? 0.5 : weather.verbFails;
  if (weather.verbFails === 0 || !random.chance(share)) return null;
  const codes: EngineErrorCode[] = ["wrong_state", "down", "limit"];
  return verb.name === "dial" ? random.pick([...codes, "no_target"] as const) : random.pick(codes);
}

/** Lets time pass: what is on its way arrives, phones that rang too long give up, deadlines are met. */
export function pump(world: World, until: number): void {
  for (let round = 0; ; round++) {
    assert.ok(round < 5000, "time goes on");
    const due = nextDue(world);
    if (due === null || due.at > until) break;
    passTo(world, Math.max(world.now, due.at));
    due.meet();
  }
  passTo(world, until);
}

function nextDue(world: World): { at: number; meet(): void } | null {
  const { engine, network, call, upAt } = world;
  let first: { at: number; meet(): void } | null = null;
  const offer = (at: number | null, meet: () => void): void => {
    if (at !== null && (first === null || at < first.at)) first = { at, meet };
  };
  offer(network.dueAt(), () => deliver(world, network.take(world.now)!));
  for (const leg of engine.legs) offer(leg.timeoutAt, () => engine.timeOut(leg));
  offer(upAt, () => bringUp(world));
  offer(nextDeadline(call), () => deliver(world, { kind: "tick" }));
  return first;
}

export function bringUp(world: World): void {
  const isLongGone = world.upAt !== null && world.now - world.downSince > 35_000;
  assert.ok(!isLongGone || world.call.endedAt !== null, "an engine that stays away takes its calls along");
  world.upAt = null;
  world.engine.isDown = false;
  world.log?.push(`${world.now - start}: the engine is back`);
  const event = { kind: "engine.changed", at: world.now, isUp: true } as const;
  world.network.send(event, "engine", world.now, world.random, world.weather);
}

function passTo(world: World, to: number): void {
  const ms = to - world.now;
  if (ms <= 0) return;
  for (const leg of world.engine.legs)
    if (heardBy(leg).length > 0) world.heardMs.set(leg.id, (world.heardMs.get(leg.id) ?? 0) + ms);
  world.now = to;
}
