/** The other side of an engine, for tests and simulation: who calls, who is called, and what they hear. */
export interface Phones {
  /** A new device under `user@domain`; several under one address ring all at once. */
  device(address: string): Promise<Phone>;
  /** Somebody behind the trunk, with a number of their own. */
  subscriber(number: string): Promise<Phone>;
}

/** A telephone with one call at a time, and a person beside it who says one tone. */
export interface Phone {
  readonly state: "idle" | "calling" | "ringing" | "talking";
  /** Why its last call was not answered: a SIP status, 487 when the other side gave up. */
  readonly status: number | null;
  /** What it was told beside the call that rings or rang last. */
  readonly ring: {
    from: { number: string | null; name: string | null };
    headers: Readonly<Record<string, string>>;
  } | null;
  /** Keys that came to it in the call. */
  readonly keys: string;
  /** @param headers of its own, which nobody should believe */
  call(to: string, headers?: Readonly<Record<string, string>>): Promise<void>;
  answer(): Promise<void>;
  refuse(status: number): Promise<void>;
  /** Ends its call, answered or not. */
  hangup(): Promise<void>;
  press(digits: string): Promise<void>;
  /** In hertz; null is silence, of which packets tell on. */
  say(tone: number | null): void;
  hold(isHolding: boolean): Promise<void>;
  /** Whether its packets come through at all. */
  cutOff(isCutOff: boolean): void;
  /** The tones that it hears at this moment in hertz, the lowest first. */
  hears(): number[];
  unregister(): Promise<void>;
}
