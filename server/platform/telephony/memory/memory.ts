import type { Clock } from "../clock.ts";
import type { CallStore } from "../keep.ts";
import type { Phones } from "../phones.ts";
import { Switchboard } from "../switchboard.ts";
import type { LimitOf } from "../trunk_load.ts";
import { MemoryPhone } from "./phone.ts";
import { MemoryPlant } from "./plant.ts";

export interface MemoryOptions {
  clock: Clock;
  /** Makes ids of incoming legs and their calls. */
  newId: () => string;
  /** Where calls are kept for another switchboard; nowhere unless told otherwise. */
  store?: CallStore;
  trunkIds: readonly string[];
  /** What a trunk may carry; whatever is asked unless told otherwise. */
  limitOf?: LimitOf;
  /** Name of a prompt or music -> its one tone in hertz and its length in milliseconds. */
  prompts: Readonly<Record<string, { tone: number; ms: number }>>;
  /** How long no packet comes before that is told; 5 s unless told otherwise. */
  silenceMs?: number;
}

/**
 * An engine without sound or network, exact in all that an engine tells: the same events, errors and order, and who hears whom by tone.
 * Nothing happens by itself but what the clock brings; a phone's doings are told before its promise resolves.
 */
export function memoryEngine(options: MemoryOptions): { adapter: Switchboard; phones: Phones; plant: MemoryPlant } {
  const plant = new MemoryPlant(options);
  const adapter = new Switchboard(plant, options.clock, options.store, options.limitOf);
  const phones: Phones = {
    device: async (address) => plant.register(new MemoryPhone(plant, { kind: "user", address }), address),
    subscriber: async (number) => plant.subscribe(new MemoryPhone(plant, { kind: "trunk", number }), number),
  };
  return { adapter, phones, plant };
}
