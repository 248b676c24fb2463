import { EventEmitter } from "node:events";
import { Logger, makeWorkerUtils, runOnce, type TaskList, type WorkerEvents, type WorkerPool } from "graphile-worker";
import { sql } from "kysely";
import type pg from "pg";
import type { Db } from "../database/types.ts";
import type { House } from "../house.ts";
import type { Metrics } from "../metrics.ts";
import { backgroundFlag } from "./add.ts";

/** One line that leads from a job's name to a verb. */
export interface Job {
  name: string;
  run(house: House, payload: unknown): Promise<void>;
}

/** Failures are logged where the job runs, with the organisation; the library's own lines would carry payloads. */
const silent = new Logger(() => () => undefined);

/** Makes the queue's tables in the organisation's database; safe to repeat. */
export async function prepareQueue(database: { connectionString: string } | { pgPool: pg.Pool }): Promise<void> {
  const utils = await makeWorkerUtils({ ...database, logger: silent });
  await utils.release();
}

export interface Run {
  /** Resolves when no job is due any more, or after `stop` when the one at work is done. */
  done: Promise<void>;
  stop(): void;
}

export interface RunParts {
  jobs: readonly Job[];
  metrics: Metrics;
  /** Whether jobs that nobody waits for are taken too. */
  takesBackground: boolean;
  /** Called with the name that stands in the jobs it holds, before it takes the first. */
  begins(name: string): Promise<void>;
}

/** Runs the organisation's due jobs one after the other; several runs, also of several nodes, share the queue. */
export function runDueJobs(house: House, pgPool: pg.Pool, { jobs, metrics, takesBackground, begins }: RunParts): Run {
  let pool: WorkerPool | undefined;
  let isStopped = false;
  let began: Promise<void> = Promise.resolve();
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => {
    pool = workerPool;
    began = begins(workerPool.id).catch((error: Error) =>
      house.log.warn({ error: error.message }, "others could not be told which jobs are run here"),
    );
  });
  const taskList: TaskList = Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload: unknown) => {
        await began;
        await observed(house, job, payload, metrics);
        if (isStopped) void pool?.gracefulShutdown();
      },
    ]),
  );
  const stop = () => {
    isStopped = true;
    void Promise.resolve(pool?.gracefulShutdown()).catch(() => undefined);
  };
  const done = runOnce({
    events,
    pgPool,
    taskList,
    concurrency: 1,
    forbiddenFlags: takesBackground ? null : [backgroundFlag],
    noHandleSignals: true,
    logger: silent,
  });
  return { done, stop };
}

async function observed(house: House, job: Job, payload: unknown, metrics: Metrics): Promise<void> {
  try {
    await job.run(house, payload);
    metrics.jobs.labels(job.name, "done").inc();
  } catch (error) {
    metrics.jobs.labels(job.name, "failed").inc();
    house.log.warn({ job: job.name, error: (error as Error).message }, "job failed, it will be tried again");
    throw error;
  }
}

export interface Waiting {
  /** Jobs that may be taken now by who asks. */
  due: boolean;
  /** Milliseconds until the next of those is due; null: none waits. */
  next: number | null;
  /** Names of those who hold jobs for longer than asked. */
  holders: string[];
  /** Events that no reaction has read. */
  unread: boolean;
}

/** What there is to do in an organisation, in one query. Of the same queue only one job runs at a time. */
export async function lookForWork(
  db: Db,
  { heldFor, takesBackground }: { heldFor: number; takesBackground: boolean },
): Promise<Waiting> {
  const isMine = takesBackground ? sql`true` : sql`(flags ? ${backgroundFlag}) is not true`;
  const { rows } = await sql<Waiting>`
    select coalesce(bool_or(run_at <= now() and locked_at is null and ${isMine}), false) as due,
      (extract(epoch from min(run_at) filter (where locked_at is null and ${isMine}) - now()) * 1000)::float8 as next,
      coalesce(array_agg(distinct locked_by) filter (where locked_at < now() - make_interval(secs => ${heldFor / 1000})), '{}') as holders,
      exists (select 1 from domain_event e where (e.xid, e.id) > (
        coalesce((select c.xid from reaction_cursor c order by c.xid, c.id limit 1), '0'::xid8),
        coalesce((select c.id from reaction_cursor c order by c.xid, c.id limit 1), 0))) as unread
    from graphile_worker.jobs where attempts < max_attempts or locked_at is not null`.execute(db);
  return rows[0]!;
}

/** Gives the jobs that these names hold back to the queue. */
export async function freeJobs(db: Db, holders: readonly string[]): Promise<void> {
  await sql`select graphile_worker.force_unlock_workers(${[...holders]}::text[])`.execute(db);
}
