import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, oneOf } from "../../platform/contract/schemas.ts";
import { CustomerFilter } from "./customer.contract.ts";

export const exportFormats = ["csv", "xlsx", "docx", "txt"] as const;

/** A workbook holds no more rows, and a word processor opens no longer table in reasonable time. */
export const mostRows = { csv: 1_000_000, txt: 1_000_000, xlsx: 1_048_570, docx: 10_000 } as const;

/** What is taken home: the list's filter and order, with the columns that are seen. */
export const ExportQuery = {
  ...CustomerFilter.properties,
  format: oneOf(exportFormats),
  columns: Type.Optional(Type.String({ maxLength: 4000, description: "fields by commas; without it the usual ones" })),
  most: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: "rows" })),
};

export const exportListContract = contract({
  method: "GET",
  path: "/customers/export",
  permission: "customer.export",
  summary: "The filtered list with the columns that are seen, as a file, streamed, within rights",
  query: Type.Object(ExportQuery),
  response: Type.String({ contentMediaType: "application/octet-stream" }),
  errors: ["list.unknown_sort", "field.hidden", "filter.invalid"],
});

const Watermark = Type.Object(
  {
    role_ids: Type.Array(Id, {
      maxItems: 200,
      description: "exports of people with one of these roles say who and when",
    }),
  },
  closed,
);

export const readWatermarkContract = contract({
  method: "GET",
  path: "/export_watermark",
  permission: "organisation.manage",
  summary: "Whose exports carry a mark",
  response: Watermark,
});

export const setWatermarkContract = contract({
  method: "PUT",
  path: "/export_watermark",
  permission: "organisation.manage",
  summary: "Say whose exports carry a mark",
  body: Watermark,
  response: Watermark,
  errors: ["role.not_found"],
});
