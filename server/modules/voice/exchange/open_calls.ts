import type { Call } from "../control/call.ts";
import { nextDeadline } from "../control/deadlines.ts";

/** Calls as they stand now, and when each is to be looked at again: worked out once for each of its states, since there may be hundreds. */
export class OpenCalls {
  readonly #calls = new Map<string, Call>();
  /** Milliseconds since 1970. */
  readonly #deadlines = new Map<string, number>();

  get size(): number {
    return this.#calls.size;
  }

  get(callId: string): Call | undefined {
    return this.#calls.get(callId);
  }

  has(callId: string): boolean {
    return this.#calls.has(callId);
  }

  ids(): string[] {
    return [...this.#calls.keys()];
  }

  keep(call: Call): void {
    this.#calls.set(call.id, call);
    this.#deadlines.set(call.id, nextDeadline(call) ?? Number.POSITIVE_INFINITY);
  }

  /** @returns whether it was there */
  forget(callId: string): boolean {
    this.#deadlines.delete(callId);
    return this.#calls.delete(callId);
  }

  /** When the first of them is due; null: none is. */
  nextDue(): number | null {
    let next = Number.POSITIVE_INFINITY;
    for (const deadline of this.#deadlines.values()) if (deadline < next) next = deadline;
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  due(now: number): string[] {
    return [...this.#deadlines].flatMap(([callId, deadline]) => (deadline <= now ? [callId] : []));
  }
}
