import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time, Whole } from "../../platform/contract/schemas.ts";
import { Import, ImportTarget } from "./import.contract.ts";

const ImportId = Type.Object({ importId: Id });

/** Rows with one reason in one field. */
const ProblemGroup = Type.Object({ reason: Type.String(), field: nullable(Type.String()), count: Whole }, closed);

export const Check = Type.Object(
  {
    revision: Type.Integer({ minimum: 0, description: "of the import when it was checked" }),
    state: oneOf(["running", "done", "failed"]),
    row_count: Whole,
    created_count: Whole,
    updated_count: Whole,
    duplicate_count: Whole,
    skipped_count: Whole,
    rejected_count: Whole,
    byte_position: Whole,
    groups: Type.Array(ProblemGroup),
    started_at: Time,
    finished_at: nullable(Time),
  },
  closed,
);

const Problem = Type.Object(
  {
    row: Whole,
    reason: Type.String(),
    field: nullable(Type.String()),
    position: nullable(Whole),
    value: nullable(Type.String()),
    proposal: nullable(Type.String({ description: "what the whole cell could say; empty: nothing" })),
    cells: Type.Array(Type.String()),
  },
  closed,
);

export const checkImportContract = contract({
  method: "PUT",
  path: "/imports/:importId/check",
  permission: "customer.import",
  summary: "Find out in the background what the file would do; a second call for the same mapping changes nothing",
  params: ImportId,
  response: Check,
  errors: ["import.not_found", "import.already_started", "import.name_not_mapped"],
});

export const readCheckContract = contract({
  method: "GET",
  path: "/imports/:importId/check",
  permission: "customer.import",
  summary: "How far the check is and what it has found",
  params: ImportId,
  response: Type.Object({ check: nullable(Check) }, closed),
  errors: ["import.not_found"],
});

export const listProblemsContract = contract({
  method: "GET",
  path: "/imports/:importId/problems",
  permission: "customer.import",
  summary: "Rows that would stay outside, the first 5000, with the cell to blame and a proposal",
  params: ImportId,
  query: Type.Object({
    reason: Type.Optional(Type.String({ maxLength: 60 })),
    after: Type.Optional(Whole),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  response: Type.Object({ rows: Type.Array(Problem), next: nullable(Whole) }, closed),
  errors: ["import.not_found"],
});

const Corrected = Type.Object(
  {
    check: Check,
    mended: Type.Array(Whole, { description: "rows that will come in now" }),
    rows: Type.Array(Problem, { description: "rows that still have a problem" }),
  },
  closed,
);

export const correctImportContract = contract({
  method: "PUT",
  path: "/imports/:importId/corrections",
  permission: "customer.import",
  summary: "Say what cells of rows with a problem should say; the file stays as it is",
  params: ImportId,
  body: Type.Object(
    {
      cells: Type.Array(
        Type.Object(
          { row: Whole, position: Type.Integer({ minimum: 0, maximum: 499 }), value: Type.String({ maxLength: 2000 }) },
          closed,
        ),
        { minItems: 1, maxItems: 500 },
      ),
    },
    closed,
  ),
  response: Corrected,
  errors: ["import.not_found", "import.already_started", "import.row_unknown"],
});

export const acceptProposalsContract = contract({
  method: "PUT",
  path: "/imports/:importId/proposals",
  permission: "customer.import",
  summary: "Take the proposals of all kept rows with one reason",
  params: ImportId,
  body: Type.Object({ reason: Type.String({ maxLength: 60 }) }, closed),
  response: Corrected,
  errors: ["import.not_found", "import.already_started"],
});

export const readRememberedContract = contract({
  method: "GET",
  path: "/imports/:importId/remembered",
  permission: "customer.import",
  summary:
    "The last mapping that somebody used for a file with the same heads, as far as the reader may write its fields",
  params: ImportId,
  response: Type.Object(
    {
      remembered: nullable(
        Type.Object(
          {
            targets: Type.Array(ImportTarget),
            defaults: Import.properties.defaults,
            used_by: PersonRef,
            used_at: Time,
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  errors: ["import.not_found"],
});
