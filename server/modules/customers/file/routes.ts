import { type Route, route } from "../../../platform/http/route.ts";
import * as contracts from "../file.contract.ts";
import { addFile, addFileVersion } from "./add.ts";
import { listFiles, removeFile, renameFile, restoreFile } from "./change.ts";
import { readFileContent } from "./content.ts";

const announced = (header: string | undefined): number | undefined =>
  header === undefined ? undefined : Number(header);

export const fileRoutes: Route[] = [
  route(contracts.listFilesContract, (tx, actor, { house, params }) =>
    listFiles(tx, actor, params.customerId, house.files.limits.most),
  ),
  route(contracts.addFileContract, (_tx, actor, { house, params, query, stream, headers }) =>
    addFile(house, actor, params.customerId, {
      name: query.name,
      clientId: query.client_id ?? null,
      stream,
      length: announced(headers["content-length"]),
    }),
  ),
  route(contracts.addFileVersionContract, (_tx, actor, { house, params, query, stream, headers }) =>
    addFileVersion(house, actor, params, {
      name: query.name,
      stream,
      length: announced(headers["content-length"]),
    }),
  ),
  route(contracts.renameFileContract, (tx, actor, { params, body }) => renameFile(tx, actor, params, body)),
  route(contracts.removeFileContract, (tx, actor, { params }) => removeFile(tx, actor, params)),
  route(contracts.restoreFileContract, (tx, actor, { params }) => restoreFile(tx, actor, params)),
  route(contracts.readFileContentContract, (_tx, actor, { house, params, query, headers }) =>
    readFileContent(house, actor, params, { ...query, range: headers.range }),
  ),
];
