import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, nullable, oneOf, Whole } from "../../platform/contract/schemas.ts";
import { filterKinds } from "../../platform/filter/filter.contract.ts";
import { ownKinds } from "../../platform/own/own.contract.ts";

/** A field of a list. A null label is a built-in field, which the page names in the reader's language. */
export const ListField = Type.Object(
  {
    field: Type.String(),
    kind: oneOf(filterKinds),
    label: nullable(Type.String()),
    choices: Type.Union(
      [Type.Array(Type.Object({ value: Type.String(), label: nullable(Type.String()) }, closed)), Type.Null()],
      { description: "closed list of a choice; null when any value may be given or the page knows the list" },
    ),
    own: Type.Union(
      [
        Type.Object(
          {
            kind: oneOf(ownKinds),
            is_long: Type.Boolean(),
            decimals: Whole,
            target: nullable(oneOf(["customer", "user"])),
            help: nullable(Type.String()),
            is_required: Type.Boolean({ description: "on every record" }),
            retired_choices: Type.Array(Type.String()),
          },
          closed,
        ),
        Type.Null(),
      ],
      { description: "how an own field is written; null for a built-in one" },
    ),
    is_filterable: Type.Boolean(),
    is_sortable: Type.Boolean(),
    is_column: Type.Boolean(),
  },
  closed,
);

export const listFieldsContract = contract({
  method: "GET",
  path: "/customers/fields",
  permission: "customer.read",
  summary: "What a list of customers can be filtered by, sorted by and show, for the reader's rights",
  response: Type.Object({ fields: Type.Array(ListField) }, closed),
});
