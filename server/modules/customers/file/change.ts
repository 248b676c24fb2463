import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { forgetFiles } from "../../../platform/file/keep.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict } from "../../../platform/problem.ts";
import { accessCustomer } from "../access.ts";
import { touched } from "../contact.ts";
import { type listFilesContract, removedFileDays, type renameFileContract } from "../file.contract.ts";
import { accessFileToChange, type CustomerFile, type FileIds, selectFiles } from "./access.ts";

const dayMs = 86_400_000;

/** @throws customer.not_found */
export async function listFiles(
  db: Db,
  actor: Actor,
  customerId: string,
  mostBytes: number,
): Promise<ResponseOf<typeof listFilesContract>> {
  const { readable, writable } = await accessCustomer(db, actor, customerId);
  const files = readable.has("files") ? await selectFiles(db, actor, { customerId }) : [];
  return { files, most_bytes: mostBytes, blocked: writable.has("files") ? {} : { change: "no_permission" } };
}

/** @throws customer.not_found, customer_file.not_found, customer.conflict */
export async function renameFile(
  tx: Tx,
  actor: Actor,
  ids: FileIds,
  { set, seen }: BodyOf<typeof renameFileContract>,
): Promise<CustomerFile> {
  const file = await accessFileToChange(tx, actor, ids);
  const name = set.name.trim();
  if (file.name === name) return file;
  if (file.name !== seen.name)
    throw conflict("customer.conflict", { conflicts: [{ field: "files", theirs: file.name, yours: name }] });
  await tx.updateTable("customer_file").set({ name }).where("id", "=", ids.fileId).execute();
  await touched(tx, actor, ids.customerId, "customer_file.renamed", ids.fileId, file.client_id, [
    { field: "files", before: file.name, after: name },
  ]);
  return { ...file, name };
}

/** Takes a file out of sight; `restoreFile` brings it back until its days are over. */
export async function removeFile(tx: Tx, actor: Actor, ids: FileIds): Promise<CustomerFile> {
  const file = await accessFileToChange(tx, actor, ids);
  await tx.insertInto("customer_file_removal").values({ file_id: ids.fileId, removed_by: actor.userId }).execute();
  const runAt = new Date(Date.now() + removedFileDays * dayMs);
  await addJob(tx, "purge_files", {}, { key: "purge_files", runAt, whenWaiting: "keep" });
  await touched(tx, actor, ids.customerId, "customer_file.removed", ids.fileId, file.client_id, [
    { field: "files", before: file.name, after: null },
  ]);
  return file;
}

/** @throws customer_file.not_found when it was not removed, or its days are over */
export async function restoreFile(tx: Tx, actor: Actor, ids: FileIds): Promise<CustomerFile> {
  const file = await accessFileToChange(tx, actor, { ...ids, isRemoved: true });
  await tx.deleteFrom("customer_file_removal").where("file_id", "=", ids.fileId).execute();
  await touched(tx, actor, ids.customerId, "customer_file.restored", ids.fileId, file.client_id, [
    { field: "files", before: null, after: file.name },
  ]);
  return file;
}

/** Files that were removed long enough ago are gone for good, with every version. */
export async function purgeFiles(house: House): Promise<void> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select file_id as id from customer_file_removal
       where removed_at <= now() - make_interval(days => ${removedFileDays}) for update skip locked`.execute(tx);
    await dropFiles(
      tx,
      rows.map(({ id }) => id),
    );
    const { rows: left } = await sql<{ next: string | null }>`
      select min(removed_at) + make_interval(days => ${removedFileDays}) as next from customer_file_removal`.execute(
      tx,
    );
    const next = left[0]!.next;
    if (next) await addJob(tx, "purge_files", {}, { key: "purge_files", runAt: new Date(next), whenWaiting: "keep" });
  });
}

/** Deletes files with their versions; the bytes go from `at` on, a day later unless told otherwise. */
export async function dropFiles(tx: Tx, fileIds: readonly string[], at?: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    delete from customer_file_version where file_id = any(${fileIds}::uuid[]) returning stored_file_id as id`.execute(
    tx,
  );
  await sql`delete from customer_file where id = any(${fileIds}::uuid[])`.execute(tx);
  await forgetFiles(
    tx,
    rows.map(({ id }) => id),
    at,
  );
}

/** The same for every file of these customers, whether it stands or was removed. */
export async function dropFilesOf(tx: Tx, customerIds: readonly string[], at?: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from customer_file where customer_id = any(${customerIds}::uuid[])`.execute(tx);
  await dropFiles(
    tx,
    rows.map(({ id }) => id),
    at,
  );
}
