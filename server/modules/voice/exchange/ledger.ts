import type { House } from "../../../platform/house.ts";
import type { Clock, Timer } from "../../../platform/telephony/clock.ts";
import { Turns } from "../../../platform/telephony/turns.ts";
import type { Recorder } from "../recording/recorder.ts";
import { inTime } from "./in_time.ts";
import { type Lease, LeaseLost, lastWritten, type Mark, requireLease } from "./lease.ts";
import type { Spool, Step } from "./spool.ts";
import { byExchange, writeSteps } from "./write.ts";

export interface LedgerParts {
  house: Pick<House, "db" | "transaction" | "log">;
  clock: Clock;
  lease: Lease;
  spool: Spool;
  recorder: Pick<Recorder, "begin">;
}

/** Steps in one transaction. */
const together = 50;
/** A database that has not answered for so many milliseconds is away, and is asked again so often. */
const [patience, again] = [2000, 1000];

/** What the database will never take, whenever it is asked: wrong data, a broken rule, a bad statement. */
const isRefusal = (error: unknown): boolean => /^(2[23]|42)/.test((error as { code?: string }).code ?? "");

/**
 * Writes the steps of calls in their order, each exactly once. While the database is away nobody waits for it: steps go to the spool,
 * and from there into the database by this process, or by the next one on this machine.
 */
export class Ledger {
  readonly #parts: LedgerParts;
  readonly #turns = new Turns();
  readonly #unwritten: Step[] = [];
  #made = 0;
  #retry: Timer | null = null;
  #isAway = false;
  #isClosed = false;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  /** Writes what the process before has spooled. @throws Error when the database does not answer, LeaseLost */
  async open(): Promise<void> {
    const { house, lease, spool } = this.#parts;
    const [lines, mark] = [spool.read(), await lastWritten(house.db)];
    const due = lines.filter((line) => !mark || isAfter(line, mark));
    const last = due.at(-1);
    if (last && last.token < lease.placeToken) {
      const file = spool.setAside();
      house.log.error(
        { file, steps: due.length },
        "others have had these calls since: what was spooled is not written",
      );
      return;
    }
    this.#unwritten.push(...due);
    await this.#writeAll();
    spool.clear();
  }

  /** Resolves when it is written, or lies in the spool. @throws LeaseLost */
  async write(step: Omit<Step, "token" | "number">): Promise<void> {
    const line: Step = { token: this.#parts.lease.token, number: ++this.#made, ...step };
    this.#unwritten.push(line);
    if (this.#isAway) return this.#parts.spool.append([line]);
    const written = this.#turns.take("writing", () => this.#tryAll());
    await inTime(this.#parts.clock, patience, written).catch((error: Error) => {
      if (error instanceof LeaseLost) throw error;
      this.#goAway(error);
    });
  }

  /** What is not written by then lies in the spool. */
  close(): void {
    this.#isClosed = true;
    this.#retry?.cancel();
  }

  async #tryAll(): Promise<void> {
    try {
      await this.#writeAll();
      this.#comeBack();
    } catch (error) {
      if (error instanceof LeaseLost) {
        this.#unwritten.length = 0;
        throw error;
      }
      this.#goAway(error as Error);
      this.#tryLater();
    }
  }

  async #writeAll(): Promise<void> {
    for (let most = together; this.#unwritten.length > 0; )
      try {
        const steps = this.#unwritten.slice(0, most);
        await this.#writeSome(steps);
        this.#unwritten.splice(0, steps.length);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        if (most === 1) this.#giveUp(error as Error);
        most = 1; // the one that is refused takes no other with it
      }
  }

  #writeSome(steps: readonly Step[]): Promise<void> {
    const { house, lease, recorder } = this.#parts;
    return house.transaction(async (tx) => {
      await requireLease(tx, lease.token, steps.at(-1)!);
      await writeSteps(tx, steps, recorder);
    }, byExchange.requestId);
  }

  /** The first of those that are to be written goes to people: it is kept, told of and counted, and the others go on. */
  #giveUp({ message }: Error): void {
    const { house, spool, clock } = this.#parts;
    const step = this.#unwritten[0]!;
    const file = spool.keepRefused(step, message, clock.now());
    this.#unwritten.shift();
    house.log.error({ error: message, call: step.state.id, file }, "a step of a call cannot be written and is kept");
  }

  #goAway({ message }: Error): void {
    if (this.#isAway || this.#unwritten.length === 0) return;
    this.#isAway = true;
    this.#parts.spool.append(this.#unwritten);
    this.#parts.house.log.error(
      { error: message },
      "the database is away: calls go on, and are written when it is back",
    );
  }

  #comeBack(): void {
    if (!this.#isAway || this.#unwritten.length > 0) return;
    this.#isAway = false;
    this.#parts.spool.clear();
    this.#parts.house.log.info("the database is back: calls are written");
  }

  #tryLater(): void {
    if (this.#retry || this.#isClosed) return;
    this.#retry = this.#parts.clock.after(again, () => {
      this.#retry = null;
      void this.#turns
        .take("writing", () => this.#tryAll())
        .catch((error: Error) =>
          this.#parts.house.log.error({ error: error.message }, "what was spooled is not written"),
        );
    });
  }
}

const isAfter = (line: Step, mark: Mark): boolean =>
  line.token > mark.token || (line.token === mark.token && line.number > mark.number);
