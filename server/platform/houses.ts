import { join } from "node:path";
import type { FileSettings } from "./config.ts";
import type { Directory } from "./database/directory.ts";
import { createHostResolver, type HostedOrganisation } from "./database/host.ts";
import { type OpenOrganisation, OrganisationPools } from "./database/organisation.pool.ts";
import { withTransientRetry } from "./database/retry.ts";
import type { Database } from "./database/types.gen.ts";
import type { Tx } from "./database/types.ts";
import type { Reaction } from "./event/reaction.ts";
import { storeOf } from "./file/store.ts";
import type { House } from "./house.ts";
import type { OutgoingRules } from "./http/outgoing.ts";
import { Life } from "./job/life.ts";
import { Rounds, type RoundsParts } from "./job/rounds.ts";
import { hasWork, listReady, readReady } from "./job/waiting.ts";
import { type Job, prepareQueue } from "./job/worker.ts";
import { Bus } from "./live/bus.ts";
import { Hub, type HubParts } from "./live/hub.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { Actor } from "./permission/actor.ts";
import { deriveSecret } from "./secret.ts";

export interface HousesParts {
  directory: Directory;
  publicUrl: string | null;
  log: Log;
  metrics: Metrics;
  /** Whether this node runs jobs and reactions. */
  works: boolean;
  jobs: readonly Job[];
  reactions: readonly Reaction[];
  live: {
    reload(house: House, sessionId: string): ReturnType<HubParts["reload"]>;
    maySee(house: House, actor: Actor, object: string, objectId: string): Promise<boolean>;
  };
  company(house: Pick<House, "db">): Promise<"demo" | "empty">;
  /** Uploads up to 100 MB and no virus scan unless told otherwise. */
  files?: FileSettings;
  /** Nothing but the open net unless told otherwise. */
  outgoing?: OutgoingRules;
  /** Connections to organisations' databases at most, whatever they are for. */
  caps?: { perOrganisation: number; total: number };
  /** How long a job is held before somebody asks whether its run lives, the pause between two such looks, and how long jobs may take to end at the close. */
  patience?: Pick<RoundsParts, "heldFor" | "pause" | "endsWithin">;
}

interface Kept {
  opened: OpenOrganisation<Database>;
  house: House;
  users: number;
  hub: Promise<Hub> | undefined;
  usedAt: number;
}

/** Under which one node stays, whatever the number of organisations; two more go to the directory. */
export const usualCaps = { perOrganisation: 10, total: 60 };
const idleAfter = 5 * 60_000;
const sweepEvery = 60_000;
/** Those that are open are looked at more often: jobs may come from outside, and a wake may get lost. */
const lookEvery = 5_000;
const looksASecond = 40;

