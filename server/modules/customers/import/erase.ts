import { rm } from "node:fs/promises";
import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { storedPath } from "./file.ts";

/**
 * What finished imports keep of erased customers: the file they came from, the rows looked at, the cells mended. A file holds
 * others as well, but nothing is read from it any more; the counts and the rejected rows stay.
 */
export async function eraseImported(tx: Tx, house: House, customerIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ import_id: string; rows: number[] }>`
    select import_id, array_agg(row) as rows from (
      select import_id, row from import_customer where customer_id = any(${customerIds}::uuid[])
      union select import_id, row from import_update where customer_id = any(${customerIds}::uuid[])) as came
     where exists (select 1 from import i where i.id = came.import_id and i.state in ('done', 'cancelled', 'failed'))
     group by import_id`.execute(tx);
  for (const { import_id, rows: numbers } of rows) {
    const { rows: files } = await sql<{ file_id: string; workbook_id: string | null }>`
      update import set preview = '[]',
        columns = (select coalesce(jsonb_agg(jsonb_set(one, '{samples}', '[]') order by at), '[]')
                     from jsonb_array_elements(columns) with ordinality as each(one, at))
       where id = ${import_id} returning file_id, workbook_id`.execute(tx);
    for (const table of ["import_problem", "import_correction"])
      await sql`delete from ${sql.table(table)} where import_id = ${import_id} and row = any(${numbers}::bigint[])`.execute(
        tx,
      );
    await sql`delete from import_check where import_id = ${import_id}`.execute(tx);
    // before the commit: should it fail, a finished import has lost a file that nobody reads
    for (const id of [files[0]!.file_id, files[0]!.workbook_id])
      if (id) await rm(storedPath(house, id), { force: true });
  }
}
