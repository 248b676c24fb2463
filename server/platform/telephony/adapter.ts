/**
 * A telephone engine as call control sees it: fifteen verbs and fourteen events (docs/decisions/0016-telephony.md).
 * Ids are made by who asks, so that call control stays pure; those of incoming legs by the adapter.
 * Verbs of one call are carried out in the order they were asked; each throws EngineError. Asked again for what is so already, a verb changes nothing and tells nothing.
 */
export interface Adapter {
  /** Picks up an incoming leg (leg.answered); it hears nothing until it is bridged, parked or played to. */
  answer(legId: string): Promise<void>;
  /** Refuses an incoming leg that was not answered; told by leg.failed with the status that the caller got. */
  reject(legId: string, cause: RejectCause): Promise<void>;
  /** Rings a target. What comes of it is told by events of the leg: ringing, answered, failed (480 where no device is registered, 503 where the trunk carries all it may), ended. */
  dial(callId: string, legId: string, target: Target, options: DialOptions): Promise<void>;
  /** Ends a leg in whatever state it is; one that rings is cancelled. */
  hangup(legId: string, cause: EndCause): Promise<void>;
  /** These legs, of one call and all of them answered, hear each other and nobody else: two by relay, more by a mixer. Whom they heard before hears them no more. */
  bridge(callId: string, legIds: readonly string[]): Promise<void>;
  /** Takes a leg out of its bridge and lets it hear music, or nothing. */
  park(legId: string, music: string | null): Promise<void>;
  /** Plays prompts one after the other to an answered leg that is in no bridge; music or prompts that it heard before end. It is silent afterwards. */
  play(legId: string, playId: string, prompts: readonly string[], options: PlayOptions): Promise<void>;
  /** Ends what plays and what is collected; nothing where there is neither. */
  stopPlay(legId: string): Promise<void>;
  /**
   * Gathers keys until there are enough, the terminator comes or none comes in time; told by play.finished with the same id.
   * It may go beside a play, whose end begins its time: a key that stops the prompt is the first one gathered.
   */
  collect(legId: string, playId: string, options: CollectOptions): Promise<void>;
  /** Sends keys (0-9, *, #, A-D) to a leg, as RFC 4733 says. */
  sendDtmf(legId: string, digits: string): Promise<void>;
  /** A held leg neither hears nor is heard, it hears music if there is any; the others of its bridge go on. */
  hold(legId: string, isHeld: boolean, music: string | null): Promise<void>;
  /** What a muted leg says is not heard; it hears on. */
  mute(legId: string, isMuted: boolean): Promise<void>;
  /**
   * Records answered legs of a call, encrypted, those of a side mixed in its channel; a call's end stops it. Start asked again with
   * others goes on with those in the same recording, paused or not. @param options with start, and only then
   */
  record(callId: string, recordingId: string, action: RecordAction, options?: RecordOptions): Promise<void>;
  /** A supervisor's answered leg, dialled with this call's id, hears the bridge that the agent's leg is in, speaks to that leg alone, or to all. */
  monitor(callId: string, legId: string, mode: MonitorMode, agentLegId: string): Promise<void>;
  /** What there is now: who has lost track asks once and is right again. @param callId of this call only, and of no addresses */
  snapshot(callId?: string): Promise<Snapshot>;
  /** One listener; events of one leg come in order, and may come twice after an engine was restarted. */
  listen(listener: (event: EngineEvent) => void): void;
  close(): Promise<void>;
}

export type Target =
  /** Every device that is registered under the address (`user@domain`), all at once. */
  | { kind: "user"; address: string }
  /** A number in the form that the trunk wants. */
  | { kind: "trunk"; trunkId: string; number: string };

export interface DialOptions {
  /** What the called party sees. */
  from: { number: string; name: string | null };
  /** From dial to answered, in milliseconds; then leg.failed with 408. */
  timeoutMs: number;
  /** Told to the device beside the call: `x-...` names in lower case. */
  headers?: Readonly<Record<string, string>>;
  /** The device picks up by itself, where it agrees to. */
  isAutoAnswer?: boolean;
}

export interface PlayOptions {
  isLooped: boolean;
  /** The first key ends what is played. */
  isStoppedByKey: boolean;
}

export interface CollectOptions {
  most: number;
  /** Before the first key and between two, in milliseconds. */
  timeoutMs: number;
  terminator: string | null;
}

