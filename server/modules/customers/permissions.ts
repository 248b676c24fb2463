import type { OwnField } from "../../platform/own/own_field.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { protect, type ScopeShape, scopes } from "../../platform/permission/registry.ts";

export const customerShape: ScopeShape = {
  table: "customer",
  id: "id",
  owner: "owner_id",
  bin: "bin_id",
  kept: { column: "pool_id", opensTo: "pool.manage" },
  team: "team_id",
  clientLink: { table: "customer_client", key: "customer_id", client: "client_id" },
  shareLink: { table: "customer_share", key: "customer_id", user: "user_id", team: "team_id", access: "access" },
};

/** Columns of customer that a grant may hide or keep from being changed. The names are always shown with the record. */
export const factFields = [
  "stage",
  "source",
  "industry",
  "tax_id",
  "founded_on",
  "staff_count",
  "revenue_this_year",
  "revenue_last_year",
  "potential_amount",
  "currency",
  "website",
  "payment_terms",
  "province",
  "city",
  "district",
  "street",
  "birth_on",
  "gender",
  "marital_status",
  "occupation",
  "remark",
] as const;

/** What hangs on a customer and is shown or hidden as one field; `phone` without `phone_whole` shows numbers masked. */
export const partFields = [
  "owner",
  "tags",
  "contacts",
  "phone",
  "phone_whole",
  "mail",
  "wechat",
  "address",
  "files",
] as const;
export const readFields = [...factFields, ...partFields] as const;
export const writeFields = [
  "name",
  "other_names",
  ...factFields,
  "tags",
  "contacts",
  "phone",
  "mail",
  "wechat",
  "address",
  "files",
] as const;

export const ownOf = (actor: Pick<Actor, "own">): readonly OwnField[] => actor.own.customer ?? [];
export const readFieldsOf = (actor: Actor): string[] => [...readFields, ...ownOf(actor).map((field) => field.key)];
export const writeFieldsOf = (actor: Actor): string[] => [
  ...writeFields,
  ...ownOf(actor).flatMap((field) => (field.kind === "formula" ? [] : [field.key])),
];

export const sensitive = new Set<string>([
  "birth_on",
  "gender",
  "marital_status",
  "occupation",
  "tax_id",
  "phone",
  "phone_whole",
  "revenue_this_year",
  "revenue_last_year",
  "potential_amount",
]);
export const isSensitive = (actor: Pick<Actor, "own">, field: string): boolean =>
  sensitive.has(field) || ownOf(actor).some((own) => own.key === field && own.isSensitive);
const rows = scopes;

protect({
  object: "customer",
  module: "customers",
  actions: [
    { action: "read", scopes: rows, hasFields: true },
    { action: "create", scopes: ["own", "team", "team_tree", "all"], hasFields: true },
    { action: "update", scopes: rows, hasFields: true },
    { action: "transfer", scopes: rows, hasFields: false },
    { action: "share", scopes: rows, hasFields: false },
    { action: "remove", scopes: rows, hasFields: false },
    { action: "erase", scopes: ["all"], hasFields: false },
    { action: "merge", scopes: rows, hasFields: false },
    { action: "export", scopes: rows, hasFields: true },
    { action: "import", scopes: ["all"], hasFields: false },
  ],
  fields: ["name", "other_names", ...readFields].map((field) => ({ field, isSensitive: sensitive.has(field) })),
  shape: customerShape,
});

protect({
  object: "phone",
  module: "customers",
  actions: [{ action: "reveal", scopes: ["all"], hasFields: false }],
  fields: [],
});

protect({
  object: "own_field",
  module: "customers",
  actions: [{ action: "manage", scopes: ["all"], hasFields: false }],
  fields: [],
});

protect({
  object: "consent",
  module: "customers",
  actions: [
    { action: "create", scopes: ["all"], hasFields: false },
    { action: "manage", scopes: ["all"], hasFields: false },
  ],
  fields: [],
});

protect({
  object: "sensitive_read",
  module: "customers",
  actions: [{ action: "read", scopes: ["all"], hasFields: false }],
  fields: [],
});

protect({
  object: "duplicate_rule",
  module: "customers",
  actions: [{ action: "manage", scopes: ["all"], hasFields: false }],
  fields: [],
});

protect({
  object: "interaction",
  module: "customers",
  actions: [
    { action: "read", scopes: ["own", "all"], hasFields: false },
    { action: "create", scopes: ["all"], hasFields: false },
    { action: "update", scopes: ["own", "all"], hasFields: false },
  ],
  fields: [],
});

for (const object of ["promise", "touch", "intelligence"])
  protect({
    object,
    module: "customers",
    actions: [
      { action: "read", scopes: ["all"], hasFields: false },
      { action: "create", scopes: ["all"], hasFields: false },
      { action: "update", scopes: ["own", "all"], hasFields: false },
    ],
    fields: [],
  });

protect({
  object: "promise_kind",
  module: "customers",
  actions: [{ action: "manage", scopes: ["all"], hasFields: false }],
  fields: [],
});

protect({
  object: "trade",
  module: "customers",
  actions: [
    { action: "read", scopes: ["all"], hasFields: true },
    { action: "create", scopes: ["all"], hasFields: false },
    { action: "update", scopes: ["own", "all"], hasFields: false },
    { action: "import", scopes: ["all"], hasFields: false },
  ],
  fields: [{ field: "cost", isSensitive: true }],
});
