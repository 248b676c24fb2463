import { sql } from "kysely";
import type { Db } from "../database/types.ts";

export interface JobOptions {
  /** One job of this key at a time: adding again replaces the waiting one. */
  key?: string;
  /** Tries in all; 25 unless told otherwise. */
  maxAttempts?: number;
  /** Not before this moment. */
  runAt?: Date;
  /** "keep": a waiting job of the key keeps its time; else it is replaced. */
  whenWaiting?: "replace" | "keep";
  /** Jobs of one queue run one after the other. */
  queue?: string;
  /** Nobody waits for it: such jobs leave one visit of the organisation's free for what somebody asks for. */
  isBackground?: boolean;
}

/** The queue's mark of jobs that nobody waits for. */
export const backgroundFlag = "background";

/** Adds a job in the transaction: it runs when and only when the transaction commits. */
export async function addJob(
  tx: Db,
  name: string,
  payload: Record<string, unknown>,
  { key, maxAttempts = 25, runAt, whenWaiting = "replace", queue, isBackground = false }: JobOptions = {},
): Promise<void> {
  await sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json, queue_name => ${queue ?? null}, job_key => ${key ?? null}, max_attempts => ${maxAttempts},
    flags => ${isBackground ? [backgroundFlag] : null}::text[],
    run_at => ${runAt?.toISOString() ?? null}::timestamptz, job_key_mode => ${whenWaiting === "keep" ? "preserve_run_at" : "replace"})`.execute(
    tx,
  );
}
