import { sql } from "kysely";
import type { ToldFile } from "../../../platform/attached.ts";
import type { Db } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";

interface Told {
  name: string;
  version: number;
  size: number;
  media_type: string;
  sha256: string;
  created_at: string;
  path: string;
}

/** Every version of every file of a customer, removed ones too, with the path of its bytes in the archive. */
export async function tellFiles(db: Db, customerId: string): Promise<Told[]> {
  return (await versionsOf(db, customerId)).map(({ id: _id, ...told }) => told);
}

export async function filesToTell(db: Db, house: House, customerId: string): Promise<ToldFile[]> {
  const versions = await versionsOf(db, customerId);
  return versions.map(({ id, path }) => ({ path, open: () => house.files.store.read(id) }));
}

async function versionsOf(db: Db, customerId: string): Promise<(Told & { id: string })[]> {
  const { rows } = await sql<Omit<Told, "path"> & { id: string }>`
    select s.id, f.name, v.version, s.size, s.media_type, s.sha256, v.created_at
      from customer_file f join customer_file_version v on v.file_id = f.id join stored_file s on s.id = v.stored_file_id
     where f.customer_id = ${customerId} order by f.created_at, f.id, v.version`.execute(db);
  return rows.map((row, index) => ({ ...row, path: pathOf(row, index + 1) }));
}

/** A name may hold what no path should: slashes, dots that lead upwards, control characters. */
const pathOf = ({ name, version }: { name: string; version: number }, index: number): string =>
  `files/${index}-v${version}-${name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, "_").replace(/^\.+/, "_")}`;
