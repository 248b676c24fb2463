import type { Board } from "./board.ts";
import type { Clock } from "./clock.ts";

/** What a trunk may carry. */
export interface TrunkLimit {
  /** Calls at once, in and out. */
  readonly channels: number;
  /** New calls out in any minute; null: no limit. */
  readonly perMinute: number | null;
}

export type LimitOf = (trunkId: string) => TrunkLimit | undefined;

const minute = 60_000;

/** How much each trunk carries now, and whether one more call may be put on it. Nobody who is in a call is ever dropped for it. */
export class TrunkLoad {
  readonly #board: Board;
  readonly #clock: Clock;
  readonly #limitOf: LimitOf;
  /** Times of calls out of the last minute, by trunk. */
  readonly #dialled = new Map<string, number[]>();

  /** @param limitOf as it is now; without one a trunk carries whatever is asked */
  constructor(board: Board, clock: Clock, limitOf: LimitOf) {
    this.#board = board;
    this.#clock = clock;
    this.#limitOf = limitOf;
  }

  hasChannel(trunkId: string): boolean {
    const limit = this.#limitOf(trunkId);
    return !limit || this.#carried(trunkId) < limit.channels;
  }

  /** Counts a call out, if it may be made. */
  takeOut(trunkId: string): boolean {
    const now = this.#clock.now();
    const recent = (this.#dialled.get(trunkId) ?? []).filter((at) => at > now - minute);
    const most = this.#limitOf(trunkId)?.perMinute ?? null;
    const isFree = this.hasChannel(trunkId) && (most === null || recent.length < most);
    this.#dialled.set(trunkId, isFree ? [...recent, now] : recent);
    return isFree;
  }

  #carried(trunkId: string): number {
    let count = 0;
    for (const leg of this.#board.legs.values()) if (leg.trunkId === trunkId) count++;
    return count;
  }
}
