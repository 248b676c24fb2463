import type { Tx } from "../../../platform/database/types.ts";
import { Turns } from "../../../platform/telephony/turns.ts";
import type { Stepped } from "../control/step.ts";
import type { ExchangeParts } from "./exchange.ts";
import { LeaseLost, requireLease } from "./lease.ts";
import { writeStep } from "./write.ts";

/** A step of a call, and what is to be written before it. */
export type Step = Stepped & { before?: ((tx: Tx) => Promise<void>) | undefined };

/** Steps in one transaction. */
const together = 50;

/** What the database will never take, whenever it is asked: wrong data, a broken rule, a bad statement. */
const isRefusal = (error: unknown): boolean => /^(2[23]|42)/.test((error as { code?: string }).code ?? "");

/** Writes the steps of an organisation's calls down, in the order they were taken. */
export class Journal {
  readonly #parts: Pick<ExchangeParts, "house" | "token" | "recorder">;
  readonly #unwritten: Step[] = [];
  readonly #turns = new Turns();

  constructor(parts: Pick<ExchangeParts, "house" | "token" | "recorder">) {
    this.#parts = parts;
  }

  /** A database that is away ends no call: what it could not take is written before the next. @throws LeaseLost */
  async write(step: Step): Promise<void> {
    this.#unwritten.push(step);
    await this.#turns.take("writing", () => this.#writeAll());
  }

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
    const { house, token, recorder } = this.#parts;
    return house.transaction(async (tx) => {
      await requireLease(tx, token);
      for (const { state, effects, before } of steps) {
        await before?.(tx);
        await writeStep(tx, state, effects, recorder);
      }
    });
  }

  #giveUp({ state }: Step, error: Error): void {
    this.#parts.house.log.error({ error: error.message, call: state.id }, "a step of a call cannot be written");
  }
}
