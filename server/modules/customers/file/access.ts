import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import { previewOf } from "../../../platform/file/kind.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound } from "../../../platform/problem.ts";
import { accessCustomer, ofMyClients, requireWritable } from "../access.ts";
import type { addFileContract } from "../file.contract.ts";

export type CustomerFile = ResponseOf<typeof addFileContract>;
export type FileIds = { customerId: string; fileId: string };

interface FileRow extends Omit<CustomerFile, "versions"> {
  versions: Omit<CustomerFile["versions"][number], "preview">[];
}

/** The customer's files that the actor's clients let through: one of them, or all that stand. Rights are the caller's. */
export async function selectFiles(
  db: Db,
  actor: Actor,
  { customerId, fileId, isRemoved = false }: { customerId: string; fileId?: string; isRemoved?: boolean },
): Promise<CustomerFile[]> {
  const { rows } = await sql<FileRow>`
    select f.id, f.name, f.client_id, f.created_at,
      (select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = f.created_by) as created_by,
      (select json_agg(json_build_object('version', v.version, 'size', s.size, 'media_type', s.media_type,
                'is_disguised', s.is_disguised, 'created_at', v.created_at,
                'created_by', case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end)
                order by v.version desc)
         from customer_file_version v join stored_file s on s.id = v.stored_file_id left join app_user u on u.id = v.created_by
        where v.file_id = f.id) as versions
      from customer_file f left join customer_file_removal r on r.file_id = f.id
     where f.customer_id = ${customerId} and ${fileId ? sql`f.id = ${fileId}` : sql`true`}
       and ${isRemoved ? sql`r.file_id is not null` : sql`r.file_id is null`} and ${ofMyClients(actor, "f.client_id")}
     order by f.created_at desc, f.id desc limit 500`.execute(db);
  return rows.map((row) => ({
    ...row,
    versions: row.versions.map((one) => ({ ...one, preview: one.is_disguised ? null : previewOf(one.media_type) })),
  }));
}

/** One file for a reader. @throws customer.not_found, customer_file.not_found */
export async function accessFile(db: Db, actor: Actor, ids: FileIds): Promise<CustomerFile> {
  const { readable } = await accessCustomer(db, actor, ids.customerId);
  const [file] = readable.has("files") ? await selectFiles(db, actor, ids) : [];
  if (!file) throw notFound("customer_file.not_found");
  return file;
}

/** One file for somebody who changes it. @throws customer.not_found, customer_file.not_found, field.read_only, permission.missing */
export async function accessFileToChange(
  db: Db,
  actor: Actor,
  ids: FileIds & { isRemoved?: boolean },
): Promise<CustomerFile> {
  await requireFilesOpen(db, actor, ids.customerId);
  const [file] = await selectFiles(db, actor, ids);
  if (!file) throw notFound("customer_file.not_found");
  return file;
}

/** @throws customer.not_found, field.read_only, permission.missing */
export async function requireFilesOpen(db: Db, actor: Actor, customerId: string): Promise<void> {
  requireWritable(await accessCustomer(db, actor, customerId, "update"), ["files"]);
}
