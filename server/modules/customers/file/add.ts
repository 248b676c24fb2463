import type { Readable } from "node:stream";
import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { keepFile } from "../../../platform/file/keep.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { requireClient, touched } from "../contact.ts";
import { accessFileToChange, type CustomerFile, type FileIds, requireFilesOpen, selectFiles } from "./access.ts";

export interface Sent {
  name: string;
  stream: Readable;
  /** Bytes that the sender announced, if it did. */
  length: number | undefined;
}

/** Keeps a file on a customer. Rights are asked before the first byte and again when the last has come. */
export async function addFile(
  house: House,
  actor: Actor,
  customerId: string,
  sent: Sent & { clientId: string | null },
): Promise<CustomerFile> {
  const name = sent.name.trim();
  const fileId = newId();
  await requireFilesOpen(house.db, actor, customerId);
  await requireClient(house.db, actor, sent.clientId);
  const clientId = sent.clientId ?? (await ownClientOf(house.db, actor, customerId));
  return await keepFile(house, actor, { ...sent, name }, async (tx, storedId) => {
    await requireFilesOpen(tx, actor, customerId);
    await tx
      .insertInto("customer_file")
      .values({ id: fileId, customer_id: customerId, client_id: clientId, name, created_by: actor.userId })
      .execute();
    await addVersionRow(tx, actor, fileId, storedId);
    await touched(tx, actor, customerId, "customer_file.added", fileId, clientId, [
      { field: "files", before: null, after: name },
    ]);
    return (await selectFiles(tx, actor, { customerId, fileId }))[0]!;
  });
}

/** Behind the wall a file belongs to a client of one's own who knows the customer, so that no other client's people see it. */
async function ownClientOf(db: Db, actor: Actor, customerId: string): Promise<string | null> {
  if (actor.clientAccess === "all") return null;
  const own = await db
    .selectFrom("customer_client")
    .select("client_id")
    .where("customer_id", "=", customerId)
    .where("client_id", "in", [...actor.clientIds])
    .orderBy("client_id")
    .executeTakeFirst();
  return own?.client_id ?? null;
}

/** Puts a newer version over a file; its name stays. Two at once become two versions. */
export async function addFileVersion(house: House, actor: Actor, ids: FileIds, sent: Sent): Promise<CustomerFile> {
  await accessFileToChange(house.db, actor, ids);
  return await keepFile(house, actor, sent, async (tx, storedId) => {
    const file = await accessFileToChange(tx, actor, ids); // locks the customer: versions are numbered one by one
    const version = await addVersionRow(tx, actor, ids.fileId, storedId);
    await touched(tx, actor, ids.customerId, "customer_file.version_added", ids.fileId, file.client_id, [
      { field: "files", before: null, after: `${file.name} v${version}` },
    ]);
    return (await selectFiles(tx, actor, ids))[0]!;
  });
}

async function addVersionRow(tx: Tx, actor: Actor, fileId: string, storedId: string): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    insert into customer_file_version (file_id, version, stored_file_id, created_by)
    select ${fileId}, coalesce(max(version), 0) + 1, ${storedId}, ${actor.userId}
      from customer_file_version where file_id = ${fileId} returning version`.execute(tx);
  return rows[0]!.version;
}
