import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { sql } from "kysely";
import type { Db, Tx } from "../database/types.ts";
import type { EventActor } from "../event/record.ts";
import type { House } from "../house.ts";
import { addJob } from "../job/add.ts";
import { Problem } from "../problem.ts";
import { requireClean } from "./clamd.ts";
import { type FileKind, kindOf } from "./kind.ts";
import { type Received, receiveFile } from "./receive.ts";

const sweepAfter = 24 * 3600_000;
/** One PUT to a bucket takes no more. */
const mostOfStore = 5e9;

/**
 * Takes an upload: streamed to a temporary file, measured, looked at, looked through for viruses where a daemon is named,
 * put into the store, and only then made known by `work` in the transaction that writes its row. What fails on the way
 * leaves nothing; what a killed program leaves in the store is swept after a day.
 * @throws file.too_large, file.quota_full, file.infected, file.scan_failed, upload.broken_off
 */
export async function keepFile<T>(
  house: House,
  actor: EventActor,
  { name, stream, length = 0 }: { name: string; stream: Readable; length?: number | undefined },
  work: (tx: Tx, storedFileId: string) => Promise<T>,
): Promise<T> {
  const { limits } = house.files;
  if (length > limits.most) throw new Problem(413, "file.too_large", { detail: { most: limits.most } });
  const received = await receiveFile(house.folder, stream, { most: limits.most, tooLarge: "file.too_large" });
  return await takeOver(house, actor, name, received, work, async () => {
    if (limits.clamd) await requireClean(limits.clamd, received.path);
    return await kindOf(received.head, name);
  });
}

/**
 * The same for a file that the program makes itself: only a store's own limit counts, and what it is is known.
 * @throws file.too_large, file.quota_full
 */
export async function keepMade<T>(
  house: House,
  actor: EventActor,
  { name, mediaType, stream }: { name: string; mediaType: string; stream: Readable },
  work: (tx: Tx, storedFileId: string, size: number) => Promise<T>,
): Promise<T> {
  const received = await receiveFile(house.folder, stream, { most: mostOfStore, tooLarge: "file.too_large" });
  return await takeOver(
    house,
    actor,
    name,
    received,
    (tx, id) => work(tx, id, received.size),
    async () => ({ mediaType, isDisguised: false }),
  );
}

async function takeOver<T>(
  house: House,
  actor: EventActor,
  name: string,
  received: Received,
  work: (tx: Tx, storedFileId: string) => Promise<T>,
  look: () => Promise<FileKind>,
): Promise<T> {
  try {
    await requireRoom(house, received.size);
    const kind = await look();
    await house.transaction((tx) => sweepLater(tx, [received.id], new Date(Date.now() + sweepAfter)));
    await house.files.store.put(received.id, received.path, { ...received, mediaType: kind.mediaType });
    return await house.transaction(async (tx) => {
      await addRow(tx, actor, name, received, kind);
      return await work(tx, received.id);
    });
  } catch (error) {
    await rm(received.path, { force: true });
    // not removed here: whether a lost connection has committed is the sweep's to see
    await house.transaction((tx) => sweepLater(tx, [received.id], new Date())).catch(() => undefined);
    throw error;
  }
}

async function requireRoom(house: House, size: number): Promise<void> {
  const { quota } = house.files.limits;
  if (quota === undefined) return;
  const { rows } = await sql<{ used: number }>`select coalesce(sum(size), 0)::bigint as used from stored_file`.execute(
    house.db,
  );
  if (rows[0]!.used + size > quota) throw new Problem(413, "file.quota_full", { detail: { quota } });
}

async function addRow(tx: Tx, actor: EventActor, name: string, { id, size, sha256 }: Received, kind: FileKind) {
  await tx
    .insertInto("stored_file")
    .values({
      id,
      name,
      media_type: kind.mediaType,
      size,
      sha256,
      is_disguised: kind.isDisguised,
      created_by: actor.userId,
    })
    .execute();
  await tx.deleteFrom("stored_file_removal").where("file_id", "=", id).execute();
}

/** Forgets stored files: their rows go now, their bytes from `at` on. Back-ups that run meanwhile still find them. */
export async function forgetFiles(tx: Tx, ids: readonly string[], at = new Date(Date.now() + sweepAfter)) {
  if (ids.length === 0) return;
  await tx
    .deleteFrom("stored_file")
    .where("id", "in", [...ids])
    .execute();
  await sweepLater(tx, ids, at);
}

async function sweepLater(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
  await sql`insert into stored_file_removal (file_id, due_at) select id, ${at.toISOString()} from unnest(${ids}::uuid[]) as id
    on conflict (file_id) do update set due_at = least(stored_file_removal.due_at, excluded.due_at)`.execute(tx);
  const isNow = at.getTime() <= Date.now();
  if (isNow) await addJob(tx, "sweep_files", {}, { key: "sweep_files now" });
  else await addJob(tx, "sweep_files", {}, { key: "sweep_files", runAt: at, whenWaiting: "keep" });
}

/** Removes bytes whose time has come and that no row stands for. */
export async function sweepFiles(house: House): Promise<void> {
  for (;;) {
    const due = await dueFiles(house.db);
    if (due.length === 0) break;
    for (const { file_id, is_kept } of due) if (!is_kept) await house.files.store.remove(file_id);
    const done = due.map(({ file_id }) => file_id);
    await house.db.deleteFrom("stored_file_removal").where("file_id", "in", done).execute();
  }
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ next: string | null }>`select min(due_at) as next from stored_file_removal`.execute(
      tx,
    );
    const next = rows[0]!.next;
    if (next) await addJob(tx, "sweep_files", {}, { key: "sweep_files", runAt: new Date(next), whenWaiting: "keep" });
  });
}

async function dueFiles(db: Db): Promise<{ file_id: string; is_kept: boolean }[]> {
  const { rows } = await sql<{ file_id: string; is_kept: boolean }>`
    select r.file_id, exists (select 1 from stored_file f where f.id = r.file_id) as is_kept
      from stored_file_removal r where r.due_at <= now() order by r.due_at limit 100`.execute(db);
  return rows;
}
