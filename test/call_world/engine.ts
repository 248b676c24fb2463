import type { Verb } from "../../server/modules/voice/control/effect.ts";
import type {
  EndCause,
  EngineErrorCode,
  EngineEvent,
  LegState,
  Snapshot,
} from "../../server/platform/telephony/adapter.ts";

/** A leg as it really is, whatever call control believes. */
export interface RealLeg {
  id: string;
  callId: string;
  /** Null: outside. */
  userId: string | null;
  state: LegState;
  /** Legs of the same bridge share the object; null: alone. */
  bridge: { legs: RealLeg[] } | null;
  isHeld: boolean;
  isMuted: boolean;
  isSilent: boolean;
  /** When its audio came again. */
  soundAt: number;
  /** What it was held with, and what it hears in no bridge. */
  holdMusic: string | null;
  music: string | null;
  playId: string | null;
  /** When it was rung too long, or what is played ends. */
  timeoutAt: number | null;
  since: number;
}

type Told = EngineEvent extends infer E ? (E extends EngineEvent ? Omit<E, "at"> : never) : never;

/** A telephone engine without telephones: exact, synchronous, and blind to what it is used for. */
export interface RealEngine {
  legs: RealLeg[];
  /** Legs of supervisors who listen. */
  monitors: string[];
  recordings: Map<string, { callId: string; isPaused: boolean; left: readonly string[]; right: readonly string[] }>;
  isDown: boolean;
  perform(verb: Verb, now: number): EngineErrorCode | null;
  snapshot(): Snapshot;
  /** Takes a leg away and tells of it. */
  end(leg: RealLeg, by: "them" | "us", cause: EndCause): void;
  fail(leg: RealLeg, code: number): void;
  /** A leg's time is over: nobody picked up, or what was played has ended. */
  timeOut(leg: RealLeg): void;
  /** All that rings dies, of the others those that are not spared; who survives is alone. */
  restart(isSpared: (leg: RealLeg) => boolean): void;
}

/** A leg that hears nothing yet. */
export const realLeg = (leg: Pick<RealLeg, "id" | "callId" | "userId" | "state" | "since">): RealLeg => ({
  ...leg,
  ...{
    bridge: null,
    isHeld: false,
    isMuted: false,
    isSilent: false,
    soundAt: 0,
    holdMusic: null,
    music: null,
    playId: null,
    timeoutAt: null,
  },
});

export const playMs = 4000;

const userOf = (address: string): string => address.slice(0, 2);

