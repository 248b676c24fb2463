import type { DialOptions, RecordSides, Target } from "../../../platform/telephony/adapter.ts";

/** One call as call control knows it: plain data, written down with each change that must survive. Times: milliseconds since 1970. */
export interface Call {
  readonly id: string;
  readonly direction: Direction;
  readonly terms: Terms;
  /** Whom we would call back: the party outside, once a number is known. */
  readonly customer: Outside | null;
  /** They are gone while others talk on, who know of it: a call back is not owed any more. */
  isServed: boolean;
  /** Those at the engine, or asked for there, until it is certain that they are gone. */
  legs: Leg[];
  /** Who is rung now, and what for; at most one thing at a time. */
  ring: Ring | null;
  /** Whom the caller wants, rung as soon as the greeting is over or the caller's own device was picked up. */
  next: Offer | null;
  greeting: { playId: string; until: number } | null;
  /** Who asks somebody aside while the other waits. The asked one is the other leg aside, once it is up. */
  consult: { by: string } | null;
  recording: Recording;
  wrapUps: WrapUp[];
  startedAt: number;
  answeredAt: number | null;
  endedAt: number | null;
  /** Ids of legs, plays and recordings are counted from the call's: what is asked twice after a crash is recognised. */
  made: number;
  /** Of the latest step; time never runs back, whatever the clock does. */
  now: number;
  activity: Activity;
  since: number;
  spent: Spent;
  /** What each person was last said to be doing in this call. */
  told: Readonly<Record<string, Occupation>>;
  engine: Engine;
}

export type Direction = "inbound" | "outbound" | "internal";
export type Outside = { kind: "outside"; number: string; name: string | null };
export type Party =
  | Outside
  | { kind: "outside"; number: null; name: string | null }
  | { kind: "user"; userId: string; address: string };

export type User = Extract<Party, { kind: "user" }>;
type Shown = DialOptions["from"];

/** What holds for the whole call. Sounds are names that the engine knows; null is silence. */
export interface Terms {
  /** What was called. */
  readonly number: string;
  /** What people of ours, and parties outside, see when they are rung. */
  readonly shown: { readonly inside: Shown; readonly outside: Shown };
  readonly music: string | null;
  /** What somebody hears while we ring another for them. */
  readonly ringTone: string | null;
  /** Whether the conversation is recorded: by itself, or when somebody of ours asks for it. */
  readonly recording: "never" | "always" | "asked";
  /** What a party outside whom we call hears before they are connected. */
  readonly announcement: Greeting | null;
  /** A key by which who is greeted, or hears the announcement, refuses that; null: they cannot. */
  readonly refusalKey: string | null;
  /** Nought: there is no wrap-up. */
  readonly wrapUpMs: number;
}

/** Prompts, and how long they are. */
export interface Greeting {
  readonly prompts: readonly string[];
  readonly durationMs: number;
}

/** Who is rung, all at once, and for how long. Queues will make these one after the other. */
export interface Offer {
  readonly rings: readonly { readonly party: Party; readonly target: Target; readonly isAutoAnswer: boolean }[];
  readonly timeoutMs: number;
}

/**
 * What somebody is rung for: the caller's own device before a number is dialled, whom the caller wants, a transfer, who
 * transferred in vain, a consultation, another device for somebody's own part.
 */
export type RingPurpose = "caller" | "offer" | "transfer" | "ring_back" | "consult" | "rejoin";

export interface Ring {
  purpose: RingPurpose;
  legIds: readonly string[];
  until: number;
  /** Who is rung back if a transfer fails, or whose own part it is for. */
  by: User | null;
  /** What the latest that failed said, as a SIP status. */
  code: number;
}

/** What is to be recorded, and what the engine was asked for last. */
export interface Recording {
  id: string | null;
  isPaused: boolean;
  isPausedThere: boolean;
  /** Somebody of ours wants it where it does not begin by itself. */
  isAsked: boolean;
  /** The other party does not want it, which holds for the whole call. */
  isRefused: boolean;
  sides: RecordSides;
  /** So often in a row it was asked for and was not there. */
  losses: number;
  /** The engine did not do what was asked last: what holds is told by the next snapshot. */
  isDoubtful: boolean;
}

export interface Leg {
  readonly id: string;
  readonly party: Party;
  readonly startedAt: number;
  /** `ending`: we asked for its end, and it is not known to be gone. */
  state: "incoming" | "dialing" | "ringing" | "up" | "ending";
  place: Place;
  isHolding: boolean;
  isMuted: boolean;
  /** What we believe of the engine: what we asked for, until a snapshot says otherwise. Null: a hold that may be over with its bridge. */
  there: { sound: Sound; hold: Hold | null; isMuted: boolean };
  /** When the hang-up is asked for again. */
  retryAt: number;
  silentSince: number | null;
  hasTalked: boolean;
  activity: Activity;
  since: number;
  spent: Spent;
}

/** Where a leg belongs: rung and not there yet, in the conversation, waiting for it, in the consultation beside it. */
export type Place = "rung" | "line" | "waiting" | "aside";
export type Sound =
  | { kind: "nothing" }
  | { kind: "play" }
  | { kind: "park"; music: string | null }
  | { kind: "bridge"; legIds: readonly string[] };

/** A held leg hears nobody: music, where the others put it on hold, or nothing, where it has stepped out. */
export type Hold = { isHeld: false } | { isHeld: true; music: string | null };

/** At every moment a leg and a call do exactly one of these, so that milliseconds add up. */
export type Activity = "ringing" | "talking" | "held" | "consult" | "conference";
export type Spent = Record<Activity, number>;

export interface WrapUp {
  readonly userId: string;
  readonly legId: string;
  readonly since: number;
  readonly until: number;
}

/** What a person does in one call; whoever serves several calls adds these up. */
export type Occupation = "ringing" | "in_call" | "wrap_up";

export interface Engine {
  /** When the snapshot that is under way was asked for. */
  askedAt: number | null;
  /** Since when nothing that was asked has been answered. */
  unansweredSince: number | null;
  checkAt: number;
  /** When anything was last asked, or a leg went, so that something else is heard: a snapshot of before does not know of it. */
  changedAt: number;
  /** When it came back: legs that the first snapshot since does not know have died with it, nobody hung up. */
  restartedAt: number | null;
  /** Verbs in a row that the engine did not do. */
  failures: number;
}

export const noTime = (): Spent => ({ ringing: 0, talking: 0, held: 0, consult: 0, conference: 0 });

export const isLive = (leg: Leg): boolean => leg.state !== "ending";
export const isUp = (leg: Leg): boolean => leg.state === "up";
export const placed = (call: Call, place: Place): Leg[] =>
  call.legs.filter((leg) => leg.place === place && isLive(leg));
export const findLeg = (call: Call, legId: string): Leg | undefined => call.legs.find((leg) => leg.id === legId);

/** A person's part in the call: the leg they talk on or call from, not one that merely rings. */
export const partOf = (call: Call, userId: string): Leg | undefined =>
  call.legs.find((leg) => isUserLeg(leg, userId) && isLive(leg) && leg.place !== "rung");

export const isUserLeg = (leg: Leg, userId: string): boolean =>
  leg.party.kind === "user" && leg.party.userId === userId;

/** Whether a party waits for who is rung. */
export const isWaitedFor = (ring: Ring | null): boolean =>
  ring !== null && ring.purpose !== "consult" && ring.purpose !== "rejoin";

/** Nothing is left to do: no leg, no wrap-up. The state may be forgotten. */
export const isDone = (call: Call): boolean =>
  call.endedAt !== null && call.legs.length === 0 && call.wrapUps.length === 0;
