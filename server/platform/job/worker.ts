import { EventEmitter } from "node:events";
import { Logger, makeWorkerUtils, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { House } from "../house.ts";
import type { Metrics } from "../metrics.ts";
import { WorkerLife } from "./worker_life.ts";

/** One line that leads from a job's name to a verb. */
export interface Job {
  name: string;
  run(house: House, payload: unknown): Promise<void>;
}

/** Failures are logged where the job runs, with the organisation; the library's own lines would carry payloads. */
const silent = new Logger(() => () => undefined);

/** Makes the queue's tables in the organisation's database; safe to repeat. */
export async function prepareQueue(databaseUrl: string): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString: databaseUrl, logger: silent });
  await utils.release();
}

/** Runs the organisation's jobs on this node; several nodes share the queue and no job runs twice at once. */
export async function startWorker(
  house: House,
  jobs: readonly Job[],
  metrics: Metrics,
  concurrency = 2,
): Promise<Pick<Runner, "stop">> {
  const life = new WorkerLife(house.databaseUrl, house.log);
  await life.open();
  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => void life.add(worker.workerId));
  const taskList: TaskList = Object.fromEntries(
    jobs.map((job) => [job.name, (payload: unknown) => observed(house, job, payload, metrics)]),
  );
  const begin = () =>
    run({
      events,
      connectionString: house.databaseUrl,
      maxPoolSize: concurrency + 1,
      concurrency,
      noHandleSignals: true,
      pollInterval: 1000,
      taskList,
      logger: silent,
    });
  let runner = await begin();
  let isStopped = false;
  // The database was away for longer than the queue is patient: begin again until it is back.
  const keep = async (): Promise<void> => {
    while (!isStopped) {
      await runner.promise.catch((error: Error) => house.log.warn({ error: error.message }, "the queue was cut off"));
      if (isStopped) return;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      runner = await begin().catch(() => runner);
    }
  };
  void keep();
  return {
    stop: async () => {
      isStopped = true;
      await runner.stop().catch(() => undefined);
      await life.close();
    },
  };
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
