import { sql } from "kysely";
import type { House } from "../../../platform/house.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, notFound } from "../../../platform/problem.ts";
import { cut } from "../../../platform/text/cut.ts";
import { storedPath } from "./file.ts";
import { lookAt } from "./look.ts";
import { accessImport, type Import } from "./present.ts";
import { forgetFile } from "./store.ts";
import { addFile, seenColumns } from "./upload.ts";
import { bookOf } from "./workbook.ts";

/** Reads another sheet of the workbook instead. @throws import.sheet_unknown; import.already_started once it runs */
export async function chooseSheet(house: House, actor: Actor, importId: string, sheet: string): Promise<Import> {
  const found = await accessImport(house.db, actor, importId);
  if (!found.sheets.includes(sheet)) throw notFound("import.sheet_unknown");
  if (found.sheet === sheet) return found;
  if (found.state !== "draft") throw conflict("import.already_started");
  const { workbook_id, file_id } = await house.db
    .selectFrom("import")
    .select(["workbook_id", "file_id"])
    .where("id", "=", importId)
    .executeTakeFirstOrThrow();
  const book = (await bookOf(house, storedPath(house, workbook_id!), sheet))!;
  try {
    const seen = await seenColumns(house, actor, await lookAt(book.text.path, book.text.size));
    const chosen = await house.transaction(async (tx) => {
      await addFile(tx, actor, cut(`${found.file_name} · ${sheet}`, 255), book.text, "text/csv");
      const { rows } =
        await sql`select 1 from import where id = ${importId} and state = 'draft' and file_id = ${file_id}
        for update`.execute(tx);
      if (rows.length === 0) throw conflict("import.already_started");
      await sql`delete from import_correction where import_id = ${importId}`.execute(tx);
      await tx
        .updateTable("import")
        .set({ ...seen, file_id: book.text.id, sheet, byte_size: book.text.size, revision: sql`revision + 1` })
        .where("id", "=", importId)
        .execute();
      await tx.deleteFrom("stored_file").where("id", "=", file_id).execute();
      return await accessImport(tx, actor, importId);
    });
    await forgetFile({ ...book.text, path: storedPath(house, file_id) });
    return chosen;
  } catch (error) {
    await forgetFile(book.text);
    throw error;
  }
}
