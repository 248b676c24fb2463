import type { QueryOf } from "../../../platform/contract/contract.ts";
import { FileMissing } from "../../../platform/file/missing.ts";
import { rangeOf } from "../../../platform/file/range.ts";
import type { House } from "../../../platform/house.ts";
import { Download } from "../../../platform/http/route.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound, Problem } from "../../../platform/problem.ts";
import type { readFileContentContract } from "../file.contract.ts";
import { accessFile, type FileIds } from "./access.ts";

type Asked = QueryOf<typeof readFileContentContract>;

/** The bytes of one version, by the rights of this moment. @throws customer_file.not_found, file.bad_range, file.bytes_missing */
export async function readFileContent(
  house: House,
  actor: Actor,
  ids: FileIds,
  { version, look, range: header }: Asked & { range: string | undefined },
): Promise<Download> {
  const file = await accessFile(house.db, actor, ids);
  const wanted = file.versions.find((one) => version === undefined || one.version === version);
  if (!wanted) throw notFound("customer_file.not_found");
  const range = rangeOf(header, wanted.size);
  const { stored_file_id } = await house.db
    .selectFrom("customer_file_version")
    .select("stored_file_id")
    .where("file_id", "=", ids.fileId)
    .where("version", "=", wanted.version)
    .executeTakeFirstOrThrow();
  const isShown = look === "inline" && wanted.preview !== null;
  try {
    const stream = await house.files.store.read(stored_file_id, range);
    return new Download(stream, isShown ? wanted.media_type : harmless(wanted.media_type), file.name, {
      size: wanted.size,
      range,
      isShown,
    });
  } catch (error) {
    if (!(error instanceof FileMissing)) throw error;
    house.log.error({ file: stored_file_id }, error.message);
    throw new Problem(410, "file.bytes_missing");
  }
}

/** What a browser might run is handed out as bytes. */
const harmless = (mediaType: string): string =>
  /html|svg|xml|javascript/.test(mediaType) ? "application/octet-stream" : mediaType;
