import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, Time, Whole } from "../../platform/contract/schemas.ts";
import type { OwnValue } from "../../platform/own/own.contract.ts";

export const bulkEditCap = 5000;
const BulkEditId = Type.Object({ bulkEditId: Id });

const Edit = Type.Object(
  {
    ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: bulkEditCap })),
    filter: Type.Optional(Type.String({ maxLength: 16_000, description: "a filter tree as JSON: all that match" })),
    field: Type.String({ maxLength: 80, pattern: "^[a-z0-9_]+$" }),
    value: Type.Unsafe<OwnValue>({ description: "as the record takes it; null empties the field" }),
  },
  { ...closed, description: "customers by `ids` or by `filter`, one of the two" },
);

export const BulkEdit = Type.Object(
  {
    id: Id,
    field: Type.String(),
    value: Type.Unsafe<OwnValue>({}),
    changed_count: Whole,
    created_at: Time,
    undone_at: nullable(Time),
    restored_count: nullable(Whole),
  },
  closed,
);

const Preview = Type.Object(
  {
    total: Whole,
    changed: Whole,
    same: Type.Integer({ description: "have the value already" }),
    refused: Type.Array(
      Type.Object({ reason: oneOf(["no_permission", "read_only", "protected"]), count: Whole }, closed),
    ),
  },
  closed,
);

const errors = [
  "bulk_edit.too_many",
  "bulk_edit.not_chosen",
  "bulk_edit.not_editable",
  "bulk_edit.bad_value",
  "filter.invalid",
  "field.hidden",
  "own_field.invalid",
  "own_field.required",
];

export const previewBulkEditContract = contract({
  method: "POST",
  path: "/bulk_edits/preview",
  permission: "customer.update",
  summary: "What setting a field on many customers would do; nothing is changed",
  body: Edit,
  response: Preview,
  errors,
});

export const createBulkEditContract = contract({
  method: "POST",
  path: "/bulk_edits",
  permission: "customer.update",
  summary: "Set a field on many customers at once; who may not be changed is left as it is",
  body: Edit,
  response: BulkEdit,
  errors,
  creates: true,
});

export const undoBulkEditContract = contract({
  method: "PUT",
  path: "/bulk_edits/:bulkEditId/undo",
  permission: "customer.update",
  summary: "Take a bulk edit of one's own back where the value is still the one it set; a second time changes nothing",
  params: BulkEditId,
  response: BulkEdit,
  errors: ["bulk_edit.not_found"],
});
