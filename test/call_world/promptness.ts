import assert from "node:assert/strict";
import { type Call, findLeg } from "../../server/modules/voice/control/call.ts";
import { nextDeadline } from "../../server/modules/voice/control/deadlines.ts";
import type { Effect } from "../../server/modules/voice/control/effect.ts";
import type { ControlEvent } from "../../server/modules/voice/control/event.ts";
import type { Stepped } from "../../server/modules/voice/control/step.ts";

/** What has to follow an event at once, and not when somebody looks by chance. */
export function isPrompt(before: Call, event: ControlEvent, stepped: Stepped): void {
  if (before.endedAt !== null) return;
  if (event.kind === "leg.answered") cancelsOthers(before, event.legId, stepped.effects);
  else if (event.kind === "engine.changed") assert.ok(asksWhatThereIs(stepped), "who is told of an engine asks it");
  else if (event.kind === "media.lost" && findLeg(before, event.legId))
    assert.ok(
      asksWhatThereIs(stepped) || stepped.state.endedAt !== null,
      "who hears nobody asks whether they are there",
    );
  else if (event.kind === "snapshot") {
    knowsWhatWasLost(before, event, stepped);
    const isAskedAnew = asksWhatThereIs(stepped) || stepped.state.endedAt !== null;
    if (isGreetingOver(before, event))
      assert.equal(stepped.state.greeting, null, "who hears no greeting is not greeted");
    assert.ok(isAskedAnew || stepped.state.engine.askedAt !== event.askedAt, "what was answered is not waited for");
  } else if (event.kind === "verb.failed" && event.verb === "dial") letsGoOfDial(event.legId, stepped);
  else if (event.kind === "verb.failed" && ["answer", "bridge", "park"].includes(event.verb) && event.code !== "gone")
    looksAgain(before, stepped);
}

/** Whoever answers first has it, and the others are told so. */
function cancelsOthers(before: Call, answered: string, effects: readonly Effect[]): void {
  const leg = findLeg(before, answered);
  if (leg?.place !== "rung" || leg.state === "ending") return;
  const cancelled = new Set<string>();
  for (const effect of effects) {
    if (effect.kind !== "verb" || effect.verb.name !== "hangup") continue;
    const { legId, cause } = effect.verb;
    if (legId === leg.id || !before.ring?.legIds.includes(legId)) continue;
    cancelled.add(legId);
    assert.equal(cause, "answered_elsewhere", `why ${legId} ends`);
  }
  for (const legId of before.ring?.legIds ?? [])
    assert.ok(legId === leg.id || cancelled.has(legId), `${legId} rings on after ${leg.id} answered`);
}

const isGreetingOver = (
  { greeting, engine }: Call,
  { askedAt, snapshot }: Extract<ControlEvent, { kind: "snapshot" }>,
): boolean => greeting !== null && askedAt > engine.changedAt && snapshot.legs.every(({ playId }) => playId === null);

const asksWhatThereIs = ({ effects }: Stepped): boolean =>
  effects.some((effect) => effect.kind === "verb" && effect.verb.name === "snapshot");

/** An engine that came back without any leg took the conversation along; nobody hung up. */
function knowsWhatWasLost(
  before: Call,
  { askedAt, snapshot }: Extract<ControlEvent, { kind: "snapshot" }>,
  { effects }: Stepped,
): void {
  const { restartedAt } = before.engine;
  const isAfterRestart = restartedAt !== null && restartedAt <= askedAt;
  const isConversation = before.legs.filter(({ place, state }) => place === "line" && state === "up").length > 1;
  const isKnownSince = before.legs.every(({ startedAt }) => startedAt < askedAt);
  if (!isAfterRestart || !isConversation || !isKnownSince || snapshot.legs.length > 0) return;
  const ended = effects.flatMap((effect) =>
    effect.kind === "persist" && effect.row.kind === "call.ended" ? [effect.row] : [],
  );
  assert.equal(ended[0]?.cause, "lost", "what went with the engine was lost");
}

function letsGoOfDial(legId: string | null, { state }: Stepped): void {
  const leg = legId === null ? undefined : findLeg(state, legId);
  assert.ok(leg?.place !== "rung" || leg.state === "ending", `${legId} was not dialled and is not waited for`);
}

function looksAgain(before: Call, { state }: Stepped): void {
  const isFirst = before.engine.failures === 0 && state.endedAt === null;
  if (isFirst) assert.ok(nextDeadline(state)! <= state.now + 2000, "what failed is looked at again soon");
}
