import assert from "node:assert/strict";
import { verbInWords } from "#test/call_world/words.ts";
import type { EngineErrorCode, EngineEvent, Snapshot } from "../../../platform/telephony/adapter.ts";
import type { Call, Offer, Terms } from "./call.ts";
import { nextDeadline } from "./deadlines.ts";
import type { Effect, Notice, Row, Verb } from "./effect.ts";
import type { Command, ControlEvent, Opening } from "./event.ts";
import { openCall, type Stepped, step } from "./step.ts";

export const customer = { kind: "outside", number: "+8613900000001", name: null } as const;
export const begin = 1_000_000;

export const terms: Terms = {
  number: "4000",
  shown: { inside: { number: customer.number, name: null }, outside: { number: "4000", name: null } },
  music: "music",
  ringTone: "tone",
  recording: "never",
  announcement: null,
  refusalKey: null,
  wrapUpMs: 30_000,
};

/** These people, each on one device, for twenty seconds. */
export const people = (...userIds: string[]): Offer => ({
  rings: userIds.map((userId) => ({
    party: { kind: "user", userId, address: `${userId}@house` },
    target: { kind: "user", address: `${userId}@house` },
    isAutoAnswer: false,
  })),
  timeoutMs: 20_000,
});

export const outside = (number: string): Offer => ({
  rings: [
    {
      party: { kind: "outside", number, name: null },
      target: { kind: "trunk", trunkId: "t", number },
      isAutoAnswer: false,
    },
  ],
  timeoutMs: 20_000,
});

export const inbound = (wanted: Offer, more: Partial<Opening> = {}): Scene =>
  sceneOf({
    callId: "c",
    direction: "inbound",
    caller: { kind: "incoming", legId: "in", party: customer },
    wanted,
    greeting: null,
    terms,
    ...more,
  });

/** Lee talks with a customer who has called; ten seconds of ringing are over. */
export function talking(more: Partial<Terms> = {}): Scene {
  const scene = inbound(people("lee"), { terms: { ...terms, ...more } });
  scene.passes(10_000).answers("c-1").forget();
  return scene;
}

/** Plays a call step by step, and says in short words what came of it since one asked last. */
export interface Scene {
  readonly call: Call;
  /** Lets time pass; deadlines on the way are met, and the engine says what is believed, if it says anything. */
  passes(ms: number, engine?: "answers" | "is away"): Scene;
  happens(event: ControlEvent): Scene;
  answers(legId: string): Scene;
  fails(legId: string, code: number): Scene;
  ends(legId: string): Scene;
  lost(legId: string): Scene;
  asks(userId: string, command: Command): Scene;
  refuses(verb: Verb["name"], legId: string | null, code: EngineErrorCode): Scene;
  /** Answers the latest question with what the call believes, but for what is said otherwise. */
  sees(more: Partial<Snapshot>): Scene;
  forget(): Scene;
  /** What was asked of the engine, without snapshots. */
  verbs(): string[];
  /** What number a rung leg's device shows. */
  shownTo(legId: string): string | null;
  rows(kind: Row["kind"]): Row[];
  told(userId: string): Notice["kind"][];
  /** Number, reason, and who is asked to call back. */
  callbacks(): string[];
  doing(): Record<string, string | null>;
}

export function sceneOf(opening: Opening): Scene {
  let now = begin;
  let { state: call, effects } = openCall(opening, now);
  let since: Effect[] = [...effects];
  const all: Effect[] = [...effects];

  function take(stepped: Stepped): void {
    call = stepped.state;
    effects = stepped.effects;
    since.push(...effects);
    all.push(...effects);
  }
  const happens = (event: ControlEvent): Scene => {
    take(step(call, event, now));
    return scene;
  };
  const hears = (event: Record<string, unknown>): Scene =>
    happens({ callId: call.id, at: now, ...event } as EngineEvent);

  const scene: Scene = {
    get call() {
      return call;
    },
    passes(ms, engine = "answers") {
      const until = now + ms;
      for (let due = nextDeadline(call); due !== null && due <= until; due = nextDeadline(call)) {
        now = due;
        happens({ kind: "tick" });
        const askedAt = call.engine.askedAt;
        if (askedAt !== null && engine === "answers") happens({ kind: "snapshot", askedAt, snapshot: seenBy(call) });
      }
      now = until;
      return scene;
    },
    happens,
    answers: (legId) => hears({ kind: "leg.answered", legId }),
    fails: (legId, code) => hears({ kind: "leg.failed", legId, code }),
    ends: (legId) => hears({ kind: "leg.ended", legId, by: "them", cause: "normal" }),
    lost: (legId) => hears({ kind: "leg.ended", legId, by: "us", cause: "media_lost" }),
    asks: (userId, command) => happens({ kind: "command", userId, command }),
    refuses: (verb, legId, code) => happens({ kind: "verb.failed", verb, legId, code }),
    sees(more) {
      const askedAt = call.engine.askedAt;
      assert.ok(askedAt !== null, "somebody asked");
      return happens({ kind: "snapshot", askedAt, snapshot: { ...seenBy(call), ...more } });
    },
    forget() {
      since = [];
      return scene;
    },
    verbs() {
      const verbs = since.flatMap((effect) => (effect.kind === "verb" ? [effect.verb] : []));
      since = since.filter(({ kind }) => kind !== "verb");
      return verbs.filter(({ name }) => name !== "snapshot").map(verbInWords);
    },
    shownTo(legId) {
      for (const effect of all)
        if (effect.kind === "verb" && effect.verb.name === "dial" && effect.verb.legId === legId)
          return effect.verb.options.from.number;
      return null;
    },
    rows: (kind) =>
      all.flatMap((effect) => (effect.kind === "persist" && effect.row.kind === kind ? [effect.row] : [])),
    told(userId) {
      return since.flatMap((effect) =>
        effect.kind === "notify" && effect.userId === userId ? [effect.notice.kind] : [],
      );
    },
    callbacks() {
      const tasks = all.flatMap((effect) => (effect.kind === "callback_task" ? [effect] : []));
      return tasks.map(({ number, reason, userId }) => [number, reason, userId ?? "anybody"].join(" "));
    },
    doing() {
      const doing: Record<string, string | null> = {};
      for (const effect of all) if (effect.kind === "occupy") doing[effect.userId] = effect.as;
      return doing;
    },
  };
  return scene;
}

/** An engine that is as the call believes. */
export function seenBy(call: Call): Snapshot {
  const bridges = new Set(
    call.legs.flatMap(({ there }) => (there.sound.kind === "bridge" ? [there.sound.legIds.join(" ")] : [])),
  );
  const { recording } = call;
  return {
    legs: call.legs.map(({ id: legId, state, there, startedAt: since, silentSince }) => ({
      ...{ callId: call.id, legId, state: state === "ending" ? "up" : state, isMonitor: false, since },
      ...{
        isHeld: there.hold?.isHeld ?? false,
        isHolding: false,
        isMuted: there.isMuted,
        isSilent: silentSince !== null,
      },
      music: there.hold?.isHeld ? there.hold.music : there.sound.kind === "park" ? there.sound.music : null,
      playId: there.sound.kind === "play" ? (call.greeting?.playId ?? null) : null,
    })),
    bridges: [...bridges].map((legIds) => ({ callId: call.id, legIds: legIds.split(" ") })),
    recordings:
      recording.id === null
        ? []
        : [{ callId: call.id, recordingId: recording.id, isPaused: recording.isPausedThere, ...recording.sides }],
    registered: [],
  };
}
