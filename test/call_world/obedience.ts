import assert from "node:assert/strict";
import { type Call, type Leg, partOf, placed } from "../../server/modules/voice/control/call.ts";
import type { Command } from "../../server/modules/voice/control/event.ts";
import { heardBy, type RealLeg } from "./engine.ts";
import { deliver, isRefusal, pump, type World } from "./world.ts";

/** In a world where nothing goes wrong, a person asks for something: it is done, as the people would hear it, or it is refused and nothing is done. */
export function obeys(world: World, userId: string, command: Command): void {
  const before = world.call;
  const leg = partOf(before, userId);
  deliver(world, { kind: "command", userId, command });
  const { effects } = world;
  pump(world, world.now);
  if (effects.some(isRefusal)) {
    assert.equal(effects.length, 1, "a command that is refused does nothing");
    assert.equal(isReasonable(before, userId, leg, command), false, `${command.name} is refused without reason`);
    return;
  }
  assert.ok(isReasonable(before, userId, leg, command), `${command.name} is done though it does not fit`);
  if (leg) outcomes[command.name]?.({ world, before, leg, command });
}

/** When a person may ask for what, said without the code that decides it. */
function isReasonable(call: Call, userId: string, leg: Leg | undefined, command: Command): boolean {
  const { name } = command;
  if (name === "wrapUpDone") return call.wrapUps.some((one) => one.userId === userId);
  if (name === "hangUp") return call.legs.some((one) => isOf(one, userId) && one.state !== "ending");
  if (leg?.state !== "up") return false;
  const line = placed(call, "line");
  const isInPair = leg.place === "line" && line.length === 2;
  const isAsking = call.consult?.by === leg.id;
  if (name === "hold" || name === "resume") return leg.place === "line";
  if (name === "mute" || name === "unmute") return true;
  if (name === "blindTransfer" || name === "consult") return isInPair;
  if (name === "rejoin") return call.ring === null;
  if (name === "completeTransfer" || name === "cancelConsult") return isAsking;
  if (name === "conference") return isAsking && placed(call, "aside").length === 2;
  if (name === "leaveConference") return leg.place === "line" && line.length === 3;
  if (name === "sendKeys") {
    const isAccompanied = leg.place === "line" || (leg.place === "aside" && placed(call, "aside").length === 2);
    return /^[0-9*#A-D]+$/.test(command.digits) && isAccompanied;
  }
  if (call.recording.isRefused && name !== "stopRecording") return false;
  if (name === "startRecording" || name === "stopRecording") return call.terms.recording === "asked";
  return call.terms.recording !== "never";
}

const isOf = ({ party }: Leg, userId: string | null): boolean => party.kind === "user" && party.userId === userId;

interface Obeyed {
  world: World;
  before: Call;
  leg: Leg;
  command: Command;
}

const outcomes: Partial<Record<Command["name"], (obeyed: Obeyed) => void>> = {
  hangUp({ world, before, leg }) {
    isGone(world, leg);
    const line = placed(before, "line");
    if (leg.place === "line" && line.length === 2)
      assert.equal(world.engine.legs.length, 0, "hanging up ends the call");
    if (leg.place === "line" && line.length === 3)
      hearEachOther(
        world,
        line.filter((one) => one !== leg),
      );
    if (leg.place === "line" && line.length === 2) endedBy(world, leg, "hung_up");
  },
  hold({ world, before, leg }) {
    hearsNobody(world, leg);
    const line = placed(before, "line");
    for (const other of line.length === 2 ? line : []) hearsNobody(world, other);
  },
  resume({ world, before }) {
    const line = placed(before, "line");
    if (line.filter(({ isHolding }) => isHolding).length < 2 && line.length === 2 && !isHeldByOther(world))
      hearEachOther(world, line);
  },
  mute: ({ world, leg }) => assert.equal(real(world, leg)!.isMuted, true),
  unmute: ({ world, leg }) => assert.equal(real(world, leg)!.isMuted, false),
  blindTransfer({ world, before, leg }) {
    isGone(world, leg);
    for (const other of placed(before, "line")) if (other !== leg) hearsNobody(world, other);
    assert.ok(world.call.endedAt !== null || rings(world), "somebody is rung for who waits");
    const isRungBack = world.engine.legs.some((one) => rung(one) && isOf(leg, one.userId));
    assert.ok(!isRungBack || world.call.ring?.purpose === "ring_back", "who transfers is not asked to take it");
  },
  consult({ world, before, leg }) {
    const isTried = rings(world);
    if (isTried) for (const one of placed(before, "line")) hearsNobody(world, one);
    else hearEachOther(world, [leg, ...placed(before, "line").filter((one) => one !== leg)]);
  },
  rejoin({ world, leg }) {
    assert.ok(real(world, leg), "their part goes on until the other device is picked up");
    assert.ok(rings(world) || world.call.ring === null, "another device of theirs is rung");
  },
  completeTransfer({ world, before, leg }) {
    isGone(world, leg);
    const asked = placed(before, "aside").filter((one) => one !== leg);
    if (asked.length > 0) hearEachOther(world, [...placed(before, "waiting"), ...asked], "all");
    else assert.ok(rings(world), "an unanswered consultation goes on as a transfer");
  },
  cancelConsult({ world, before, leg }) {
    for (const asked of placed(before, "aside")) if (asked.id !== leg.id) isGone(world, asked);
    assert.equal(rings(world), false, "nobody is rung any more");
    hearEachOther(world, [...placed(before, "waiting"), leg], "all");
  },
  conference: ({ world, before }) =>
    hearEachOther(world, [...placed(before, "waiting"), ...placed(before, "aside")], "all"),
  leaveConference({ world, before, leg }) {
    isGone(world, leg);
    hearEachOther(
      world,
      placed(before, "line").filter((one) => one.id !== leg.id),
    );
  },
  sendKeys({ world, leg }) {
    const sent = world.effects.flatMap((effect) =>
      effect.kind === "verb" && effect.verb.name === "sendDtmf" ? [effect.verb] : [],
    );
    assert.ok(sent.length > 0 && sent.every(({ legId }) => legId !== leg.id), "keys go to others");
  },
};

const real = ({ engine }: World, { id }: Leg) => engine.legs.find((leg) => leg.id === id);
const isGone = (world: World, leg: Leg): void => assert.equal(real(world, leg), undefined, `${leg.id} is gone`);
const rung = ({ state }: RealLeg): boolean => state === "dialing" || state === "ringing";
const rings = ({ engine }: World): boolean => engine.legs.some(rung);
const isHeldByOther = ({ call }: World): boolean => call.legs.some(({ isHolding }) => isHolding);

function hearsNobody(world: World, leg: Leg): void {
  const there = real(world, leg);
  if (there)
    assert.deepEqual(
      heardBy(there).map(({ id }) => id),
      [],
      `${leg.id} hears nobody`,
    );
}

/** After a consultation all do; otherwise somebody may hold. */
function hearEachOther(
  world: World,
  legs: readonly Leg[],
  who: "all" | "who does not hold" = "who does not hold",
): void {
  if (who !== "all" && isHeldByOther(world)) return;
  for (const leg of legs) {
    const heard = heardBy(real(world, leg)!).map(({ id }) => id);
    assert.deepEqual(
      heard.sort(),
      legs
        .map(({ id }) => id)
        .filter((id) => id !== leg.id)
        .sort(),
      `${leg.id} hears the others`,
    );
  }
}

function endedBy({ ledger }: World, { party }: Leg, cause: string): void {
  const by = party.kind === "user" ? { kind: "user", userId: party.userId } : { kind: "outside" };
  assert.deepEqual([ledger.ended?.by, ledger.ended?.cause], [by, cause], "who ended it");
}
