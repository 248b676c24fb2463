import assert from "node:assert/strict";
import { findLeg, partOf, placed } from "../../server/modules/voice/control/call.ts";
import type { Verb } from "../../server/modules/voice/control/effect.ts";
import { hangUpStrays } from "../../server/modules/voice/control/strays.ts";
import type { Random } from "../generate/random.ts";
import { drawCommand, users } from "./cast.ts";
import { type RealLeg, realLeg } from "./engine.ts";
import { obeys } from "./obedience.ts";
import { stray } from "./truths.ts";
import { deliver, pump, type World } from "./world.ts";

/** One thing that happens in the world: a telephone, a person, an engine, a program. */
export function happen(world: World): void {
  const { random, weather } = world;
  const chance = random.next();
  if (chance < weather.restart) restartEngine(world, random);
  else if (chance < weather.restart + weather.crash) world.isCrashing = true;
  else if (weather.crash > 0 && random.chance(0.03)) leaveBehind(world);
  else if (random.chance(isRinging(world) ? 0.8 : 0.4)) telephone(world, random);
  else command(world, random);
}

function command(world: World, random: Random): void {
  const talking = [...new Set(world.engine.legs.flatMap(({ userId }) => (userId ? [userId] : [])))];
  const userId = talking.length > 0 && random.chance(0.9) ? random.pick(talking) : random.pick(users);
  const { consult } = world.call;
  const isConsulting = consult !== null && consult.by === partOf(world.call, userId)?.id;
  const asked = drawCommand(random, userId, isConsulting);
  if (world.isCalm) obeys(world, userId, asked);
  else deliver(world, { kind: "command", userId, command: asked });
}

function telephone(world: World, random: Random): void {
  if (world.engine.legs.length === 0) return;
  const ringing = world.engine.legs.filter(isRung);
  const leg = random.pick(ringing.length > 0 && random.chance(0.7) ? ringing : world.engine.legs);
  world.log?.push(`${world.now - 1_000_000}: the telephone of ${leg.id}, ${leg.state}`);
  if (leg.state === "up") duringCall(world, leg, random);
  else if (leg.state !== "incoming") whileRung(world, leg, random);
  else if (random.chance(0.1)) world.engine.end(leg, "them", "normal");
}

const isRung = ({ state }: RealLeg): boolean => state === "dialing" || state === "ringing";
const isRinging = ({ engine }: World): boolean => engine.legs.some(isRung);

function whileRung(world: World, leg: RealLeg, random: Random): void {
  const { engine } = world;
  const chance = random.next();
  if (chance < 0.2 && leg.state === "dialing") {
    leg.state = "ringing";
    tell(world, { kind: "leg.ringing", legId: leg.id });
  } else if (chance < 0.9) {
    leg.state = "up";
    leg.timeoutAt = null;
    tell(world, { kind: "leg.answered", legId: leg.id });
  } else engine.fail(leg, random.pick([486, 486, 408, 503, 603, 404, 480]));
}

function duringCall(world: World, leg: RealLeg, random: Random): void {
  const chance = random.next();
  if (chance < 0.15) end(world, leg, random.chance(0.2));
  else if (chance < 0.5) tell(world, { kind: "leg.held", legId: leg.id });
  else if (chance < 0.8) tell(world, { kind: "leg.resumed", legId: leg.id });
  else if (chance < 0.84) goSilent(world, leg);
  else if (chance < 0.9) soundAgain(world, leg);
  else tell(world, { kind: "dtmf", legId: leg.id, digit: "5" });
}

export function end(world: World, leg: RealLeg, isLost: boolean): void {
  const { call, engine } = world;
  const { userId } = leg;
  const party = findLeg(call, leg.id)?.party;
  const isCustomer = party?.kind === "outside" && party.number === call.customer?.number;
  const line = placed(call, "line");
  const others = line.some(({ id }) => id === leg.id) ? line.filter(({ id }) => id !== leg.id) : [];
  if (isCustomer && line.length === 3) world.isServed = true;
  if (isLost) engine.end(leg, "us", "media_lost");
  else engine.end(leg, "them", "normal");
  if (isLost && world.isCalm && userId !== null && others.length === 1) {
    pump(world, world.now);
    const isRungBack = engine.legs.some((one) => one.userId === userId && isRung(one));
    assert.ok(isRungBack, "whose device was lost is rung back");
  }
}

export function goSilent(world: World, leg: RealLeg): void {
  leg.isSilent = true;
  tell(world, { kind: "media.lost", legId: leg.id });
}

export function soundAgain(world: World, leg: RealLeg): void {
  leg.isSilent = false;
  leg.soundAt = world.now;
}

type Telling =
  | { kind: "leg.ringing" | "leg.answered" | "leg.held" | "leg.resumed" | "media.lost"; legId: string }
  | { kind: "dtmf"; legId: string; digit: string };

function tell({ engine, network, now, random, weather, call }: World, event: Telling): void {
  if (engine.isDown) return;
  network.send({ ...event, callId: call.id, at: now }, event.legId, now, random, weather);
}

function restartEngine(world: World, random: Random): void {
  const { engine, network, now, weather } = world;
  const share = random.pick([0, 0.5, 1]);
  engine.restart(() => random.chance(share));
  if (!engine.isDown) world.downSince = now;
  engine.isDown = true;
  world.upAt = now + random.pick([0, 500, 4000, 9000, 40_000]);
  world.log?.push(`${now - 1_000_000}: the engine dies; left: ${engine.legs.map(({ id }) => id)}`);
  network.send({ kind: "engine.changed", at: now, isUp: false }, "engine", now, random, weather);
}

const isOf =
  (id: string) =>
  (verb: Verb): boolean =>
    "legId" in verb && verb.legId === id;

/** Another program had dialled and recorded for this call, and died before it could write that down. */
function leaveBehind({ engine, call, now }: World): void {
  const id = `${stray}-${now}`;
  if (engine.isDown || engine.legs.length === 0 || engine.legs.some((leg) => leg.id === id)) return;
  engine.legs.push(realLeg({ id, callId: call.id, userId: null, state: "up", since: now }));
  engine.recordings.set(id, { callId: call.id, isPaused: false, left: [], right: [] });
  assert.deepEqual(hangUpStrays(engine.snapshot(), () => false, now).filter(isOf(id)), [], "it may be new");
}

export const letPass = (world: World, random: Random): void => {
  const chance = random.next();
  const ms = chance < 0.3 ? 0 : random.below(chance < 0.7 ? 3000 : chance < 0.95 ? 12_000 : 60_000);
  pump(world, world.now + ms);
};
