import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time, Whole } from "../../platform/contract/schemas.ts";
import { ownKeyPattern } from "../../platform/own/own.contract.ts";

const ImportId = Type.Object({ importId: Id });
export const importStates = [
  "draft",
  "queued",
  "running",
  "pausing",
  "paused",
  "cancelling",
  "cancelled",
  "done",
  "failed",
] as const;
export const duplicatePolicies = ["skip", "fill", "update", "create"] as const;
export const duplicateKeys = ["tax_id", "phone", "mail", "name"] as const;

/** What a column of the file can become. "" means the column is not imported. */
export const importTargets = [
  "",
  "number",
  "name",
  "kind",
  "other_names",
  "stage",
  "source",
  "industry",
  "tax_id",
  "founded_on",
  "staff_count",
  "revenue_this_year",
  "revenue_last_year",
  "potential_amount",
  "website",
  "payment_terms",
  "province",
  "city",
  "district",
  "street",
  "full_address",
  "birth_on",
  "gender",
  "occupation",
  "remark",
  "phone",
  "mail",
  "wechat",
  "contact_name",
  "contact_title",
  "contact_phone",
  "contact_mail",
  "owner",
  "tags",
] as const;

/** A field of the list above, or an own one: x_... */
export const ImportTarget = Type.Unsafe<(typeof importTargets)[number] | `x_${string}`>({
  anyOf: [
    { type: "string", enum: [...importTargets] },
    { type: "string", pattern: ownKeyPattern },
  ],
});

/** Targets that several columns may go to: their values are gathered. */
export const manyTargets: readonly string[] = [
  "",
  "other_names",
  "phone",
  "mail",
  "contact_phone",
  "contact_mail",
  "tags",
  "remark",
];

/** What holds for rows whose columns do not say it. A client is for people behind the client wall. */
const Defaults = Type.Object(
  {
    owner: oneOf(["me", "nobody"]),
    kind: oneOf(["guess", "company", "person"]),
    client_id: Type.Optional(nullable(Id)),
    /** What a row does that meets a customer who is there: nothing, fill empty fields, write its values, be another customer. */
    policy: Type.Optional(oneOf(duplicatePolicies)),
    keys: Type.Optional(
      Type.Array(oneOf(duplicateKeys), {
        maxItems: duplicateKeys.length,
        description:
          "what makes two the same, tried in the order tax id, phone, mail, name; a customer number always does, a phone never does for who sees numbers masked",
      }),
    ),
    joins_names: Type.Optional(
      Type.Boolean({ description: "rows of the file with one company's name are one company with several contacts" }),
    ),
  },
  closed,
);

export const ImportColumn = Type.Object(
  {
    position: Whole,
    header: Type.String(),
    samples: Type.Array(Type.String()),
    filled: Type.Integer({ minimum: 0, maximum: 100, description: "percent of the looked-at rows with a value" }),
    target: ImportTarget,
    why: oneOf(["header", "content", "guess", "chosen", "none"]),
  },
  closed,
);

export const Import = Type.Object(
  {
    id: Id,
    file_name: Type.String(),
    sheets: Type.Array(Type.String(), { description: "of a workbook; none of a text file" }),
    sheet: nullable(Type.String()),
    encoding: Type.String(),
    delimiter: Type.String(),
    has_header: Type.Boolean({ description: "the first line names the columns and is no row" }),
    byte_size: Whole,
    state: oneOf(importStates),
    error: nullable(Type.String()),
    columns: Type.Array(ImportColumn),
    defaults: Defaults,
    allowed_owners: Type.Array(oneOf(["me", "nobody"]), {
      description: "owners that the importer may give by default",
    }),
    closed_targets: Type.Array(ImportTarget, { description: "fields that the importer's role may not write" }),
    preview: Type.Array(Type.Array(Type.String()), { description: "first rows as they stand in the file" }),
    estimated_rows: Whole,
    row_count: Type.Integer({ minimum: 0, description: "rows done, whatever became of them" }),
    created_count: Whole,
    updated_count: Type.Integer({ minimum: 0, description: "rows that changed a customer who was there" }),
    duplicate_count: Type.Integer({
      minimum: 0,
      description: "rows that met a customer who was there and changed nothing",
    }),
    skipped_count: Type.Integer({ minimum: 0, description: "rows without a value" }),
    rejected_count: Whole,
    revision: Type.Integer({ minimum: 0, description: "grows with each change of sheet, mapping or settings" }),
    unknown_owner_count: Type.Integer({
      minimum: 0,
      description: "rows whose owner is nobody we know, or may not be given by the importer; they got the default",
    }),
    unknown_owners: Type.Array(Type.String()),
    byte_position: Whole,
    created_at: Time,
    created_by: PersonRef,
    started_at: nullable(Time),
    finished_at: nullable(Time),
  },
  closed,
);

