import assert from "node:assert/strict";
import { isDone, placed } from "../../server/modules/voice/control/call.ts";
import { hangUpStrays } from "../../server/modules/voice/control/strays.ts";
import { randomOf } from "../generate/random.ts";
import { drawOpening } from "./cast.ts";
import { end, goSilent, happen, letPass, soundAgain } from "./deeds.ts";
import { calm, type Weather } from "./network.ts";
import { isTrue } from "./promises.ts";
import { isTold, stray } from "./truths.ts";
import { beginWorld, bringUp, pump, type World } from "./world.ts";

/** A call's life: how it begins, and a seed for each thing that happens. Leaving things out gives another life. */
export interface Life {
  readonly opening: number;
  readonly deeds: readonly number[];
}

export const drawLife = (seed: number): Life => {
  const random = randomOf(seed, 2);
  return { opening: seed, deeds: Array.from({ length: random.between(4, 40) }, () => random.below(2 ** 31)) };
};

/** So long after all is quiet everything has to be in order, in milliseconds. */
const grace = 10_000;

/** Lives a call to its end. @throws AssertionError at the first promise that is not kept */
export function live({ opening, deeds }: Life, log: string[] | null = null): World {
  const random = randomOf(opening, 3);
  const drawn = drawOpening(random);
  const world = beginWorld(drawn, random, drawWeather(random), log);
  for (const deed of deeds) {
    world.random = randomOf(deed);
    happen(world);
    letPass(world, world.random);
    if (world.isCalm) isTrue(world);
  }
  becomesQuiet(world);
  hangsUp(world);
  pump(world, world.now + grace + drawn.terms.wrapUpMs);
  assert.ok(isDone(world.call), "a call that everybody left is done");
  isTrue(world);
  isTold(world);
  return world;
}

function drawWeather(random: World["random"]): Weather {
  if (random.chance(0.4)) return calm;
  const isBad = (): boolean => random.chance(0.5);
  return {
    lost: isBad() ? 0.12 : 0,
    doubled: isBad() ? 0.2 : 0,
    delayMs: isBad() ? random.pick([50, 1500, 4000]) : 0,
    verbFails: isBad() ? random.pick([0.1, 0.1, 0.1, 0.9]) : 0,
    restart: isBad() ? 0.08 : 0,
    crash: isBad() ? 0.06 : 0,
    clockBack: isBad() ? 0.1 : 0,
  };
}

/** From now on nothing goes wrong and nobody does anything; what is wrong still has to be found. */
function becomesQuiet(world: World): void {
  world.weather = calm;
  world.isCrashing = false;
  if (world.engine.isDown) bringUp(world);
  world.log?.push("all is quiet");
  pump(world, world.now + grace);
  sweepsUp(world);
  isTrue(world);
  pump(world, world.now + grace);
  const { call } = world;
  assert.ok(
    call.endedAt !== null || call.engine.failures === 0,
    "what is as it should be is not held against the engine",
  );
}

/** Of a call that is over nobody asks the engine any more, but whoever runs all calls does. */
function sweepsUp({ engine, call, now }: World): void {
  if (call.endedAt === null) return;
  for (const verb of hangUpStrays(engine.snapshot(), () => false, now)) {
    assert.ok("legId" in verb && verb.legId.startsWith(stray), "only strays are left");
    engine.perform(verb, now);
  }
}

/** Nobody waits for ever, and who hangs up is gone. */
function hangsUp(world: World): void {
  for (let waited = 0; world.call.ring !== null || world.call.greeting !== null; waited++) {
    assert.ok(waited < 30, "nobody waits for ever");
    pump(world, world.now + grace);
  }
  if (world.random.chance(0.3)) goesSilent(world, world.random.chance(0.5));
  if (placed(world.call, "line").length === 3 && world.random.chance(0.3)) losesItsVoice(world);
  while (world.engine.legs.length > 0) {
    const leg = world.engine.legs.find(({ state }) => state === "up" || state === "incoming")!;
    world.log?.push(`${leg.id} hangs up`);
    end(world, leg, false);
    pump(world, world.now + grace);
    isTrue(world);
  }
}

/** Of three only one has been heard for long, and goes. */
function losesItsVoice(world: World): void {
  const [voice, ...others] = world.engine.legs;
  soundAgain(world, voice!);
  for (const leg of others) goSilent(world, leg);
  pump(world, world.now + 4 * grace);
  end(world, voice!, false);
  pump(world, world.now);
  assert.equal(world.call.endedAt, null, "the other two are not given up in the same moment");
}

/** No telephone sends audio for a while, or ever again: somebody has to notice, and nobody too early. */
function goesSilent(world: World, isForEver: boolean): void {
  if (world.engine.legs.every(({ isSilent }) => isSilent)) return;
  for (const leg of world.engine.legs) goSilent(world, leg);
  pump(world, world.now + grace);
  if (!isForEver) for (const leg of world.engine.legs) soundAgain(world, leg);
  pump(world, world.now + 40_000);
  assert.equal(world.call.endedAt !== null, isForEver, "a call ends in which nobody is heard, and no other");
}
