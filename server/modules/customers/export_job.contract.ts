import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, Time, Whole } from "../../platform/contract/schemas.ts";
import { ExportQuery, exportFormats } from "./export.contract.ts";

const ExportId = Type.Object({ exportId: Id });
export const exportStates = ["waiting", "running", "done", "failed", "cancelled", "withdrawn", "expired"] as const;
/** Why a finished file is not handed out any more. */
export const withdrawals = [
  "rows_closed",
  "fields_closed",
  "client_closed",
  "mark_missing",
  "customer_erased",
] as const;
/** Exports of a person that are not at their end. */
export const mostRunningExports = 2;
/** How long a finished file is kept, and how long its line in the list. */
export const exportDays = { file: 7, line: 30 } as const;

export const Export = Type.Object(
  {
    id: Id,
    state: oneOf(exportStates),
    reason: nullable(Type.String({ description: "of failed: a named error; of withdrawn: what was closed" })),
    format: oneOf(exportFormats),
    query: Type.Object(ExportQuery, closed),
    file_name: nullable(Type.String()),
    size: nullable(Whole),
    row_count: Whole,
    expected_count: nullable(Whole),
    is_complete: nullable(Type.Boolean({ description: "false: the list had more rows than the file may hold" })),
    mark: nullable(Type.String({ description: "the watermark that it carries" })),
    created_at: Time,
    started_at: nullable(Time),
    ended_at: nullable(Time),
    expires_at: nullable(Time),
  },
  closed,
);

export const createExportContract = contract({
  method: "POST",
  path: "/customers/exports",
  permission: "customer.export",
  summary: "Make a file of the filtered list in the background, by the rights of each moment",
  body: Type.Object(ExportQuery, closed),
  response: Export,
  errors: ["list.unknown_sort", "field.hidden", "filter.invalid", "export.too_many", "export.not_found"],
  creates: true,
});

export const listExportsContract = contract({
  method: "GET",
  path: "/customers/exports",
  permission: "customer.export",
  summary: "My exports of the last 30 days, newest first",
  response: Type.Object({ exports: Type.Array(Export) }, closed),
});

export const cancelExportContract = contract({
  method: "PUT",
  path: "/customers/exports/:exportId/cancellation",
  permission: "customer.export",
  summary: "Stop a waiting or running export; nothing is kept of it, and one at its end stays as it is",
  params: ExportId,
  response: Export,
  errors: ["export.not_found"],
});

export const readExportFileContract = contract({
  method: "GET",
  path: "/customers/exports/:exportId/file",
  permission: "customer.export",
  summary: "The finished file, after each of its rows and cells was looked at by the rights of now",
  params: ExportId,
  response: Type.String({ contentMediaType: "application/octet-stream" }),
  errors: [
    "export.not_found",
    "export.not_ready",
    "export.expired",
    "export.rows_closed",
    "export.fields_closed",
    "export.client_closed",
    "export.mark_missing",
    "export.customer_erased",
    "file.bytes_missing",
  ],
});