const fileErrors = [
  "import.empty_file",
  "import.not_csv",
  "import.unknown_encoding",
  "import.head_unreadable",
  "import.too_many_columns",
  "import.workbook_broken",
  "import.workbook_encrypted",
  "import.workbook_old",
  "import.workbook_other",
  "import.workbook_too_large",
  "import.workbook_empty",
];

export const uploadImportContract = contract({
  method: "POST",
  path: "/imports",
  permission: "customer.import",
  summary: "Send a CSV file (UTF-8 or GB18030) or an Excel workbook; answers the guessed columns and a preview",
  query: Type.Object({ name: Type.String({ minLength: 1, maxLength: 255 }) }),
  response: Import,
  errors: [...fileErrors, "import.too_large", "upload.broken_off"],
  stream: true,
  bodyLimit: 4 * 1024 * 1024 * 1024,
});

export const listImportsContract = contract({
  method: "GET",
  path: "/imports",
  permission: "customer.import",
  summary: "My imports, newest first",
  response: Type.Object({ imports: Type.Array(Import) }, closed),
});

export const readImportContract = contract({
  method: "GET",
  path: "/imports/:importId",
  permission: "customer.import",
  summary: "One import with its progress",
  params: ImportId,
  response: Import,
  errors: ["import.not_found"],
});

export const chooseSheetContract = contract({
  method: "PUT",
  path: "/imports/:importId/sheet",
  permission: "customer.import",
  summary: "Read another sheet of the workbook; columns are guessed anew",
  params: ImportId,
  body: Type.Object({ sheet: Type.String({ maxLength: 100 }) }, closed),
  response: Import,
  errors: ["import.not_found", "import.sheet_unknown", "import.already_started", ...fileErrors],
});

export const mapImportContract = contract({
  method: "PUT",
  path: "/imports/:importId/mapping",
  permission: "customer.import",
  summary: "Say which column becomes which field",
  params: ImportId,
  body: Type.Object(
    {
      targets: Type.Array(ImportTarget, { maxItems: 500 }),
      defaults: Defaults,
    },
    closed,
  ),
  response: Import,
  errors: [
    "import.not_found",
    "import.already_started",
    "import.wrong_column_count",
    "import.target_twice",
    "import.target_unknown",
    "import.owner_outside",
    "import.client_outside",
    "field.read_only",
  ],
});

export const startImportContract = contract({
  method: "PUT",
  path: "/imports/:importId/start",
  permission: "customer.import",
  summary: "Run the import in the background; a second call changes nothing",
  params: ImportId,
  response: Import,
  errors: [
    "import.not_found",
    "import.name_not_mapped",
    "import.owner_outside",
    "import.client_outside",
    "import.undone",
  ],
});

export const pauseImportContract = contract({
  method: "PUT",
  path: "/imports/:importId/pause",
  permission: "customer.import",
  summary: "Hold it after the running chunk; a start lets it go on",
  params: ImportId,
  response: Import,
  errors: ["import.not_found"],
});

export const cancelImportContract = contract({
  method: "PUT",
  path: "/imports/:importId/cancellation",
  permission: "customer.import",
  summary: "Stop after the running chunk; what is in stays in and is listed",
  params: ImportId,
  response: Import,
  errors: ["import.not_found"],
});

export const listRejectionsContract = contract({
  method: "GET",
  path: "/imports/:importId/rejections",
  permission: "customer.import",
  summary: "Rows that were not imported, with the reason",
  params: ImportId,
  query: Type.Object({ after: Type.Optional(Whole), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }),
  response: Type.Object(
    {
      rows: Type.Array(
        Type.Object(
          {
            row: Whole,
            reason: Type.String(),
            field: nullable(Type.String()),
            value: nullable(Type.String()),
            cells: Type.Array(Type.String()),
          },
          closed,
        ),
      ),
      next: nullable(Whole),
    },
    closed,
  ),
  errors: ["import.not_found"],
});

export const downloadRejectionsContract = contract({
  method: "GET",
  path: "/imports/:importId/rejections.csv",
  permission: "customer.import",
  summary: "The rejected rows as a file with the reasons, to be mended and imported again",
  params: ImportId,
  response: Type.String({ contentMediaType: "text/csv" }),
  errors: ["import.not_found"],
});

export const downloadRejectedRowsContract = contract({
  method: "GET",
  path: "/imports/:importId/rejections.xlsx",
  permission: "customer.import",
  summary: "The same as an Excel workbook",
  params: ImportId,
  response: Type.String({ contentMediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }),
  errors: ["import.not_found"],
});
