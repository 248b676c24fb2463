import assert from "node:assert/strict";
import type { Call } from "../../server/modules/voice/control/call.ts";
import type { Row } from "../../server/modules/voice/control/effect.ts";
import type { ControlEvent } from "../../server/modules/voice/control/event.ts";
import type { Stepped } from "../../server/modules/voice/control/step.ts";
import type { World } from "./world.ts";

/** Calls are not given up before all was tried, and it is said truly why they ended. */
export function endsForReason(world: World, before: Call, event: ControlEvent, { state, effects }: Stepped): void {
  const ended = effects.flatMap((effect) => (effect.kind === "persist" ? [effect.row] : [])).find(isEnd);
  if (!ended) return;
  const { cause, by } = ended;
  if (cause === "nobody")
    assert.notEqual(before.ring?.purpose, "transfer", "who transferred in vain is rung back first");
  if (cause !== "lost") return;
  if (event.kind === "snapshot" && by.kind !== "us")
    assert.ok(world.toldUpAt >= world.seenAskedAt, "what is gone without an engine's restart has hung up");
  if (by.kind === "us")
    assert.ok(isAway(before, state) || isSilent(world, before) || before.engine.failures >= 6, "lost");
}

const isEnd = (row: Row): row is Extract<Row, { kind: "call.ended" }> => row.kind === "call.ended";

const isAway = ({ engine }: Call, { now }: Call): boolean =>
  engine.unansweredSince !== null && now - engine.unansweredSince >= 20_000;

/** For half a minute, as call control knows, and not long since otherwise. */
function isSilent({ engine, isCalm, now, leftAt }: World, before: Call): boolean {
  const isLong = now - before.engine.changedAt >= 30_000 && (!isCalm || now - leftAt >= 30_000);
  return (
    isLong && (!isCalm || engine.legs.every((leg) => leg.isSilent || leg.state !== "up" || now - leg.soundAt < 6000))
  );
}
