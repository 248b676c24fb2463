import type { House } from "../../../platform/house.ts";
import { type Adapter, EngineError, type EngineEvent, type Snapshot } from "../../../platform/telephony/adapter.ts";
import type { Clock, Timer } from "../../../platform/telephony/clock.ts";
import { Turns } from "../../../platform/telephony/turns.ts";
import { type Call, isDone } from "../control/call.ts";
import type { Verb } from "../control/effect.ts";
import type { ControlEvent } from "../control/event.ts";
import { openCall, type Stepped, step } from "../control/step.ts";
import { hangUpStrays } from "../control/strays.ts";
import { isToBeWritten, takenUp } from "../control/written.ts";
import type { Recorder } from "../recording/recorder.ts";
import { partsOfDismissed } from "./dismissed.ts";
import { type Entered, enter, type Incoming } from "./enter.ts";
import { inTime } from "./in_time.ts";
import type { Lease } from "./lease.ts";
import { Ledger } from "./ledger.ts";
import { obeyCommands } from "./obey.ts";
import { OpenCalls } from "./open_calls.ts";
import { perform } from "./perform.ts";
import type { Share } from "./share.ts";
import { asMasked, shownTo } from "./shown.ts";
import type { Spool, Step } from "./spool.ts";
import { loadStates } from "./states.ts";

/** Between two looks for recordings that another process has left. */
const lookForLeft = 15_000;
/** A caller waits so long for the database, in milliseconds. */
const patience = 4000;
/** A device that is to ring waits so long for it, and rings with less. */
const shortPatience = 500;

export interface ExchangeParts {
  house: Pick<House, "db" | "transaction" | "log" | "secret">;
  adapter: Adapter & Partial<Pick<Share, "claim" | "release">>;
  clock: Clock;
  /** Under which the organisation's devices register. */
  domain: string;
  lease: Lease;
  /** Whether the lease is ours for certain. Calls go on without it, and none begins. */
  isHeld(): boolean;
  spool: Spool;
  recorder: Recorder;
  /** Where the engine's prompts lie. */
  promptFolder: string;
}

/** A step is done; whether it is written is told by the promise. @throws LeaseLost by it */
type Settled = { written: Promise<void> };

/**
 * The calls of one organisation: what happens is taken to call control, one after the other for each call; what comes of it
 * is written, then done. It knows no rule of calls by itself.
 */
