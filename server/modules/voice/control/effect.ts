import type {
  DialOptions,
  EndCause,
  PlayOptions,
  RecordAction,
  RecordSides,
  RejectCause,
  Target,
} from "../../../platform/telephony/adapter.ts";
import type { Activity, Direction, Occupation, Outside, Party, Spent } from "./call.ts";

/** What call control wants done, in this order. Rows are written with the state in one transaction, the rest follows the commit. */
export type Effect =
  | { kind: "verb"; verb: Verb }
  | { kind: "persist"; row: Row }
  | { kind: "notify"; userId: string; notice: Notice }
  /** What a person does in this call now; null: nothing any more. */
  | { kind: "occupy"; userId: string; as: Occupation | null }
  | { kind: "callback_task"; callId: string; number: string; reason: CallbackReason; userId: string | null };

/** The adapter's verbs as data. Whoever performs them does so one after the other within a call, and answers failures by `verb.failed`. */
export type Verb =
  | { name: "answer"; legId: string }
  | { name: "reject"; legId: string; cause: RejectCause }
  | { name: "dial"; callId: string; legId: string; target: Target; options: DialOptions }
  | { name: "hangup"; legId: string; cause: EndCause }
  | { name: "bridge"; callId: string; legIds: readonly string[] }
  | { name: "park"; legId: string; music: string | null }
  | { name: "play"; legId: string; playId: string; prompts: readonly string[]; options: PlayOptions }
  | { name: "sendDtmf"; legId: string; digits: string }
  | { name: "hold"; legId: string; isHeld: boolean; music: string | null }
  | { name: "mute"; legId: string; isMuted: boolean }
  | { name: "record"; callId: string; recordingId: string; action: "start"; sides: RecordSides }
  | { name: "record"; callId: string; recordingId: string; action: Exclude<RecordAction, "start"> }
  /** What there is of the call. Its answer comes back as the event `snapshot` with the same time. */
  | { name: "snapshot"; callId: string; askedAt: number };

export type EndedBy = { kind: "outside" } | { kind: "user"; userId: string } | { kind: "us" };
/**
 * `abandoned`: the waiting party gave up. `nobody`: all who were rung did not answer. `failed`: the number that a person
 * dialled was not reached. `lost`: the engine or the audio went away.
 */
export type CallCause = "hung_up" | "abandoned" | "nobody" | "failed" | "lost";
export type CallbackReason = Exclude<CallCause, "hung_up" | "failed">;

/** Each is written once. Times in milliseconds since 1970, durations in milliseconds. */
export type Row =
  | { kind: "call.started"; callId: string; direction: Direction; number: string; party: Party; at: number }
  | { kind: "call.answered"; callId: string; legId: string; party: Party; at: number }
  | { kind: "recording.started"; callId: string; recordingId: string; at: number }
  | { kind: "recording.refused"; callId: string; at: number }
  | { kind: "segment"; callId: string; legId: string; party: Party; activity: Activity; from: number; to: number }
  | { kind: "leg.ended"; callId: string; legId: string; party: Party; from: number; to: number; spent: Spent }
  | {
      kind: "call.ended";
      callId: string;
      cause: CallCause;
      by: EndedBy;
      /** The SIP status that a failure had. */
      code: number | null;
      from: number;
      to: number;
      spent: Spent;
    }
  | {
      kind: "wrap_up";
      callId: string;
      legId: string;
      userId: string;
      from: number;
      to: number;
      disposition: string | null;
    };

export type Notice =
  /** Show who it is, before the first ring. */
  | { kind: "pop"; direction: Direction; number: string; customer: Outside | null }
  | { kind: "ringing"; legId: string }
  | { kind: "stopped"; legId: string; reason: "answered_elsewhere" | "cancelled" | "no_answer" | "failed" }
  | { kind: "connected"; legId: string }
  /** Whom they wanted was not reached; a SIP status says why. */
  | { kind: "not_reached"; wanted: "number" | "transfer" | "consult" | "rejoin"; code: number }
  | { kind: "refused"; command: string }
  | { kind: "media_lost"; legId: string }
  | { kind: "ended"; legId: string };
