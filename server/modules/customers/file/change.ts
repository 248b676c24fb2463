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
import { requireOwn } from "../own/values.ts";
import { ownOf } from "../permissions.ts";
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

/**
 * Takes a file out of sight; `restoreFile` brings it back until its days are over. Own fields that hold it are empty meanwhile.
 * @throws own_field.required where one of them must be filled
 */
export async function removeFile(tx: Tx, actor: Actor, ids: FileIds): Promise<CustomerFile> {
  const file = await accessFileToChange(tx, actor, ids);
  await tx.insertInto("customer_file_removal").values({ file_id: ids.fileId, removed_by: actor.userId }).execute();
  const runAt = new Date(Date.now() + removedFileDays * dayMs);
  await addJob(tx, "purge_files", {}, { key: "purge_files", isBackground: true, runAt, whenWaiting: "keep" });
  const pointing = await fieldsPointingTo(tx, actor, ids);
  await requireOwn(tx, actor, [ids.customerId], pointing);
  await touched(tx, actor, ids.customerId, "customer_file.removed", ids.fileId, file.client_id, [
    { field: "files", before: file.name, after: null },
    ...pointing.map((field) => ({ field, before: ids.fileId, after: null })),
  ]);
  return file;
}

/** @throws customer_file.not_found when it was not removed, or its days are over */
export async function restoreFile(tx: Tx, actor: Actor, ids: FileIds): Promise<CustomerFile> {
  const file = await accessFileToChange(tx, actor, { ...ids, isRemoved: true });
  await tx.deleteFrom("customer_file_removal").where("file_id", "=", ids.fileId).execute();
  const pointing = await fieldsPointingTo(tx, actor, ids);
  await touched(tx, actor, ids.customerId, "customer_file.restored", ids.fileId, file.client_id, [
    { field: "files", before: null, after: file.name },
    ...pointing.map((field) => ({ field, before: null, after: ids.fileId })),
  ]);
  return file;
}

/** Own fields of the customer that hold the file: they are empty while it is removed. */
async function fieldsPointingTo(tx: Tx, actor: Actor, { customerId, fileId }: FileIds): Promise<string[]> {
  const keys = ownOf(actor).flatMap(({ kind, key }) => (kind === "file" ? [key] : []));
  if (keys.length === 0) return [];
  const held = keys.map((key) => sql`case when ${sql.ref(`c.${key}`)} = ${fileId} then ${key}::text end`);
  const { rows } = await sql<{ fields: string[] }>`
    select array_remove(array[${sql.join(held)}], null) as fields from customer c where c.id = ${customerId}`.execute(
    tx,
  );
  return rows[0]!.fields;
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
    if (next)
      await addJob(
        tx,
        "purge_files",
        {},
        { key: "purge_files", isBackground: true, runAt: new Date(next), whenWaiting: "keep" },
      );
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
