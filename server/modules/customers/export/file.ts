import { record } from "../../../platform/event/record.ts";
import { FileMissing } from "../../../platform/file/missing.ts";
import type { House } from "../../../platform/house.ts";
import { Download } from "../../../platform/http/route.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, Problem } from "../../../platform/problem.ts";
import { closedBecause } from "./check.ts";
import { accessExport } from "./order.ts";
import { markOf } from "./watermark.ts";
import { withdraw } from "./withdraw.ts";

/**
 * The finished file, if all that stands in it is within the actor's rights of now. If not, it is gone for good: it could not
 * be said which of its rows may still be read.
 * @throws export.not_found, export.not_ready, export.expired, export.<withdrawal>, file.bytes_missing
 */
export async function readExportFile(house: House, actor: Actor, id: string): Promise<Download> {
  const found = await accessExport(house.db, actor, id);
  if (found.state === "withdrawn") throw conflict(`export.${found.reason}`);
  if (found.state === "expired" || (found.expires_at && new Date(found.expires_at) <= new Date()))
    throw new Problem(410, "export.expired");
  if (found.state !== "done") throw conflict("export.not_ready", { state: found.state });
  const lacksMark = found.mark === null && (await markOf(house, actor, new Date())) !== null;
  const reason = lacksMark ? "mark_missing" : await closedBecause(house.db, actor, id);
  if (reason) {
    await house.transaction((tx) => withdraw(tx, [id], reason));
    throw conflict(`export.${reason}`);
  }
  const { id: fileId, media_type } = await house.db
    .selectFrom("export as e")
    .innerJoin("stored_file as f", "f.id", "e.file_id")
    .select(["f.id", "f.media_type"])
    .where("e.id", "=", id)
    .executeTakeFirstOrThrow();
  try {
    const stream = await house.files.store.read(fileId);
    await house.transaction((tx) => record(tx, actor, "export.fetched", { object: "export", objectId: id }));
    return new Download(stream, media_type, found.file_name!, { size: found.size! });
  } catch (error) {
    if (!(error instanceof FileMissing)) throw error;
    house.log.error({ file: fileId }, error.message);
    throw new Problem(410, "file.bytes_missing");
  }
}
