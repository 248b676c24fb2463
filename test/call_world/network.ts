import type { ControlEvent } from "../../server/modules/voice/control/event.ts";
import type { Random } from "../generate/random.ts";

/** How much goes wrong in a life; nothing in a calm one. Shares of one, milliseconds. */
export interface Weather {
  lost: number;
  doubled: number;
  /** The longest delay; events of one leg keep their order, others overtake. */
  delayMs: number;
  verbFails: number;
  restart: number;
  crash: number;
  clockBack: number;
}

export const calm: Weather = { lost: 0, doubled: 0, delayMs: 0, verbFails: 0, restart: 0, crash: 0, clockBack: 0 };

interface Parcel {
  dueAt: number;
  event: ControlEvent;
}

/** What is on its way to call control. */
export interface Network {
  send(event: ControlEvent, lane: string, now: number, random: Random, weather: Weather): void;
  dueAt(): number | null;
  take(now: number): ControlEvent | null;
}

export function makeNetwork(): Network {
  let parcels: Parcel[] = [];
  const latest = new Map<string, number>();

  function put(event: ControlEvent, lane: string, dueAt: number): void {
    const kept = Math.max(dueAt, latest.get(lane) ?? 0);
    latest.set(lane, kept);
    const place = parcels.findLastIndex((one) => one.dueAt <= kept);
    parcels.splice(place + 1, 0, { dueAt: kept, event });
  }

  return {
    send(event, lane, now, random, { lost, doubled, delayMs }) {
      const delay = (): number => (delayMs === 0 ? 0 : random.below(delayMs));
      if (lost > 0 && random.chance(lost)) return;
      put(event, lane, now + delay());
      if (doubled > 0 && random.chance(doubled)) put(event, lane, now + delay());
    },
    dueAt: () => parcels[0]?.dueAt ?? null,
    take(now) {
      if (parcels.length === 0 || parcels[0]!.dueAt > now) return null;
      const [first] = parcels;
      parcels = parcels.slice(1);
      return first!.event;
    },
  };
}