/** @param isHoldLasting whether a hold outlives its bridge: engines differ, and nothing may depend on it */
export function makeEngine(tell: (event: Told) => void, isHoldLasting: boolean): RealEngine {
  const find = (legId: string): RealLeg | undefined => engine.legs.find(({ id }) => id === legId);

  function unbridge(leg: RealLeg): void {
    if (leg.bridge) leg.bridge.legs = leg.bridge.legs.filter((one) => one !== leg);
    leg.bridge = null;
    if (!isHoldLasting) leg.isHeld = false;
    leg.music = null;
    leg.playId = null;
    leg.timeoutAt = null;
  }

  function remove(leg: RealLeg): void {
    unbridge(leg);
    engine.legs = engine.legs.filter((one) => one !== leg);
    if (engine.legs.length === 0) engine.recordings.clear();
  }

  function dial(verb: Extract<Verb, { name: "dial" }>, now: number): EngineErrorCode | null {
    if (find(verb.legId)) return "wrong_state";
    const { callId, legId: id, target, options } = verb;
    const userId = target.kind === "user" ? userOf(target.address) : null;
    const leg = realLeg({ id, callId, userId, state: "dialing", since: now });
    engine.legs.push({ ...leg, timeoutAt: now + options.timeoutMs });
    return null;
  }

  function bridge({ legIds }: Extract<Verb, { name: "bridge" }>): EngineErrorCode | null {
    const legs = legIds.map(find);
    if (legs.some((leg) => leg === undefined)) return "gone";
    if (legs.some((leg) => leg!.state !== "up")) return "wrong_state";
    const made = { legs: legs as RealLeg[] };
    for (const leg of made.legs) unbridge(leg);
    for (const leg of made.legs) leg.bridge = made;
    return null;
  }

  function record(verb: Extract<Verb, { name: "record" }>): EngineErrorCode | null {
    const { callId, recordingId, action } = verb;
    const recording = engine.recordings.get(recordingId);
    if (engine.legs.length === 0) return "gone";
    if (action === "start") {
      const { left, right } = verb.sides;
      if ([...left, ...right].some((legId) => find(legId)?.state !== "up")) return "gone";
      engine.recordings.set(recordingId, { callId, isPaused: recording?.isPaused ?? false, left, right });
    } else if (!recording) return "gone";
    else if (action === "stop") engine.recordings.delete(recordingId);
    else recording.isPaused = action === "pause";
    return null;
  }

  function onLeg(leg: RealLeg, verb: Verb, now: number): EngineErrorCode | null {
    if (verb.name === "hangup") {
      if (leg.state === "dialing" || leg.state === "ringing") engine.fail(leg, 487);
      else engine.end(leg, "us", verb.cause);
      return null;
    }
    if (verb.name === "answer" || verb.name === "reject") {
      if (leg.state !== "incoming") return "wrong_state";
      if (verb.name === "reject") engine.end(leg, "us", "normal");
      else leg.state = "up";
      return null;
    }
    if (leg.state !== "up") return "wrong_state";
    if (verb.name === "park") {
      unbridge(leg);
      leg.music = verb.music;
    } else if (verb.name === "play") Object.assign(leg, { music: null, playId: verb.playId, timeoutAt: now + playMs });
    else if (verb.name === "hold") Object.assign(leg, { isHeld: verb.isHeld, holdMusic: verb.music });
    else if (verb.name === "mute") leg.isMuted = verb.isMuted;
    return null;
  }

  const engine: RealEngine = {
    legs: [],
    monitors: [],
    recordings: new Map(),
    isDown: false,
    perform(verb, now) {
      if (engine.isDown) return "down";
      if (verb.name === "snapshot") return null;
      if (verb.name === "dial") return dial(verb, now);
      if (verb.name === "bridge") return bridge(verb);
      if (verb.name === "record") return record(verb);
      const leg = find(verb.legId);
      return leg ? onLeg(leg, verb, now) : "gone";
    },
    snapshot() {
      const bridges = new Set(engine.legs.flatMap(({ bridge }) => (bridge ? [bridge] : [])));
      const seen = engine.legs.map(({ id: legId, callId, state, isHeld, isMuted, isSilent, playId, since, ...leg }) => {
        const music = leg.bridge ? (isHeld ? leg.holdMusic : null) : leg.music;
        const isHolding = false;
        return { callId, legId, state, isHeld, isHolding, isMuted, isMonitor: false, isSilent, music, playId, since };
      });
      const monitors = engine.monitors.flatMap((legId) =>
        seen.slice(0, 1).map((leg) => ({ ...leg, legId, isMonitor: true })),
      );
      return {
        legs: [...seen, ...monitors],
        bridges: [...bridges].map(({ legs }) => ({ callId: legs[0]!.callId, legIds: legs.map(({ id }) => id) })),
        recordings: [...engine.recordings].map(([recordingId, recording]) => ({ recordingId, ...recording })),
        registered: [],
      };
    },
    end(leg, by, cause) {
      remove(leg);
      tell({ kind: "leg.ended", callId: leg.callId, legId: leg.id, by, cause });
    },
    fail(leg, code) {
      remove(leg);
      tell({ kind: "leg.failed", callId: leg.callId, legId: leg.id, code });
    },
    timeOut(leg) {
      const { callId, id: legId, playId } = leg;
      if (leg.state !== "up") engine.fail(leg, 408);
      else if (playId !== null) {
        unbridge(leg);
        tell({ kind: "play.finished", callId, legId, playId, reason: "end" });
      }
    },
    restart(isSpared) {
      const alone = {
        bridge: null,
        isHeld: false,
        isMuted: false,
        isSilent: false,
        music: null,
        playId: null,
        timeoutAt: null,
      };
      for (const leg of engine.legs) Object.assign(leg, alone);
      engine.legs = engine.legs.filter((leg) => (leg.state === "up" || leg.state === "incoming") && isSpared(leg));
      engine.recordings.clear();
    },
  };
  return engine;
}

/** Whom a leg hears now. */
export function heardBy(leg: RealLeg): RealLeg[] {
  if (leg.isHeld || !leg.bridge) return [];
  return leg.bridge.legs.filter((one) => one !== leg && !one.isHeld);
}