export class Exchange {
  readonly #parts: ExchangeParts;
  readonly #calls = new OpenCalls();
  readonly #registered = new Set<string>();
  readonly #turns = new Turns();
  readonly #ledger: Ledger;
  /** Steps that nothing waits for. */
  readonly #unwritten = new Set<Promise<void>>();
  #timer: Timer | undefined;
  #leftTimer: Timer | undefined;
  #isWoken = false;
  #isClosed = false;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#ledger = new Ledger(parts);
  }

  /** Takes up the calls that were written down, and ends legs that are nobody's. */
  async open(): Promise<void> {
    const { house, adapter } = this.#parts;
    await this.#ledger.open();
    for (const call of await loadStates(house.db)) this.#calls.keep(takenUp(call, this.#parts.clock.now()));
    for (const callId of this.#calls.ids()) adapter.claim?.(callId);
    adapter.listen((event) => this.#hear(event));
    await this.#look();
    // what they missed is found by a look at the engine, which they ask for when it has come back
    const now = this.#parts.clock.now();
    for (const callId of this.#calls.ids()) await this.take(callId, { kind: "engine.changed", isUp: true, at: now });
    this.#tickLater();
    this.#lookForLeftLater();
    await this.wake();
  }

  get registered(): ReadonlySet<string> {
    return this.#registered;
  }

  get callCount(): number {
    return this.#calls.size;
  }

  /** Somebody may have asked for something. */
  async wake(): Promise<void> {
    if (this.#isClosed || this.#isWoken) return;
    this.#isWoken = true; // one look sees all that was written before it
    await this.#turns.take("commands", () => {
      this.#isWoken = false;
      return obeyCommands(this.#parts, {
        registered: this.#registered,
        isKnown: (callId) => this.#calls.has(callId),
        take: (callId, event) => this.take(callId, event),
        begin: (entered) => this.begin(entered),
      });
    });
  }

  /** All that was begun is done; then nothing is taken in any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#leftTimer?.cancel();
    await Promise.all([...this.#calls.ids(), "commands"].map((name) => this.#turns.take(name, async () => undefined)));
    await Promise.allSettled(this.#unwritten);
    this.#ledger.close();
  }

  #hear(event: EngineEvent): void {
    if (this.#isClosed) return;
    if (event.kind === "endpoint.changed") {
      if (event.isRegistered) this.#registered.add(event.address);
      else this.#registered.delete(event.address);
    } else if (event.kind === "leg.incoming") void this.#enter(event);
    else if (event.kind === "engine.changed") {
      for (const callId of this.#calls.ids()) void this.take(callId, event);
      if (event.isUp) void this.#look();
    } else {
      void this.take(event.callId, event);
      if (event.kind === "record.finished") void this.#parts.recorder.finish(event.recordingId);
    }
  }

  async #enter(incoming: Incoming): Promise<void> {
    const { house, adapter, clock, domain, promptFolder } = this.#parts;
    try {
      if (this.#ledger.isAway) throw new Error("the database is away");
      if (!this.#parts.isHeld()) throw new Error("the lease may have ended");
      const desk = { domain, promptFolder, registered: this.#registered };
      const entered = await inTime(clock, patience, enter(house.db, incoming, desk));
      if ("refused" in entered) await adapter.reject(incoming.legId, entered.refused);
      else await this.begin(entered);
    } catch (error) {
      house.log.error({ error: (error as Error).message, call: incoming.callId }, "a call could not be taken in");
      await adapter.reject(incoming.legId, "congestion").catch(() => undefined);
    }
  }

  begin(entered: Entered): Promise<void> {
    const { callId } = entered.opening;
    return this.#inTurn(callId, async () => {
      if (this.#calls.has(callId)) return undefined;
      this.#parts.adapter.claim?.(callId);
      const at = this.#parts.clock.now();
      return await this.#settle(null, openCall(entered.opening, at), { entered, at });
    });
  }

  /** One event of a call that is known; of others it is dropped, a look at the engine finds what they left. */
  take(callId: string, event: ControlEvent): Promise<void> {
    return this.#inTurn(callId, async () => {
      const call = this.#calls.get(callId);
      return call && (await this.#settle(call, step(call, event, this.#parts.clock.now())));
    });
  }

  /** Does one step of a call after the other. What is written and asks nothing of the engine keeps no next step waiting: it is written before that one is. */
  async #inTurn(callId: string, work: () => Promise<Settled | undefined>): Promise<void> {
    const settled = await this.#turns.take(callId, work);
    await settled?.written;
  }

  async #settle(before: Call | null, stepped: Stepped, begun: Step["begun"] = null): Promise<Settled> {
    const { state, effects } = stepped;
    if (!isDone(state)) this.#calls.keep(state);
    else if (this.#calls.forget(state.id)) this.#parts.adapter.release?.(state.id);
    this.#tickLater();
    const isWritten = !before || isToBeWritten(before, stepped);
    const written = isWritten ? this.#ledger.write({ begun, state, effects }) : Promise.resolve();
    const verbs = effects.flatMap((effect) => (effect.kind === "verb" ? [effect.verb] : []));
    if (verbs.length === 0) return { written: this.#untilWritten(written) };
    await written;
    for (const verb of verbs) await this.#perform(state.id, verb);
    return { written };
  }

  #untilWritten(written: Promise<void>): Promise<void> {
    this.#unwritten.add(written);
    return written.finally(() => this.#unwritten.delete(written));
  }

  async #perform(callId: string, verb: Verb): Promise<void> {
    const { adapter, recorder } = this.#parts;
    try {
      const seen = await perform(adapter, await this.#asToldTo(verb), (recordingId) => recorder.keyOf(recordingId));
      if (verb.name === "snapshot" && seen)
        void this.take(callId, { kind: "snapshot", askedAt: verb.askedAt, snapshot: seen });
    } catch (error) {
      const code = error instanceof EngineError ? error.code : "down";
      if (!(error instanceof EngineError))
        this.#parts.house.log.error({ error: (error as Error).message, verb: verb.name }, "an engine failed at a verb");
      if (verb.name === "record") recorder.doubt(verb.recordingId);
      void this.take(callId, {
        kind: "verb.failed",
        verb: verb.name,
        legId: "legId" in verb ? verb.legId : null,
        code,
      });
    }
  }

  async #asToldTo(verb: Verb): Promise<Verb> {
    if (verb.name !== "dial" || verb.target.kind !== "user") return verb;
    const { house, clock } = this.#parts;
    const { from } = verb.options;
    const told = this.#ledger.isAway
      ? asMasked(from)
      : await inTime(clock, shortPatience, shownTo(house.db, verb.target.address, from)).catch(() => asMasked(from));
    return { ...verb, options: { ...verb.options, from: told } };
  }

  async #look(): Promise<void> {
    const { adapter, house, clock, recorder } = this.#parts;
    try {
      const snapshot = await adapter.snapshot();
      this.#see(snapshot);
      for (const verb of hangUpStrays(snapshot, (callId) => this.#calls.has(callId), clock.now()))
        await perform(adapter, verb, (recordingId) => recorder.keyOf(recordingId)).catch(() => undefined);
      await recorder.finishLeft(new Set(snapshot.recordings.map(({ recordingId }) => recordingId)));
      // a page that is cut off, and a desk phone, have their audio still
      for (const { callId, event } of await partsOfDismissed(house.db)) void this.take(callId, event);
    } catch (error) {
      house.log.warn({ error: (error as Error).message }, "the telephone engine tells nothing now");
    }
  }

  #lookForLeftLater(): void {
    if (this.#isClosed) return;
    this.#leftTimer = this.#parts.clock.after(lookForLeft, async () => {
      await this.#look();
      this.#lookForLeftLater();
    });
  }

  #see({ registered }: Snapshot): void {
    this.#registered.clear();
    for (const address of registered) this.#registered.add(address);
  }

  #tickLater(): void {
    this.#timer?.cancel();
    if (this.#isClosed) return;
    const next = this.#calls.nextDue();
    if (next === null) return;
    this.#timer = this.#parts.clock.after(Math.max(0, next - this.#parts.clock.now()), () => this.#tick());
  }

  #tick(): void {
    for (const callId of this.#calls.due(this.#parts.clock.now())) void this.take(callId, { kind: "tick" });
  }
}
