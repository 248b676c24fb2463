import type pg from "pg";
import { type Reaction, runReaction } from "../event/reaction.ts";
import type { House } from "../house.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Life } from "./life.ts";
import { freeJobs, type Job, lookForWork, type Run, runDueJobs } from "./worker.ts";

export interface RoundsParts {
  jobs: readonly Job[];
  reactions: readonly Reaction[];
  metrics: Metrics;
  log: Log;
  life: Pick<Life, "begin" | "end" | "missing">;
  /** The organisation, open until `release`. Undefined: it is gone. */
  open(organisationId: string): Promise<{ house: House; pool: pg.Pool; release(): void } | undefined>;
  /** Visits at the same time in all; each may hold connections while a job runs. */
  slots: number;
  /** A job held for longer than this is looked at: does its run live? */
  heldFor?: number;
  /** Pause before the next look where jobs are held or were not taken. */
  pause?: number;
  /** How long jobs at work may take to end when all is closed; ten seconds. */
  endsWithin?: number;
}

/**
 * Visits to one organisation at the same time: a long job does not keep short ones waiting. One of them at most takes
 * jobs that nobody waits for, so that what the night asks for never keeps a person waiting.
 */
const visitsOfOne = 2;
const gather = 50;
const longest = 60_000;

interface Place {
  id: string;
  isAsked: boolean;
  visits: number;
  /** Whether one of the visits takes jobs that nobody waits for. */
  hasBackground: boolean;
  /** Whether every reaction has a cursor there. */
  hasReacted: boolean;
  timer: NodeJS.Timeout | undefined;
  dueAt: number;
  /** Runs that could not be found at the last look; two in a row mean that they are dead. */
  suspects: ReadonlySet<string>;
}

/**
 * Goes round the organisations that have something to do: reads their events with the reactions and runs their due jobs.
 * Somebody wakes it after a commit; a job that waits has a timer. Nothing is held open where nothing is to do.
 */
export class Rounds {
  readonly #parts: RoundsParts;
  readonly #places = new Map<string, Place>();
  readonly #runs = new Set<Run>();
  readonly #visits = new Set<Promise<void>>();
  #isClosed = false;

  constructor(parts: RoundsParts) {
    this.#parts = parts;
  }

  /** There may be something to do; what comes within a moment is one visit. */
  wake(organisationId: string, after = gather): void {
    this.#wakeIn(this.#placeOf(organisationId), after);
  }

  /** No more timers for it; a visit under way goes on. */
  forget(organisationId: string): void {
    const place = this.#places.get(organisationId);
    if (!place || place.visits > 0 || place.isAsked) return;
    clearTimeout(place.timer);
    this.#places.delete(organisationId);
  }

  #placeOf(id: string): Place {
    const known = this.#places.get(id);
    if (known) return known;
    const place: Place = {
      id,
      isAsked: false,
      visits: 0,
      hasBackground: false,
      hasReacted: false,
      timer: undefined,
      dueAt: Infinity,
      suspects: new Set(),
    };
    this.#places.set(id, place);
    return place;
  }

  #wakeIn(place: Place, milliseconds: number): void {
    const dueAt = Date.now() + milliseconds;
    if (this.#isClosed || (place.timer && place.dueAt <= dueAt)) return;
    clearTimeout(place.timer);
    place.dueAt = dueAt;
    place.timer = setTimeout(() => {
      place.timer = undefined;
      place.isAsked = true;
      this.#pump();
    }, milliseconds);
  }

  /** In the order in which they were asked for. */
  #pump(): void {
    for (const place of this.#places.values()) {
      if (this.#isClosed || this.#visits.size >= this.#parts.slots) return;
      if (!place.isAsked || place.visits >= visitsOfOne) continue;
      this.#places.delete(place.id); // set anew: who was visited last stands at the end
      this.#places.set(place.id, place);
      const visit = this.#visit(place).finally(() => {
        this.#visits.delete(visit);
        this.#pump();
      });
      this.#visits.add(visit);
    }
  }

  async #visit(place: Place): Promise<void> {
    const { open, log } = this.#parts;
    place.isAsked = false;
    place.visits++;
    const takesBackground = !place.hasBackground;
    if (takesBackground) place.hasBackground = true;
    let next = longest;
    try {
      const opened = await open(place.id);
      if (!opened) return;
      try {
        next = await this.#work(place, opened, takesBackground);
      } finally {
        opened.release();
      }
    } catch (error) {
      next = 1000;
      if (!this.#isClosed)
        log.warn({ organisation: place.id, error: (error as Error).message }, "jobs could not be run, trying again");
    } finally {
      place.visits--;
      if (takesBackground) place.hasBackground = false;
      if (next < longest) this.#wakeIn(place, next);
    }
  }

  /** @returns milliseconds until there is something to do again */
  async #work(
    place: Place,
    { house, pool }: { house: House; pool: pg.Pool },
    takesBackground: boolean,
  ): Promise<number> {
    const { heldFor = 10_000, pause = 5_000 } = this.#parts;
    const look = () => lookForWork(house.db, { heldFor, takesBackground });
    let found = await look();
    if (found.unread || !place.hasReacted) {
      await this.#react(place, house);
      found = await look();
    }
    await this.#freeDead(place, house, found.holders);
    if (found.due && !this.#isClosed) {
      await this.#run(house, pool, takesBackground);
      found = await look();
    }
    return Math.min(
      found.due || found.unread ? 1000 : longest,
      found.holders.length > 0 ? pause : longest,
      found.next === null || found.due ? longest : Math.max(gather, found.next),
    );
  }

  async #react(place: Place, house: House): Promise<void> {
    for (const reaction of this.#parts.reactions)
      await runReaction(house, reaction).catch((error: Error) =>
        house.log.warn({ reaction: reaction.name, error: error.message }, "reaction failed, it will be tried again"),
      );
    place.hasReacted = true;
  }

  async #freeDead(place: Place, house: House, holders: readonly string[]): Promise<void> {
    const missing = holders.length > 0 ? await this.#parts.life.missing(holders) : [];
    const dead = missing.filter((name) => place.suspects.has(name));
    place.suspects = new Set(missing);
    if (dead.length > 0) await freeJobs(house.db, dead);
  }

  async #run(house: House, pool: pg.Pool, takesBackground: boolean): Promise<void> {
    const { jobs, metrics, life } = this.#parts;
    let name: string | undefined;
    const begins = (given: string) => {
      name = given;
      return life.begin(given);
    };
    const run = runDueJobs(house, pool, { jobs, metrics, takesBackground, begins });
    this.#runs.add(run);
    try {
      await run.done;
    } finally {
      this.#runs.delete(run);
      if (name !== undefined) await life.end(name).catch(() => undefined);
    }
  }

  /** No more visits; jobs at work may end. */
  async close(): Promise<void> {
    const { endsWithin = 10_000 } = this.#parts;
    this.#isClosed = true;
    for (const place of this.#places.values()) clearTimeout(place.timer);
    for (const run of this.#runs) run.stop();
    const late = new Promise((resolve) => setTimeout(resolve, endsWithin).unref());
    await Promise.race([Promise.allSettled([...this.#visits]), late]);
  }
}
