import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time, Whole } from "../../platform/contract/schemas.ts";
import type { OwnValue } from "../../platform/own/own.contract.ts";
import { CustomerId, customerKinds } from "./customer.contract.ts";

/** Days that a merge can be taken back. */
export const mergeDays = 30;
/** Records that become one in one step, the winner among them. */
export const mergeCap = 50;

const MergeId = Type.Object({ mergeId: Id });
const Value = Type.Unsafe<OwnValue>({ description: "the field's value as the API gives it" });
const Count = Type.Object({ kind: Type.String(), count: Whole }, closed);

const Choice = Type.Object(
  {
    winner_id: Id,
    loser_ids: Type.Array(Id, { minItems: 1, maxItems: mergeCap - 1, uniqueItems: true }),
    fields: Type.Optional(
      Type.Record(Type.String({ pattern: "^[a-z0-9_]+$" }), Id, {
        description: "from which of the records a field's value comes; otherwise the winner's, or the first there is",
      }),
    ),
  },
  closed,
);

const errors = [
  "customer.not_found",
  "customer.locked",
  "customer.protected",
  "merge.kinds_differ",
  "merge.client_unclear",
  "merge.other_clients",
  "merge.unknown_field",
  "merge.client_fact",
  "own_field.not_unique",
];

export const previewMergeContract = contract({
  method: "POST",
  path: "/merges/preview",
  permission: "customer.merge",
  summary: "What a merge would make: every field, what goes along, what stays one client's own",
  body: Choice,
  response: Type.Object(
    {
      records: Type.Array(
        Type.Object(
          {
            id: Id,
            number: Type.String(),
            kind: oneOf(customerKinds),
            name: Type.String(),
            owner: nullable(PersonRef),
            clients: Type.Array(PersonRef),
            created_at: Time,
            updated_at: Time,
            interaction_count: Whole,
          },
          closed,
        ),
      ),
      fields: Type.Array(
        Type.Object(
          {
            field: Type.String(),
            values: Type.Array(Type.Object({ customer_id: Id, value: Value }, closed)),
            from: nullable(Id),
            after: Value,
            differs: Type.Boolean({ description: "the records say different things" }),
          },
          closed,
        ),
        { description: "fields that the caller may read and at least one record has" },
      ),
      moves: Type.Array(Count, { description: "what goes along to the winner" }),
      stays: Type.Array(Count, { description: "what the winner has already; it stays with the record it hangs on" }),
      is_crossing: Type.Boolean({ description: "the records belong to different clients" }),
      client_facts: Type.Array(Type.Object({ client: PersonRef, field: Type.String(), value: Value }, closed), {
        description: "values that stay one client's own",
      }),
    },
    closed,
  ),
  errors,
});

export const Merge = Type.Object(
  {
    id: Id,
    winner: Type.Object({ id: Id, number: Type.String(), name: Type.String() }, closed),
    losers: Type.Array(Type.Object({ id: Id, number: Type.String(), name: nullable(Type.String()) }, closed)),
    state: oneOf(["done", "undone"]),
    merged_by: nullable(PersonRef),
    merged_at: Time,
    undone_at: nullable(Time),
    moved: Type.Array(Count),
    until: Time,
    blocked: Type.Object({ undo: Type.Optional(oneOf(["undone", "too_old", "later_first", "no_permission"])) }, closed),
  },
  closed,
);

export const mergeCustomersContract = contract({
  method: "POST",
  path: "/merges",
  permission: "customer.merge",
  summary: `Make one of up to ${mergeCap} records; everything that hangs on them goes along, and it can be taken back for ${mergeDays} days`,
  body: Choice,
  response: Merge,
  errors,
  creates: true,
});

export const listMergesContract = contract({
  method: "GET",
  path: "/customers/:customerId/merges",
  permission: "customer.read",
  summary: "Merges that made this record what it is, newest first",
  params: CustomerId,
  response: Type.Object({ merges: Type.Array(Merge) }, closed),
  errors: ["customer.not_found"],
});

const Undo = Type.Object(
  {
    goes_back: Type.Array(Count, { description: "what hung on the losers and returns to them" }),
    stays: Type.Array(Count, { description: "what came to the winner since; it stays there" }),
    fields_back: Type.Array(Type.String()),
    fields_kept: Type.Array(Type.String(), { description: "changed since the merge: they stay as they are" }),
  },
  closed,
);

export const previewUndoMergeContract = contract({
  method: "GET",
  path: "/merges/:mergeId/undo",
  permission: "customer.merge",
  summary: "What taking back a merge would do",
  params: MergeId,
  response: Undo,
  errors: ["merge.not_found", "merge.undone", "merge.too_old", "merge.later_first"],
});

export const undoMergeContract = contract({
  method: "PUT",
  path: "/merges/:mergeId/undo",
  permission: "customer.merge",
  summary: `Take back a merge within ${mergeDays} days; what came since stays with the winner and is named`,
  params: MergeId,
  response: Undo,
  errors: ["merge.not_found", "merge.undone", "merge.too_old", "merge.later_first", "own_field.not_unique"],
});
