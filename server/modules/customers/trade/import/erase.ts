import { rm } from "node:fs/promises";
import { sql } from "kysely";
import type { Tx } from "../../../../platform/database/types.ts";
import type { House } from "../../../../platform/house.ts";
import { storedPath } from "../../import/file.ts";

/** What finished imports keep of erased customers beside their trades: the file they came from and the rows looked at. */
export async function eraseTradeImports(tx: Tx, house: House, customerIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ file_id: string; workbook_id: string | null }>`
    update trade_import i set preview = '[]',
      columns = (select coalesce(jsonb_agg(jsonb_set(one, '{samples}', '[]') order by at), '[]')
                   from jsonb_array_elements(i.columns) with ordinality as each(one, at))
     where i.state in ('done', 'cancelled', 'failed', 'undone')
       and i.id in (select t.import_id from trade t where t.customer_id = any(${customerIds}::uuid[]) and t.import_id is not null)
    returning file_id, workbook_id`.execute(tx);
  // before the commit: should it fail, a finished import has lost a file that nobody reads
  for (const { file_id, workbook_id } of rows)
    for (const id of [file_id, workbook_id]) if (id) await rm(storedPath(house, id), { force: true });
}
