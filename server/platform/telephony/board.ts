import { EngineError, type LegState, type RecordSides, type Snapshot } from "./adapter.ts";
import type { Timer } from "./clock.ts";
import type { Hearing, LegName } from "./plant.ts";
import type { Plays } from "./plays.ts";

/** What a switchboard knows: legs, who is bridged with whom, what is recorded. */
export interface Board {
  readonly legs: Map<string, Leg>;
  readonly recordings: Map<string, Recording>;
}

export interface Leg extends LegName {
  state: LegState;
  /** That it goes over; null: a device of ours. */
  readonly trunkId: string | null;
  isHeld: boolean;
  isHolding: boolean;
  isMuted: boolean;
  /** No audio came for some seconds, which was told. */
  isSilent: boolean;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** The legs that are bridged with it and itself; null in no bridge. */
  bridge: Set<Leg> | null;
  monitors: { mode: "listen" | "whisper" | "barge"; agent: Leg } | null;
  /** Music that loops until something else is to be heard. */
  music: string | null;
  readonly plays: Plays;
  /** While it is dialled: when it has rung for long enough. */
  ringsUntil: Timer | null;
}

export interface Recording {
  readonly callId: string;
  readonly recordingId: string;
  sides: RecordSides;
  /** Milliseconds that were recorded before the last pause. */
  ms: number;
  /** Since when it runs; null while it is paused. */
  since: number | null;
}

/** @throws EngineError gone */
export function requireLeg(board: Board, legId: string, callId?: string): Leg {
  const leg = board.legs.get(legId);
  if (!leg || (callId !== undefined && leg.callId !== callId))
    throw new EngineError("gone", `There is no leg ${legId}.`);
  return leg;
}

/** @throws EngineError gone, wrong_state */
export function requireUp(board: Board, legId: string, callId?: string): Leg {
  const leg = requireLeg(board, legId, callId);
  if (leg.state !== "up") throw new EngineError("wrong_state", `Leg ${legId} is ${leg.state}.`);
  return leg;
}

export const legsOf = (board: Board, callId: string): Leg[] =>
  [...board.legs.values()].filter((leg) => leg.callId === callId);

/** Whom each answered leg of a call hears; muting aside, which is the plant's. */
export function hearingOf(legs: readonly Leg[]): Hearing {
  const up = legs.filter((leg) => leg.state === "up");
  const supervisors = up.filter((leg) => leg.monitors && !isAway(leg));
  return new Map(
    up.map((leg) => {
      const watched = leg.monitors ? leg.monitors.agent.bridge : leg.bridge;
      if (!watched || isAway(leg)) return [leg.legId, []];
      const speakers = supervisors.filter(
        ({ monitors }) => monitors!.agent.bridge === watched && reaches(monitors!, leg),
      );
      const heard = [...watched, ...speakers].filter((other) => other !== leg && !isAway(other));
      return [leg.legId, heard.map((other) => other.legId)];
    }),
  );
}

const isAway = (leg: Leg): boolean => leg.isHeld || leg.isHolding;
const reaches = ({ mode, agent }: NonNullable<Leg["monitors"]>, leg: Leg): boolean =>
  mode === "barge" || (mode === "whisper" && agent === leg);

/** @param callId all but one call is left out; undefined: nothing is */
export function describe(board: Board, registered: string[], callId?: string): Snapshot {
  const legs = callId === undefined ? [...board.legs.values()] : legsOf(board, callId);
  const recordings = [...board.recordings.values()].filter((one) => callId === undefined || one.callId === callId);
  const bridges = new Set(legs.flatMap((leg) => leg.bridge ?? []));
  return {
    legs: legs.map((leg) => ({
      callId: leg.callId,
      legId: leg.legId,
      state: leg.state,
      isHeld: leg.isHeld,
      isHolding: leg.isHolding,
      isMuted: leg.isMuted,
      isMonitor: leg.monitors !== null,
      isSilent: leg.isSilent,
      music: leg.music,
      playId: leg.plays.playId,
      since: leg.since,
    })),
    bridges: [...bridges].map((bridge) => ({
      callId: [...bridge][0]!.callId,
      legIds: [...bridge].map(({ legId }) => legId),
    })),
    recordings: recordings.map(({ callId, recordingId, since, sides }) => ({
      callId,
      recordingId,
      isPaused: since === null,
      ...sides,
    })),
    registered,
  };
}
