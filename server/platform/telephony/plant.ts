import type { DialOptions, EndCause, EngineEvent, RecordAction, RecordOptions, Target } from "./adapter.ts";

/**
 * What carries calls and audio for a switchboard, which knows of legs, bridges and plays and asks the plant for single things.
 * All that it is asked for one call comes one after the other. Errors are EngineErrors.
 */
export interface Plant {
  /** Whether a leg can hear several, or one that does not hear it: conferences, monitors. */
  readonly isMixing: boolean;
  readonly isRecording: boolean;
  /** Picks up an incoming leg; resolves when the caller was told. */
  pickUp(leg: LegName): Promise<void>;
  refuse(leg: LegName, status: number): Promise<void>;
  /** Sets out to ring a target; resolves when that is under way. @throws EngineError no_target */
  ring(leg: LegName, target: Target, options: DialOptions): Promise<void>;
  /** Cancels or ends a leg that rings or is answered; the plant says no more of it. Never throws for one that has gone. */
  cut(leg: LegName, cause: EndCause): Promise<void>;
  /** From now on each of these answered legs of a call hears exactly those. */
  connect(callId: string, hearing: Hearing): Promise<void>;
  /** Plays a prompt or music instead of what played before. @returns its length in milliseconds. @throws EngineError gone where there is no such prompt */
  sound(leg: LegName, prompt: string, isLooped: boolean): Promise<number>;
  hush(leg: LegName): Promise<void>;
  mute(leg: LegName, isMuted: boolean): Promise<void>;
  press(leg: LegName, digits: string): Promise<void>;
  /** @param options with start only; of a recording that runs they say whom it hears from now on */
  record(callId: string, recordingId: string, action: RecordAction, options?: RecordOptions): Promise<void>;
  /** What has to be known to take an answered leg up in another process: plain JSON. */
  keep(leg: LegName): unknown;
  /** Takes up a leg that another process has kept; one that has gone meanwhile is ended. */
  takeUp(leg: LegName, kept: unknown): Promise<Found>;
  /** Gives an answered leg audio anew, after `audio.gone`; it hears nothing then. @throws EngineError gone, down when its phone does not answer */
  revive(leg: LegName): Promise<void>;
  registered(): Promise<string[]>;
  /** One listener. */
  listen(listener: (event: PlantEvent) => void): void;
  close(): Promise<void>;
}

/** How a leg is found by the next process: with its audio, with new audio that plays and mutes nothing, or not any more. */
export type Found = "whole" | "revived" | "gone";

export interface LegName {
  readonly callId: string;
  readonly legId: string;
}

/** Leg -> the legs that it hears. */
export type Hearing = ReadonlyMap<string, readonly string[]>;

type Told<Kind extends EngineEvent["kind"]> = Omit<Extract<EngineEvent, { kind: Kind }>, "at">;

export type PlantEvent =
  | Told<"leg.incoming">
  | Told<"endpoint.changed">
  | Told<"engine.changed">
  | { kind: "ringing" | "answered" | "hung_up" | "held" | "resumed" | "media.lost" | "media.back"; legId: string }
  | { kind: "failed"; legId: string; code: number }
  /** All audio of a call has gone with what carried it; something new is there to carry it. */
  | { kind: "audio.gone"; callId: string }
  /** It has ended by itself, with what was written until then. */
  | { kind: "record.lost"; recordingId: string }
  | { kind: "key"; legId: string; digit: string };
