import assert from "node:assert/strict";
import type { Effect, Row } from "../../server/modules/voice/control/effect.ts";

type RowOf<K extends Row["kind"]> = Extract<Row, { kind: K }>;
type Spent = RowOf<"call.ended">["spent"];

/** What call control has had written and told, as a database and the people would keep it; it refuses what cannot be. */
export interface Ledger {
  started: RowOf<"call.started"> | null;
  answered: RowOf<"call.answered"> | null;
  ended: RowOf<"call.ended"> | null;
  legs: Map<string, RowOf<"leg.ended">>;
  wrapUps: Map<string, RowOf<"wrap_up">>;
  callbacks: Extract<Effect, { kind: "callback_task" }>[];
  /** Legs of which it was said that somebody is on the line with them. */
  connected: Set<string>;
  /** What each person was last said to be doing. */
  doing: Map<string, string>;
  take(effect: Effect): void;
}

export function makeLedger(): Ledger {
  /** How far a leg's segments reach, and what they add up to. */
  const written = new Map<string, { from: number; to: number; spent: Record<string, number> }>();
  /** Legs whose person was told that they ring, and not yet what came of it. */
  const ringing = new Set<string>();
  const popped = new Set<string>();

  function take(row: Row): void {
    if (ledger.ended && row.kind !== "wrap_up") assert.fail(`${row.kind} after the end`);
    if (row.kind === "call.started") ledger.started = once(ledger.started, row);
    else if (row.kind === "call.answered") ledger.answered = once(ledger.answered, row);
    else if (row.kind === "call.ended") {
      ledger.ended = once(ledger.ended, row);
      assert.equal(row.from, ledger.started?.at ?? row.from, "a call is as long as its life");
      assert.equal(sum(row.spent), row.to - row.from, "the seconds of a call add up");
    } else if (row.kind === "segment") addSegment(row);
    else if (row.kind === "leg.ended") endLeg(row);
    else if (row.kind === "wrap_up") {
      assert.ok(!ledger.wrapUps.has(row.legId), "a leg is wrapped up once");
      assert.equal(row.from, ledger.legs.get(row.legId)?.to, "wrap-up begins where the leg ends");
      assert.ok(row.to >= row.from, "wrap-up does not run backwards");
      ledger.wrapUps.set(row.legId, row);
    }
  }

  function addSegment({ legId, activity, from, to }: RowOf<"segment">): void {
    const known = written.get(legId) ?? { from, to: from, spent: {} };
    assert.equal(known.to, from, `segments of ${legId} meet`);
    assert.ok(to > from, "a segment lasts");
    assert.ok(!ledger.legs.has(legId), "no segment after the end of its leg");
    known.to = to;
    known.spent[activity] = (known.spent[activity] ?? 0) + to - from;
    written.set(legId, known);
  }

  function endLeg(row: RowOf<"leg.ended">): void {
    assert.ok(!ledger.legs.has(row.legId), `${row.legId} ends once`);
    ledger.legs.set(row.legId, row);
    const known = written.get(row.legId) ?? { from: row.from, to: row.from, spent: {} };
    assert.equal(known.from, row.from, "segments begin with the leg");
    assert.equal(known.to, row.to, "segments reach to the end of the leg");
    assert.equal(sum(row.spent), row.to - row.from, `the seconds of ${row.legId} add up`);
    for (const [activity, ms] of Object.entries(row.spent))
      assert.equal(ms, known.spent[activity] ?? 0, `${row.legId}: ${activity} is what its segments say`);
  }

  function tell(effect: Extract<Effect, { kind: "notify" }>): void {
    const { notice, userId } = effect;
    if (notice.kind === "pop") popped.add(userId);
    if (notice.kind === "ringing") {
      assert.ok(!ringing.has(notice.legId), "a leg begins to ring once");
      assert.ok(popped.has(userId), "people know who calls before it rings");
      ringing.add(notice.legId);
    } else if (notice.kind === "stopped") assert.ok(ringing.delete(notice.legId), "what stops has rung");
    else if (notice.kind === "connected" || notice.kind === "ended") ringing.delete(notice.legId);
    if (notice.kind === "connected") ledger.connected.add(notice.legId);
  }

  const ledger: Ledger = {
    started: null,
    answered: null,
    ended: null,
    legs: new Map(),
    wrapUps: new Map(),
    callbacks: [],
    connected: new Set(),
    doing: new Map(),
    take(effect) {
      if (effect.kind === "persist") take(effect.row);
      else if (effect.kind === "notify") tell(effect);
      else if (effect.kind === "callback_task") {
        ledger.callbacks.push(effect);
        assert.equal(ledger.callbacks.length, 1, "one callback a call");
      } else if (effect.kind === "occupy") {
        assert.notEqual(ledger.doing.get(effect.userId) ?? null, effect.as, "people are told what changes");
        if (effect.as === null) ledger.doing.delete(effect.userId);
        else ledger.doing.set(effect.userId, effect.as);
      }
    },
  };
  return ledger;
}

function once<T>(known: T | null, row: T): T {
  assert.equal(known, null, "written once");
  return row;
}

const sum = (spent: Spent): number => Object.values(spent).reduce((total, ms) => total + ms, 0);