export type RejectCause = "busy" | "declined" | "unavailable" | "not_found" | "congestion";
/** Why a leg was ended by us; SIP has its reasons (RFC 3326), these are ours. */
export type EndCause = "normal" | "transferred" | "answered_elsewhere" | "no_answer" | "media_lost" | "shutdown";
export type RecordAction = "start" | "pause" | "resume" | "stop";
/** Ids of legs; a side without any is silent. */
export interface RecordSides {
  left: readonly string[];
  right: readonly string[];
}
/** The key is of this recording alone, 32 bytes; the engine keeps it in memory only. */
export type RecordOptions = RecordSides & { key: Buffer };
export type MonitorMode = "listen" | "whisper" | "barge" | "off";
export type LegState = "incoming" | "dialing" | "ringing" | "up";

export type EngineEvent = { /** Milliseconds since 1970. */ at: number } & (
  | {
      kind: "leg.incoming";
      callId: string;
      legId: string;
      /** The number or user that was called, as it came. */
      to: string;
      from: { number: string | null; name: string | null };
      /** Where it came from: a trunk, or a user's device that is calling out. */
      source: { kind: "trunk"; trunkId: string } | { kind: "user"; address: string };
      /** What the edge itself says beside the call; what callers write in headers of their own is not believed and left out. */
      headers: Readonly<Record<string, string>>;
    }
  | { kind: "leg.ringing"; callId: string; legId: string }
  | { kind: "leg.answered"; callId: string; legId: string }
  /** It never was answered: a SIP status, 408 when it rang in vain, 487 when it was cancelled by us, 503 when the engine could not. Of an incoming leg: what we told the caller. */
  | { kind: "leg.failed"; callId: string; legId: string; code: number }
  /** An incoming leg ends in this way too, when the caller hangs up before the answer. */
  | { kind: "leg.ended"; callId: string; legId: string; by: "them" | "us"; cause: EndCause }
  /** The device itself asked for hold, or gave it up. */
  | { kind: "leg.held"; callId: string; legId: string }
  | { kind: "leg.resumed"; callId: string; legId: string }
  | { kind: "dtmf"; callId: string; legId: string; digit: string }
  | {
      kind: "play.finished";
      callId: string;
      legId: string;
      playId: string;
      reason: "end" | "stopped" | "key" | "collected" | "timeout" | "failed";
      /** Of collect: what was pressed, without the terminator. */
      digits?: string;
    }
  /** A bridge as it is now; one leg (who was left alone) or none: it is no more. */
  | { kind: "bridge.changed"; callId: string; legIds: readonly string[] }
  /** How much was recorded, without pauses. */
  | { kind: "record.finished"; callId: string; recordingId: string; ms: number }
  /** No audio came from an answered leg for some seconds; told once until it comes again. */
  | { kind: "media.lost"; callId: string; legId: string }
  | { kind: "endpoint.changed"; address: string; isRegistered: boolean }
  /** Down: nothing can be asked of it. Up: ask for a snapshot. */
  | { kind: "engine.changed"; isUp: boolean }
);

export interface Snapshot {
  legs: {
    callId: string;
    legId: string;
    state: LegState;
    /** By the verb. */
    isHeld: boolean;
    /** By the device itself. */
    isHolding: boolean;
    isMuted: boolean;
    isMonitor: boolean;
    /** It was told by media.lost, and no audio came since. */
    isSilent: boolean;
    /** What it was parked with or, in a bridge, held with. */
    music: string | null;
    /** What is played to it, in a leg that is in no bridge. */
    playId: string | null;
    /** When it was seen first. */
    since: number;
  }[];
  /** Who hears whom, a line a bridge. */
  bridges: { callId: string; legIds: string[] }[];
  recordings: ({ callId: string; recordingId: string; isPaused: boolean } & RecordSides)[];
  registered: string[];
}

/** Why an engine did not do what a verb asked; call control takes it as an event. */
export type EngineErrorCode =
  /** The call has no such leg or recording: it never was, or it has ended. */
  | "gone"
  /** It is there, but not in a state for this (answer twice, bridge what is not answered). */
  | "wrong_state"
  /** The trunk or address is not known. */
  | "no_target"
  /** The engine does not answer. */
  | "down"
  /** A cap was reached, or the engine has no means for it (a mixer, a recorder). */
  | "limit";

export class EngineError extends Error {
  override name = "EngineError";
  readonly code: EngineErrorCode;
  constructor(code: EngineErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
