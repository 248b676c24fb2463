import Type from "typebox";
import { contract } from "../../../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, Time, Whole } from "../../../../platform/contract/schemas.ts";

const TradeImportId = Type.Object({ tradeImportId: Id });

/** What a column of the file can become. "" means the column is not imported. */
export const tradeTargets = [
  "",
  "customer_number",
  "tax_id",
  "phone",
  "customer_name",
  "traded_on",
  "amount",
  "cost",
  "currency",
  "product_group",
  "channel",
  "reference",
] as const;

export const tradeImportStates = [
  "draft",
  "queued",
  "running",
  "pausing",
  "paused",
  "cancelling",
  "cancelled",
  "done",
  "failed",
  "undoing",
  "undone",
] as const;

export const tradeRowReasons = [
  "customer_missing",
  "customer_unknown",
  "customer_ambiguous",
  "date_missing",
  "date_unreadable",
  "date_future",
  "amount_missing",
  "amount_unreadable",
  "cost_unreadable",
  "currency_unreadable",
  "text_too_long",
  "reference_differs",
  "too_many_cells",
  "row_unreadable",
] as const;

export const TradeImport = Type.Object(
  {
    id: Id,
    file_name: Type.String(),
    sheet: nullable(Type.String({ description: "the first of a workbook that holds anything" })),
    state: oneOf(tradeImportStates),
    error: nullable(Type.String()),
    columns: Type.Array(
      Type.Object({ header: Type.String(), samples: Type.Array(Type.String()), target: oneOf(tradeTargets) }, closed),
    ),
    is_remembered: Type.Boolean({
      description: "a file with the same heads was imported before: its mapping stands here",
    }),
    closed_targets: Type.Array(oneOf(tradeTargets), { description: "what the importer's role may not write" }),
    preview: Type.Array(Type.Array(Type.String())),
    client_id: nullable(Id),
    currency: Type.String(),
    estimated_rows: Whole,
    row_count: Whole,
    created_count: Whole,
    known_count: Type.Integer({ description: "rows whose reference was there already with the same trade" }),
    rejected_count: Whole,
    removed_count: Type.Integer({ description: "trades that the undo took out; those corrected since stay" }),
    created_at: Time,
    finished_at: nullable(Time),
  },
  closed,
);

const one = (method: "PUT", path: string, summary: string, errors: string[] = []) =>
  contract({
    method,
    path: `/trade-imports/:tradeImportId/${path}`,
    permission: "trade.import",
    summary,
    params: TradeImportId,
    response: TradeImport,
    errors: ["trade_import.not_found", ...errors],
  });

export const uploadTradesContract = contract({
  method: "POST",
  path: "/trade-imports",
  permission: "trade.import",
  summary: "Send a CSV file or an Excel workbook with trades; answers the guessed columns and a preview",
  query: Type.Object({ name: Type.String({ minLength: 1, maxLength: 255 }) }),
  response: TradeImport,
  errors: [
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
    "import.too_large",
    "upload.broken_off",
  ],
  stream: true,
  bodyLimit: 1024 * 1024 * 1024,
});

export const listTradeImportsContract = contract({
  method: "GET",
  path: "/trade-imports",
  permission: "trade.import",
  summary: "My imports of trades, newest first",
  response: Type.Object({ imports: Type.Array(TradeImport) }, closed),
});

export const readTradeImportContract = contract({
  method: "GET",
  path: "/trade-imports/:tradeImportId",
  permission: "trade.import",
  summary: "One import of trades with its progress",
  params: TradeImportId,
  response: TradeImport,
  errors: ["trade_import.not_found"],
});

export const mapTradeImportContract = contract({
  method: "PUT",
  path: "/trade-imports/:tradeImportId/mapping",
  permission: "trade.import",
  summary: "Say which column is what, and what holds for rows that do not say it",
  params: TradeImportId,
  body: Type.Object(
    {
      targets: Type.Array(oneOf(tradeTargets), { maxItems: 500 }),
      currency: Type.String({ pattern: "^[A-Z]{3}$" }),
      client_id: nullable(Id),
    },
    closed,
  ),
  response: TradeImport,
  errors: [
    "trade_import.not_found",
    "import.already_started",
    "import.wrong_column_count",
    "import.target_twice",
    "field.read_only",
    "customer.unknown_reference",
  ],
});

export const startTradeImportContract = one("PUT", "start", "Run it in the background; a second call changes nothing", [
  "trade_import.not_mapped",
]);
export const pauseTradeImportContract = one("PUT", "pause", "Hold it after the running chunk; a start lets it go on");
export const cancelTradeImportContract = one(
  "PUT",
  "cancellation",
  "Stop after the running chunk; what is in stays in",
);
export const undoTradeImportContract = one("PUT", "undo", "Take its trades out again, but those corrected since", [
  "import.not_finished",
]);

export const listTradeRejectionsContract = contract({
  method: "GET",
  path: "/trade-imports/:tradeImportId/rejections",
  permission: "trade.import",
  summary: "Rows that became no trade, with the reason",
  params: TradeImportId,
  query: Type.Object({ after: Type.Optional(Whole), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }),
  response: Type.Object(
    {
      rows: Type.Array(
        Type.Object(
          {
            row: Whole,
            reason: oneOf(tradeRowReasons),
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
  errors: ["trade_import.not_found"],
});

export const downloadTradeRejectionsContract = contract({
  method: "GET",
  path: "/trade-imports/:tradeImportId/rejections.csv",
  permission: "trade.import",
  summary: "The rejected rows as a file with the reasons, to be mended and imported again",
  params: TradeImportId,
  response: Type.String({ contentMediaType: "text/csv" }),
  errors: ["trade_import.not_found"],
});
