import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf } from "../../../platform/contract/schemas.ts";
import { FilterTree } from "../../../platform/filter/filter.contract.ts";
import { ownKinds } from "../../../platform/own/own.contract.ts";

export const Label = Type.Object(
  {
    zh: nullable(Type.String({ minLength: 1, maxLength: 60 })),
    en: nullable(Type.String({ minLength: 1, maxLength: 60 })),
  },
  { ...closed, description: "at least one of them; the other language shows the same" },
);

const Choice = Type.Object(
  { value: Type.String({ pattern: "^[a-z0-9_]{1,40}$" }), label: Label, is_retired: Type.Boolean() },
  closed,
);

/** What can be changed later as well. */
const changeable = {
  label: Label,
  help: nullable(Type.String({ maxLength: 300 })),
  decimals: Type.Integer({ minimum: 0, maximum: 6 }),
  formula: nullable(Type.String({ maxLength: 2000 })),
  is_required: Type.Boolean(),
  required_when: nullable(FilterTree),
  is_unique: Type.Boolean(),
  is_indexed: Type.Boolean({ description: "an index makes filters and sorting by it fast" }),
  is_searched: Type.Boolean({
    description:
      "found by its beginning and by words or pairs of characters inside its first 200 characters; texts only",
  }),
  is_sensitive: Type.Boolean(),
  choices: Type.Array(
    Type.Object(
      {
        value: Type.Optional(Type.String({ pattern: "^[a-z0-9_]{1,40}$" })),
        label: Label,
        is_retired: Type.Optional(Type.Boolean()),
      },
      closed,
    ),
    { maxItems: 200, description: "in order; one without a value is new, one that is left out retires" },
  ),
};

const targets = ["customer", "user"] as const;

export const OwnFieldShape = Type.Object(
  {
    id: Id,
    key: Type.String({ description: "x_..., its name in API, filters and rights" }),
    kind: oneOf(ownKinds),
    is_long: Type.Boolean(),
    target: nullable(oneOf(targets)),
    ...changeable,
    formula_kind: nullable(Type.String()),
    choices: Type.Array(Choice),
    state: oneOf(["making", "ready", "retired"]),
    problem: nullable(Type.String({ description: "duplicates: it was to be unique and is not" })),
  },
  closed,
);

export const listOwnFieldsContract = contract({
  method: "GET",
  path: "/own_fields",
  permission: "own_field.manage",
  summary: "All own fields of customers, with those being made and those retired",
  response: Type.Object({ fields: Type.Array(OwnFieldShape) }, closed),
});

const errors = [
  "own_field.label_missing",
  "own_field.label_taken",
  "own_field.does_not_fit",
  "formula.invalid",
  "filter.invalid",
];

export const createOwnFieldContract = contract({
  method: "POST",
  path: "/own_fields",
  permission: "own_field.manage",
  summary: "Add a field to customers: a real column, made beside the running work; the answer may say it is being made",
  body: Type.Object(
    {
      kind: oneOf(ownKinds),
      key: Type.Optional(Type.String({ pattern: "^x_[a-z0-9_]{1,40}$" })),
      is_long: Type.Optional(Type.Boolean()),
      target: Type.Optional(nullable(oneOf(targets))),
      ...Type.Partial(Type.Object(changeable)).properties,
      label: Label,
    },
    closed,
  ),
  response: OwnFieldShape,
  errors: [...errors, "own_field.key_taken", "own_field.too_many"],
  creates: true,
});

const FieldId = Type.Object({ fieldId: Id });

export const updateOwnFieldContract = contract({
  method: "PATCH",
  path: "/own_fields/:fieldId",
  permission: "own_field.manage",
  summary: "Change labels, rules, choices, formula or index of an own field",
  params: FieldId,
  body: Type.Object(Type.Partial(Type.Object(changeable)).properties, closed),
  response: OwnFieldShape,
  errors: [...errors, "own_field.not_found", "own_field.in_use"],
});

export const retireOwnFieldContract = contract({
  method: "POST",
  path: "/own_fields/:fieldId/retirement",
  permission: "own_field.manage",
  summary: "Take an own field out of use; its values stay and come back with it",
  params: FieldId,
  response: OwnFieldShape,
  errors: ["own_field.not_found", "own_field.in_use"],
});

export const reviveOwnFieldContract = contract({
  method: "DELETE",
  path: "/own_fields/:fieldId/retirement",
  permission: "own_field.manage",
  summary: "Take a retired own field into use again",
  params: FieldId,
  response: OwnFieldShape,
  errors: ["own_field.not_found", "own_field.label_taken", "own_field.in_use", "formula.invalid"],
});

export const orderOwnFieldsContract = contract({
  method: "PUT",
  path: "/own_fields/order",
  permission: "own_field.manage",
  summary: "Set the order in which own fields are shown",
  body: Type.Object({ ids: Type.Array(Id, { maxItems: 500 }) }, closed),
  response: Done,
});
