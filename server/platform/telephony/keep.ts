import type { Board, Leg } from "./board.ts";
import { legsOf } from "./board.ts";
import type { Plant } from "./plant.ts";

/** Where answered calls are kept, so that another process goes on with them when this one has died. It does what it is asked in that order and sees to its own failures. */
export interface CallStore {
  save(call: KeptCall): void;
  remove(callId: string): void;
  load(): Promise<readonly KeptCall[]>;
}

/** Plain JSON. */
export interface KeptCall {
  callId: string;
  legs: KeptLeg[];
  /** Ids of legs, a line a bridge. */
  bridges: string[][];
}

export type KeptLeg = Pick<Leg, "legId" | "trunkId" | "isHeld" | "isHolding" | "isMuted" | "since" | "music"> & {
  /** What the plant needs to take it up. */
  line: unknown;
};

/** For who needs none. */
export const noStore: CallStore = { save: () => {}, remove: () => {}, load: async () => [] };

/** Writes a call down whenever what has to survive has changed. */
export class Keeper {
  readonly #store: CallStore;
  readonly #plant: Plant;
  readonly #board: Board;
  /** As they were written last. */
  readonly #written = new Map<string, string>();

  constructor(store: CallStore, plant: Plant, board: Board) {
    this.#store = store;
    this.#plant = plant;
    this.#board = board;
  }

  keep(callId: string): void {
    const up = legsOf(this.#board, callId).filter(({ state }) => state === "up");
    if (up.length === 0) {
      if (this.#written.delete(callId)) this.#store.remove(callId);
      return;
    }
    const call = { callId, legs: up.map((leg) => this.#leg(leg)), bridges: bridgesOf(up) };
    const text = JSON.stringify(call);
    if (this.#written.get(callId) === text) return;
    this.#written.set(callId, text);
    this.#store.save(call);
  }

  /** Forgets a call that was loaded and has nobody left. */
  forget(callId: string): void {
    this.#store.remove(callId);
  }

  #leg(leg: Leg): KeptLeg {
    const { legId, trunkId, isHeld, isHolding, isMuted, since, music } = leg;
    return { legId, trunkId, isHeld, isHolding, isMuted, since, music, line: this.#plant.keep(leg) };
  }
}

const bridgesOf = (legs: readonly Leg[]): string[][] =>
  [...new Set(legs.flatMap(({ bridge }) => bridge ?? []))].map((bridge) => [...bridge].map(({ legId }) => legId));
