import type { Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { type Adapter, EngineError, type EngineEvent, type Snapshot } from "../../../platform/telephony/adapter.ts";
import type { Clock, Timer } from "../../../platform/telephony/clock.ts";
import { Turns } from "../../../platform/telephony/turns.ts";
import { type Call, isDone } from "../control/call.ts";
import { nextDeadline } from "../control/deadlines.ts";
import type { Effect, Verb } from "../control/effect.ts";
import type { ControlEvent } from "../control/event.ts";
import { openCall, type Stepped, step } from "../control/step.ts";
import { hangUpStrays } from "../control/strays.ts";
import { type Entered, enter, type Incoming } from "./enter.ts";
import { LeaseLost, requireLease } from "./lease.ts";
import { obeyCommands } from "./obey.ts";
import { perform } from "./perform.ts";
import type { Share } from "./share.ts";
import { loadStates } from "./states.ts";
import { writeEntered, writeStep } from "./write.ts";

type Before = (tx: Tx) => Promise<void>;
type Step = Stepped & { before: Before | undefined };

/** Steps in one transaction. */
const together = 50;

/** What the database will never take, whenever it is asked: wrong data, a broken rule, a bad statement. */
const isRefusal = (error: unknown): boolean => /^(2[23]|42)/.test((error as { code?: string }).code ?? "");

export interface ExchangeParts {
  house: Pick<House, "db" | "transaction" | "log">;
  adapter: Adapter & Partial<Pick<Share, "claim" | "release">>;
  clock: Clock;
  /** Under which the organisation's devices register. */
  domain: string;
  /** Of the lease: see lease.ts. */
  token: string;
}

/**
 * The calls of one organisation: what happens is taken to call control, one after the other for each call; what comes of it
 * is written, then done. It knows no rule of calls by itself.
 */
export class Exchange {
  readonly #parts: ExchangeParts;
  readonly #calls = new Map<string, Call>();
  readonly #registered = new Set<string>();
  readonly #turns = new Turns();
  readonly #unwritten: Step[] = [];
  #timer: Timer | undefined;
  #isWoken = false;
  #isClosed = false;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** Takes up the calls that were written down, and ends legs that are nobody's. */
  async open(): Promise<void> {
    const { house, adapter } = this.#parts;
    for (const call of await loadStates(house.db)) this.#calls.set(call.id, call);
    for (const callId of this.#calls.keys()) adapter.claim?.(callId);
    adapter.listen((event) => this.#hear(event));
    await this.#look();
    // what they missed is found by a look at the engine, which they ask for when it has come back
    const now = this.#parts.clock.now();
    for (const callId of this.#calls.keys()) await this.take(callId, { kind: "engine.changed", isUp: true, at: now });
    this.#tickLater();
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
    await Promise.all([...this.#calls.keys(), "commands"].map((name) => this.#turns.take(name, async () => undefined)));
  }

  #hear(event: EngineEvent): void {
    if (this.#isClosed) return;
    if (event.kind === "endpoint.changed") {
      if (event.isRegistered) this.#registered.add(event.address);
      else this.#registered.delete(event.address);
    } else if (event.kind === "leg.incoming") void this.#enter(event);
    else if (event.kind === "engine.changed") {
      for (const callId of this.#calls.keys()) void this.take(callId, event);
      if (event.isUp) void this.#look();
    } else void this.take(event.callId, event);
  }

  async #enter(incoming: Incoming): Promise<void> {
    const { house, adapter, domain } = this.#parts;
    try {
      const entered = await enter(house.db, incoming, { domain, registered: this.#registered });
      if ("refused" in entered) await adapter.reject(incoming.legId, entered.refused);
      else await this.begin(entered);
    } catch (error) {
      house.log.error({ error: (error as Error).message, call: incoming.callId }, "a call could not be taken in");
      await adapter.reject(incoming.legId, "congestion").catch(() => undefined);
    }
  }

  begin(entered: Entered): Promise<void> {
    const { callId } = entered.opening;
    return this.#turns.take(callId, async () => {
      if (this.#calls.has(callId)) return;
      this.#parts.adapter.claim?.(callId);
      const at = this.#parts.clock.now();
      await this.#settle(openCall(entered.opening, at), (tx) => writeEntered(tx, entered, at));
    });
  }

  /** One event of a call that is known; of others it is dropped, a look at the engine finds what they left. */
  take(callId: string, event: ControlEvent): Promise<void> {
    return this.#turns.take(callId, async () => {
      const call = this.#calls.get(callId);
      if (call) await this.#settle(step(call, event, this.#parts.clock.now()));
    });
  }

  async #settle({ state, effects }: Stepped, before?: Before): Promise<void> {
    if (!isDone(state)) this.#calls.set(state.id, state);
    else if (this.#calls.delete(state.id)) this.#parts.adapter.release?.(state.id);
    await this.#write(state, effects, before);
    for (const effect of effects) if (effect.kind === "verb") await this.#perform(state.id, effect.verb);
    this.#tickLater();
  }

  async #write(state: Call, effects: readonly Effect[], before?: Before): Promise<void> {
    this.#unwritten.push({ state, effects, before });
    await this.#turns.take("writing", () => this.#writeAll());
  }

  /** In order. A database that is away ends no call: what it could not take is written before the next. @throws LeaseLost */
  async #writeAll(): Promise<void> {
    try {
      for (let most = together; this.#unwritten.length > 0; )
        try {
          await this.#writeSome(this.#unwritten.slice(0, most));
          this.#unwritten.splice(0, most);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          if (most === 1) this.#giveUp(this.#unwritten.shift()!, error as Error);
          most = 1; // the one that is refused takes no other with it
        }
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      const { message } = error as Error;
      const steps = this.#unwritten.length;
      this.#parts.house.log.error(
        { error: message, steps },
        "calls are not written now, trying again with the next step",
      );
    }
  }

  #writeSome(steps: readonly Step[]): Promise<void> {
    return this.#parts.house.transaction(async (tx) => {
      await requireLease(tx, this.#parts.token);
      for (const { state, effects, before } of steps) {
        await before?.(tx);
        await writeStep(tx, state, effects);
      }
    });
  }

  #giveUp({ state }: Step, error: Error): void {
    this.#parts.house.log.error({ error: error.message, call: state.id }, "a step of a call cannot be written");
  }

  async #perform(callId: string, verb: Verb): Promise<void> {
    try {
      const seen = await perform(this.#parts.adapter, verb);
      if (verb.name === "snapshot" && seen)
        void this.take(callId, { kind: "snapshot", askedAt: verb.askedAt, snapshot: seen });
    } catch (error) {
      const code = error instanceof EngineError ? error.code : "down";
      if (!(error instanceof EngineError))
        this.#parts.house.log.error({ error: (error as Error).message, verb: verb.name }, "an engine failed at a verb");
      void this.take(callId, {
        kind: "verb.failed",
        verb: verb.name,
        legId: "legId" in verb ? verb.legId : null,
        code,
      });
    }
  }

  async #look(): Promise<void> {
    const { adapter, house, clock } = this.#parts;
    try {
      const snapshot = await adapter.snapshot();
      this.#see(snapshot);
      for (const verb of hangUpStrays(snapshot, (callId) => this.#calls.has(callId), clock.now()))
        await perform(adapter, verb).catch(() => undefined);
    } catch (error) {
      house.log.warn({ error: (error as Error).message }, "the telephone engine tells nothing now");
    }
  }

  #see({ registered }: Snapshot): void {
    this.#registered.clear();
    for (const address of registered) this.#registered.add(address);
  }

  #tickLater(): void {
    this.#timer?.cancel();
    if (this.#isClosed) return;
    const deadlines = [...this.#calls.values()].map((call) => nextDeadline(call) ?? Number.POSITIVE_INFINITY);
    const next = Math.min(...deadlines);
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#parts.clock.after(Math.max(0, next - this.#parts.clock.now()), () => this.#tick());
  }

  #tick(): void {
    const now = this.#parts.clock.now();
    for (const [callId, call] of this.#calls)
      if ((nextDeadline(call) ?? now + 1) <= now) void this.take(callId, { kind: "tick" });
  }
}
