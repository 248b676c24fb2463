import { statfs } from "node:fs/promises";
import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Directory } from "../../platform/database/directory.ts";
import type { House } from "../../platform/house.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import type { Engine } from "../../platform/telephony/engine/engine.ts";
import type { readFirstStepsContract, readOperationsContract } from "./operations.contract.ts";
import { voiceFacts } from "./operations.voice.ts";

/** What the operations page needs of the node that answers. */
export interface NodeFacts {
  version: string;
  startedAt: Date;
  directory: Directory;
  isEmbedded: boolean;
  certificate: { isOwn: boolean; expiresAt: Date } | null;
  socketCount(): Promise<number>;
  /** The telephone's; undefined on a node that has none. */
  engine?: Engine | undefined;
}

type Operations = ResponseOf<typeof readOperationsContract>;

export async function readOperations(house: House, node: NodeFacts): Promise<Operations> {
  const disk = await statfs(node.directory.dataFolder);
  return {
    version: node.version,
    node_version: process.version,
    started_at: node.startedAt.toISOString(),
    memory_bytes: process.memoryUsage.rss(),
    database: { ...(await databaseFacts(house)), is_embedded: node.isEmbedded },
    jobs: await jobFacts(house),
    disk: {
      folder: node.directory.dataFolder,
      free_bytes: disk.bavail * disk.bsize,
      total_bytes: disk.blocks * disk.bsize,
    },
    certificate: node.certificate
      ? { is_own: node.certificate.isOwn, expires_at: node.certificate.expiresAt.toISOString() }
      : null,
    backups: await backupsOf(house, node.directory),
    live_sockets: await node.socketCount(),
    voice: await voiceFacts(house.organisation.id, node.engine),
  };
}

async function databaseFacts({ db }: House): Promise<Omit<Operations["database"], "is_embedded">> {
  const { rows } = await sql<Omit<Operations["database"], "is_embedded">>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as size_bytes,
      (select count(*)::int from pg_stat_activity where datname = current_database()) as connections,
      current_setting('max_connections')::int as max_connections,
      (select max(number)::int from schema_migration) as schema_version`.execute(db);
  return rows[0]!;
}

async function jobFacts({ db }: House): Promise<Operations["jobs"]> {
  const { rows } = await sql<Operations["jobs"]>`
    select count(*) filter (where locked_at is null and attempts < max_attempts)::int as waiting,
      count(*) filter (where locked_at is not null)::int as running,
      count(*) filter (where attempts >= max_attempts)::int as failed,
      (max(extract(epoch from now() - run_at)) filter (where locked_at is null and attempts < max_attempts and run_at <= now()))::int as oldest_waiting_s
    from graphile_worker.jobs`.execute(db);
  return rows[0]!;
}

async function backupsOf(house: House, directory: Directory): Promise<Operations["backups"]> {
  return await directory.db
    .selectFrom("backup_run")
    .select(["folder", "started_at", "finished_at", "bytes", "error"])
    .where("organisation_id", "=", house.organisation.id)
    .orderBy("started_at", "desc")
    .limit(10)
    .execute();
}

/** What has been done already of the first steps: by the organisation, and for the view by the one who asks. */
export async function readFirstSteps({ db }: House, actor: Actor): Promise<ResponseOf<typeof readFirstStepsContract>> {
  const { rows } = await sql<Record<string, boolean>>`
    select exists (select 1 from customer) as customers, exists (select 1 from import where state = 'done') as import,
      exists (select 1 from saved_view where owner_id = ${actor.userId}) as view,
      (select count(*) > 1 from app_user) as colleagues, exists (select 1 from interaction) as timeline,
      exists (select 1 from setting where name = 'mail_server') as mail_server`.execute(db);
  const steps = Object.entries(rows[0]!).map(([step, done]) => ({ step, done }));
  return { steps, dismissed: steps.every(({ done }) => done) };
}
