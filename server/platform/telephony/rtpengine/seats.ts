import { EngineError, type RecordSides } from "../adapter.ts";
import type { Hearing } from "../plant.ts";
import type { Party } from "./media.ts";

/** A leg's audio. */
export interface Seat {
  readonly legId: string;
  party: Party;
  /** Tag of whom it is paired with, null for nobody; `unknown` after a failure, which the next connect makes good. */
  partner: string | null;
  /** Whether keys can be put into what it hears. */
  isKeyed: boolean;
  /** As of the last look; -1 before the first. */
  packets: number;
  isLost: boolean;
}

export const unknown = "?";

export interface Call {
  /** By tag. */
  readonly seats: Map<string, Seat>;
  /** What rings, by tag: whether rtpengine has lost its offer. */
  readonly rings: Map<string, boolean>;
  /** What stands for its legs at the mixer, by tag. */
  readonly mixes: Map<string, Party>;
  /** Recordings that run or are paused, by id. */
  readonly taps: Map<string, Tap>;
  /** rtpengine has lost it, which was told. */
  isGone: boolean;
  /** As it was asked for last. */
  hearing: Hearing;
  /** Keys that we put into a leg's stream ourselves and rtpengine will tell of as if the leg had pressed them: tag and key. */
  readonly echoes: string[];
}

/** What records: whom it is to hear, by tag, how often it was aimed, and whether it hears them. */
export interface Tap {
  tags: RecordSides;
  times: number;
  isHearing: boolean;
}

/** Which audio there is in rtpengine. */
export class Seats {
  readonly calls = new Map<string, Call>();

  open(callId: string): Call {
    const call = this.calls.get(callId) ?? {
      seats: new Map(),
      rings: new Map(),
      mixes: new Map(),
      taps: new Map(),
      isGone: false,
      hearing: new Map(),
      echoes: [],
    };
    this.calls.set(callId, call);
    return call;
  }

  seat(callId: string, legId: string, party: Party): Seat {
    const seat: Seat = { legId, party, partner: null, isKeyed: false, packets: -1, isLost: false };
    this.open(callId).seats.set(party.tag, seat);
    return seat;
  }

  /** @throws EngineError gone */
  find(callId: string, legId: string): { call: Call; seat: Seat } {
    const call = this.calls.get(callId);
    const seat = [...(call?.seats.values() ?? [])].find((one) => one.legId === legId);
    if (!call || !seat) throw new EngineError("gone", `Leg ${legId} has no audio.`);
    return { call, seat };
  }

  /** Tags of a leg, ringing or answered. */
  tagsOf(callId: string, legId: string): string[] {
    const call = this.calls.get(callId);
    const owned = [...(call?.seats ?? [])].filter(([, seat]) => seat.legId === legId).map(([tag]) => tag);
    return [
      ...owned,
      ...[...(call?.rings.keys() ?? [])].filter(
        (tag) => ringTag(legId, "rtp") === tag || ringTag(legId, "web") === tag,
      ),
    ];
  }

  /** @returns the call of a tag that was there, and whether it has gone with it */
  remove(callId: string, tag: string): { call: Call | null; isLast: boolean } {
    const call = this.calls.get(callId);
    const isRemoved = call !== undefined && (call.seats.delete(tag) || call.rings.delete(tag));
    const isLast = isRemoved && call.seats.size === 0 && call.rings.size === 0;
    if (isLast) this.calls.delete(callId);
    return { call: isRemoved ? call : null, isLast };
  }
}

/** A leg rings with one offer for browsers and one for other phones. */
export const ringTag = (legId: string, profile: Party["profile"]): string => `${legId}.${profile}`;
