import type { EngineErrorCode, EngineEvent, Snapshot } from "../../../platform/telephony/adapter.ts";
import type { Direction, Greeting, Offer, Party, Terms, User } from "./call.ts";
import type { Verb } from "./effect.ts";

/** All that can happen to a call. Whatever names another call or an unknown leg changes nothing. */
export type ControlEvent =
  | EngineEvent
  | { kind: "command"; userId: string; command: Command }
  /** A verb was not done. `legId` is null where it names several legs or none. */
  | { kind: "verb.failed"; verb: Verb["name"]; legId: string | null; code: EngineErrorCode }
  /** The answer to the verb of the same time. Of other calls' legs it may tell or not. */
  | { kind: "snapshot"; askedAt: number; snapshot: Snapshot }
  /** A deadline came; every other event does its work too. */
  | { kind: "tick" };

/** What a person asks for. Whom a transfer means has been made an offer before; picking up is done by the device. */
export type Command =
  | { name: "hangUp" }
  | { name: "hold" }
  | { name: "resume" }
  | { name: "mute" }
  | { name: "unmute" }
  | { name: "blindTransfer"; offer: Offer }
  | { name: "consult"; offer: Offer }
  | { name: "rejoin"; offer: Offer }
  | { name: "completeTransfer" }
  | { name: "cancelConsult" }
  | { name: "conference" }
  | { name: "leaveConference" }
  | { name: "sendKeys"; digits: string }
  | { name: "startRecording" }
  | { name: "stopRecording" }
  | { name: "pauseRecording" }
  | { name: "resumeRecording" }
  | { name: "wrapUpDone"; disposition: string | null };

/** How a call begins: somebody calls in or out from a device, or asks the page to dial and is rung first. */
export interface Opening {
  readonly callId: string;
  readonly direction: Direction;
  readonly caller:
    | { readonly kind: "incoming"; readonly legId: string; readonly party: Party }
    | { readonly kind: "rung"; readonly party: User; readonly offer: Offer };
  readonly wanted: Offer;
  /** What the caller hears before anybody is rung; without it the call is picked up when an agent is there. */
  readonly greeting: Greeting | null;
  readonly terms: Terms;
}