/** The organisations that this node has open: opened by the first request, closed when nobody has used them for a while. */
export class Houses {
  readonly #parts: HousesParts;
  readonly #pools: OrganisationPools<Database>;
  readonly #resolver: ReturnType<typeof createHostResolver>;
  readonly #kept = new Map<string, Promise<Kept>>();
  readonly #bus: Bus;
  readonly #life: Life;
  readonly #rounds: Rounds | undefined;
  #onWritten: (organisationId: string, by?: string) => void = () => undefined;
  #hubCount = 0;
  #sweepTimer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: HousesParts) {
    this.#parts = parts;
    const { directory, jobs, reactions, metrics, log, caps = usualCaps } = parts;
    this.#pools = new OrganisationPools<Database>(directory, caps);
    this.#resolver = createHostResolver(directory);
    this.#bus = new Bus(directory.url, log);
    this.#life = new Life(directory.url, log);
    if (parts.works) {
      const open = (id: string) => this.#openForWork(id);
      // a job may hold a connection of its own and wait for another: half of the cap is never held
      const slots = Math.max(1, Math.floor(caps.total / 4));
      this.#rounds = new Rounds({ jobs, reactions, metrics, log, life: this.#life, open, slots, ...parts.patience });
    }
    this.#bus.onWoken((id) => {
      this.#rounds?.wake(id);
      this.#onWritten(id);
    });
  }

  /** Begins to hear other nodes, to look for work in organisations that nobody has open, and to close those that are idle. */
  start(): void {
    void this.#bus.open();
    if (this.#rounds) this.#lookLater();
    this.#sweepTimer = setInterval(() => void this.#sweep(), sweepEvery);
    if (this.#parts.works) void this.#sweep();
  }

  /** One listener: is told of every organisation in which this node or another has written. */
  onWritten(listener: (organisationId: string, by?: string) => void): void {
    this.#onWritten = listener;
  }

  resolve(host: string): Promise<HostedOrganisation | undefined> {
    return this.#resolver.resolveOrganisation(host);
  }

  async acquire(host: string): Promise<{ house: House; release(): void } | undefined> {
    const organisation = await this.resolve(host);
    return organisation && !this.#isClosed ? await this.acquireOrganisation(organisation) : undefined;
  }

  async acquireOrganisation(organisation: HostedOrganisation): Promise<{ house: House; release(): void }> {
    const kept = await this.#keep(organisation);
    kept.users++;
    kept.usedAt = Date.now();
    let isReleased = false;
    const release = () => {
      if (!isReleased) kept.users--;
      isReleased = true;
    };
    return { house: kept.house, release };
  }

  /** The live channel of an organisation on this node, opened with the first socket. */
  async hub(organisation: HostedOrganisation): Promise<Hub> {
    const kept = await this.#keep(organisation);
    kept.hub ??= this.#openHub(kept);
    return await kept.hub;
  }

  /** One after the other, spread over the pause. */
  #lookLater(): void {
    const pause = Math.max(lookEvery, this.#kept.size * 100);
    this.#lookTimer = setTimeout(() => {
      [...this.#kept.keys()].forEach((id, index, { length }) => {
        this.#rounds?.wake(id, (index / length) * pause);
      });
      this.#lookLater();
    }, pause);
  }

  async #openForWork(id: string) {
    const organisation = (await this.#kept.get(id))?.house.organisation ?? (await readReady(this.#parts.directory, id));
    if (!organisation || this.#isClosed) return undefined;
    const kept = await this.#keep(organisation);
    kept.users++;
    return { house: kept.house, pool: kept.opened.libraryPool(), release: () => void kept.users-- };
  }

  async socketCount(): Promise<number> {
    let count = 0;
    for (const kept of await Promise.all(this.#kept.values())) count += kept.hub ? (await kept.hub).socketCount : 0;
    return count;
  }

  stats(): { organisations: number; connections: number } {
    return this.#pools.stats();
  }

  #keep(organisation: HostedOrganisation): Promise<Kept> {
    const known = this.#kept.get(organisation.id);
    if (known) return known;
    const opening = this.#open(organisation);
    this.#kept.set(organisation.id, opening);
    opening.catch(() => this.#kept.delete(organisation.id));
    this.#parts.metrics.openHouses.set(this.#kept.size);
    return opening;
  }

  async #open({ id, slug, name }: HostedOrganisation): Promise<Kept> {
    const { directory, publicUrl, log } = this.#parts;
    const opened = await this.#pools.open(id);
    try {
      const company = await this.#parts.company({ db: opened.db });
      const house: House = {
        organisation: { id, slug, name, company },
        db: opened.db,
        reserve: opened.reserve,
        folder: join(directory.dataFolder, "files", id),
        files: { store: storeOf(directory, id), limits: this.#parts.files ?? { most: 100e6 } },
        outgoing: this.#parts.outgoing ?? { allow: [] },
        publicUrl,
        log: log.child({ organisation: slug }),
        secret: (purpose) => deriveSecret(directory.master, purpose, id),
        ping: () => this.#ping(kept),
        transaction: <T>(work: (tx: Tx) => Promise<T>, by?: string) => this.#transaction(kept, work, by),
      };
      const kept: Kept = {
        opened,
        house,
        users: 0,
        hub: undefined,
        usedAt: Date.now(),
      };
      await prepareQueue({ pgPool: opened.libraryPool() });
      this.#rounds?.wake(id);
      return kept;
    } catch (error) {
      opened.release();
      throw error;
    }
  }

  async #transaction<T>(kept: Kept, work: (tx: Tx) => Promise<T>, by?: string): Promise<T> {
    const result = await withTransientRetry(() => kept.house.db.transaction().execute(work));
    this.#ping(kept, by);
    return result;
  }

  #ping({ house, hub }: Kept, by?: string): void {
    const { id } = house.organisation;
    this.#bus.ping(id);
    this.#rounds?.wake(id);
    this.#onWritten(id, by);
    if (hub) void hub.then((one) => one.wake());
  }

  async #openHub(kept: Kept): Promise<Hub> {
    const { live } = this.#parts;
    const { house } = kept;
    const hub = new Hub({
      house,
      bus: this.#bus,
      pollEvery: () => Math.max(1000, (this.#hubCount * 1000) / looksASecond),
      reload: (sessionId) => live.reload(house, sessionId),
      maySee: (actor, object, objectId) => live.maySee(house, actor, object, objectId),
    });
    await hub.open();
    this.#hubCount++;
    return hub;
  }

  async #sweep(): Promise<void> {
    try {
      await this.#closeIdle();
      if (this.#parts.works) await this.#wakeWaiting();
    } catch (error) {
      this.#parts.log.warn(
        { error: (error as Error).message },
        "organisations could not be looked through, trying again",
      );
    }
  }

  async #closeIdle(): Promise<void> {
    for (const [id, keeping] of this.#kept) {
      const kept = await keeping;
      const hub = await kept.hub;
      if (
        kept.users > 0 ||
        (hub && hub.socketCount > 0) ||
        Date.now() - kept.usedAt < idleAfter ||
        this.#kept.size === 1
      )
        continue;
      this.#kept.delete(id);
      this.#rounds?.forget(id);
      await this.#closeKept(kept);
    }
    this.#parts.metrics.openHouses.set(this.#kept.size);
  }

  /** Jobs whose time has come in organisations that nobody has open here. */
  async #wakeWaiting(): Promise<void> {
    const organisations = await listReady(this.#parts.directory);
    for (const organisation of organisations) {
      if (this.#isClosed || this.#kept.has(organisation.id)) continue;
      const waits =
        organisations.length === 1 ||
        (await this.#pools.with(organisation.id, (db) => hasWork(db, sweepEvery)).catch(() => false));
      if (waits) this.#rounds?.wake(organisation.id);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweepTimer);
    clearTimeout(this.#lookTimer);
    await this.#rounds?.close();
    const kept = await Promise.allSettled(this.#kept.values());
    await Promise.all(kept.map((one) => (one.status === "fulfilled" ? this.#closeKept(one.value) : undefined)));
    await this.#life.close();
    await this.#bus.close();
    await this.#pools.close();
  }

  async #closeKept({ hub, opened }: Kept): Promise<void> {
    if (hub) {
      await (await hub).close();
      this.#hubCount--;
    }
    opened.release();
  }
}
