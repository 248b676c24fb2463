import { join } from "node:path";
import type { Runner } from "graphile-worker";
import { sql } from "kysely";
import type { Directory } from "./database/directory.ts";
import { createHostResolver, type HostedOrganisation } from "./database/host.ts";
import { type OpenOrganisation, OrganisationPools } from "./database/organisation.pool.ts";
import { withTransientRetry } from "./database/retry.ts";
import type { Database } from "./database/types.gen.ts";
import type { Tx } from "./database/types.ts";
import { type Reaction, runReaction } from "./event/reaction.ts";
import type { House } from "./house.ts";
import { type Job, prepareQueue, startWorker } from "./job/worker.ts";
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
}

interface Kept {
  opened: OpenOrganisation<Database>;
  house: House;
  users: number;
  hub: Promise<Hub> | undefined;
  runner: Promise<Pick<Runner, "stop">> | undefined;
  timer: NodeJS.Timeout | undefined;
  usedAt: number;
}

const idleAfter = 5 * 60_000;
const sweepEvery = 60_000;

/** The organisations that this node has open: opened by the first request, closed when nobody has used them for a while. */
export class Houses {
  readonly #parts: HousesParts;
  readonly #pools: OrganisationPools<Database>;
  readonly #resolver: ReturnType<typeof createHostResolver>;
  readonly #kept = new Map<string, Promise<Kept>>();
  #sweepTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: HousesParts) {
    this.#parts = parts;
    this.#pools = new OrganisationPools<Database>(parts.directory, { perOrganisation: 10, total: 60 });
    this.#resolver = createHostResolver(parts.directory);
  }

  /** Begins to look for jobs of organisations that nobody has open, and closes those that are idle. */
  start(): void {
    this.#sweepTimer = setInterval(() => void this.#sweep(), sweepEvery);
    if (this.#parts.works) void this.#sweep();
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
    const { directory, publicUrl, log, works, metrics, jobs } = this.#parts;
    const opened = await this.#pools.open(id);
    try {
      const company = await this.#parts.company({ db: opened.db });
      const house: House = {
        organisation: { id, slug, name, company },
        db: opened.db,
        databaseUrl: opened.databaseUrl,
        folder: join(directory.dataFolder, "files", id),
        publicUrl,
        log: log.child({ organisation: slug }),
        secret: (purpose) => deriveSecret(directory.master, purpose, id),
        transaction: <T>(work: (tx: Tx) => Promise<T>) => this.#transaction(kept, work),
      };
      const kept: Kept = {
        opened,
        house,
        users: 0,
        hub: undefined,
        runner: undefined,
        timer: undefined,
        usedAt: Date.now(),
      };
      await prepareQueue(opened.databaseUrl);
      if (works) {
        kept.runner = startWorker(house, jobs, metrics);
        await kept.runner;
        kept.timer = this.#reactLoop(house);
      }
      return kept;
    } catch (error) {
      opened.release();
      throw error;
    }
  }

  async #transaction<T>(kept: Kept, work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await withTransientRetry(() => kept.house.db.transaction().execute(work));
    if (kept.hub) void kept.hub.then((hub) => hub.ping());
    return result;
  }

  #reactLoop(house: House): NodeJS.Timeout {
    let isRunning = false;
    return setInterval(async () => {
      if (isRunning) return;
      isRunning = true;
      for (const reaction of this.#parts.reactions) {
        await runReaction(house, reaction).catch((error: Error) =>
          house.log.warn({ reaction: reaction.name, error: error.message }, "reaction failed, it will be tried again"),
        );
      }
      isRunning = false;
    }, 1000);
  }

  async #openHub(kept: Kept): Promise<Hub> {
    const { live } = this.#parts;
    const { house } = kept;
    const hub = new Hub({
      house,
      databaseUrl: house.databaseUrl,
      reload: (sessionId) => live.reload(house, sessionId),
      maySee: (actor, object, objectId) => live.maySee(house, actor, object, objectId),
    });
    await hub.open();
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
      await closeKept(kept);
    }
    this.#parts.metrics.openHouses.set(this.#kept.size);
  }

  /** Jobs whose time has come in organisations that nobody has open here. */
  async #wakeWaiting(): Promise<void> {
    const organisations = await this.#parts.directory.db
      .selectFrom("organisation")
      .select(["id", "slug", "name"])
      .where("removed_at", "is", null)
      .where("ready_at", "is not", null)
      .execute();
    for (const organisation of organisations) {
      if (this.#isClosed || this.#kept.has(organisation.id)) continue;
      const waits =
        organisations.length === 1 || (await this.#pools.with(organisation.id, hasWaitingJobs).catch(() => false));
      if (waits) await this.#keep(organisation);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweepTimer);
    const kept = await Promise.allSettled(this.#kept.values());
    await Promise.all(kept.map((one) => (one.status === "fulfilled" ? closeKept(one.value) : undefined)));
    await this.#pools.close();
  }
}

async function closeKept({ hub, runner, timer, opened }: Kept): Promise<void> {
  clearInterval(timer);
  await (await hub)?.close();
  await (await runner)?.stop();
  opened.release();
}

async function hasWaitingJobs(db: House["db"]): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select to_regclass('graphile_worker.jobs') is not null and exists (select 1 from graphile_worker.jobs where run_at <= now()) as waits`.execute(
    db,
  );
  return rows[0]!.waits;
}
