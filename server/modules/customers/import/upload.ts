import type { Readable } from "node:stream";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { forbidden } from "../../../platform/problem.ts";
import { uploadImportContract } from "../import.contract.ts";
import { guessColumns } from "./columns.ts";
import { type Look, lookAt } from "./look.ts";
import { accessImport, type Import } from "./present.ts";
import { allowedOwners, closedTargetsOf } from "./scope.ts";
import { forgetFile, type Stored, storeFile } from "./store.ts";

/** Keeps a file and looks at it; nothing is imported yet. What is refused or breaks off leaves nothing behind. */
export async function uploadImport(house: House, actor: Actor, name: string, stream: Readable): Promise<Import> {
  if (allowedOwners(actor).length === 0) throw forbidden("customer.create");
  const stored = await storeFile(house, stream, uploadImportContract.bodyLimit);
  try {
    const look = await lookAt(stored.path, stored.size);
    return await addImport(house, actor, { name, stored, look });
  } catch (error) {
    await forgetFile(stored);
    throw error;
  }
}

async function addImport(
  house: House,
  actor: Actor,
  { name, stored, look }: { name: string; stored: Stored; look: Look },
): Promise<Import> {
  const known = { people: await peopleNames(house), closed: new Set(closedTargetsOf(actor)) };
  const columns = guessColumns(look.header, look.rows.slice(0, 500), known);
  const id = newId();
  return await house.transaction(async (tx) => {
    await tx
      .insertInto("stored_file")
      .values({
        id: stored.id,
        name,
        media_type: "text/csv",
        size: stored.size,
        sha256: stored.sha256,
        created_by: actor.userId,
      })
      .execute();
    await tx
      .insertInto("import")
      .values({
        id,
        file_id: stored.id,
        created_by: actor.userId,
        encoding: look.sniffed.encoding,
        byte_order_mark: look.sniffed.bom,
        delimiter: look.delimiter,
        has_header: look.hasHeader,
        columns: JSON.stringify(columns),
        preview: JSON.stringify(look.rows.slice(0, 20).map((row) => row.map((cell) => cell.slice(0, 200)))).replaceAll(
          "\\u0000",
          "\ufffd",
        ),
        estimated_rows: look.estimatedRows,
        byte_size: stored.size,
        default_owner: allowedOwners(actor)[0]!,
      })
      .execute();
    await record(tx, actor, "import.uploaded", { object: "import", objectId: id });
    return await accessImport(tx, actor, id);
  });
}

async function peopleNames(house: House): Promise<Set<string>> {
  const users = await house.db.selectFrom("app_user").select(["name", "email"]).execute();
  return new Set(users.flatMap(({ name, email }) => [name.toLowerCase(), email.toLowerCase()]));
}
