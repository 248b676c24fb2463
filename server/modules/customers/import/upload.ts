import type { Readable } from "node:stream";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { forbidden } from "../../../platform/problem.ts";
import { cut } from "../../../platform/text/cut.ts";
import { uploadImportContract } from "../import.contract.ts";
import { ownOf } from "../permissions.ts";
import { storable } from "./chunk.ts";
import { guessColumns } from "./columns.ts";
import { type Look, lookAt } from "./look.ts";
import { accessImport, type Import } from "./present.ts";
import { allowedOwners, closedTargetsOf } from "./scope.ts";
import { forgetFile, type Stored, storeFile } from "./store.ts";
import { type Book, bookOf } from "./workbook.ts";

/** Keeps a file and looks at it; nothing is imported yet. What is refused or breaks off leaves nothing behind. */
export async function uploadImport(house: House, actor: Actor, name: string, stream: Readable): Promise<Import> {
  if (allowedOwners(actor).length === 0) throw forbidden("customer.create");
  const stored = await storeFile(house, stream, uploadImportContract.bodyLimit);
  let book: Book | undefined;
  try {
    book = await bookOf(house, stored.path);
    const text = book?.text ?? stored;
    const look = await lookAt(text.path, text.size);
    return await addImport(house, actor, { name, stored, book, look });
  } catch (error) {
    await forgetFile(stored);
    if (book) await forgetFile(book.text);
    throw error;
  }
}

async function addImport(
  house: House,
  actor: Actor,
  { name, stored, book, look }: { name: string; stored: Stored; book: Book | undefined; look: Look },
): Promise<Import> {
  const seen = await seenColumns(house, actor, look);
  const id = newId();
  return await house.transaction(async (tx) => {
    await addFile(tx, actor, name, stored, book ? workbookType : "text/csv");
    if (book) await addFile(tx, actor, cut(`${name} · ${book.sheet}`, 255), book.text, "text/csv");
    await tx
      .insertInto("import")
      .values({
        id,
        file_id: book?.text.id ?? stored.id,
        workbook_id: book ? stored.id : null,
        sheets: book?.sheets ?? [],
        sheet: book?.sheet ?? null,
        created_by: actor.userId,
        byte_size: book?.text.size ?? stored.size,
        default_owner: allowedOwners(actor)[0]!,
        ...seen,
      })
      .execute();
    await record(tx, actor, "import.uploaded", { object: "import", objectId: id });
    return await accessImport(tx, actor, id);
  });
}

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export async function addFile(tx: Tx, actor: Actor, name: string, stored: Stored, mediaType: string): Promise<void> {
  const { id, size, sha256 } = stored;
  await tx
    .insertInto("stored_file")
    .values({ id, name, media_type: mediaType, size, sha256, created_by: actor.userId })
    .execute();
}

/** What a look at a file says about its columns, as an import keeps it. */
export async function seenColumns(house: House, actor: Actor, look: Look) {
  const known = { people: await peopleNames(house), closed: new Set(closedTargetsOf(actor)), own: ownOf(actor) };
  const rows = look.rows.slice(0, 500).map((row) => row.map(storable));
  const columns = guessColumns(look.header.map(storable), rows, known);
  const preview = rows.slice(0, 20).map((row) => row.map((cell) => cut(cell, 200)));
  return {
    encoding: look.sniffed.encoding,
    byte_order_mark: look.sniffed.bom,
    delimiter: look.delimiter,
    has_header: look.hasHeader,
    columns: JSON.stringify(columns),
    preview: JSON.stringify(preview),
    estimated_rows: look.estimatedRows,
  };
}

async function peopleNames(house: House): Promise<Set<string>> {
  const users = await house.db.selectFrom("app_user").select(["name", "email"]).execute();
  return new Set(users.flatMap(({ name, email }) => [name.toLowerCase(), email.toLowerCase()]));
}
