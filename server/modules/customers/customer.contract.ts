import Type, { type Static } from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import {
  CappedCount,
  closed,
  DateOnly,
  Id,
  nullable,
  oneOf,
  PersonRef,
  Time,
  text,
} from "../../platform/contract/schemas.ts";
import { type OwnValue, ownValues } from "../../platform/own/own.contract.ts";
import { Contact, ContactPoint, contactFacts, NewContactPoint, Share, Tag } from "./parts.contract.ts";

export const customerKinds = ["company", "person"] as const;
export const stages = ["prospect", "interested", "buyer", "loyal", "high_value", "lapsed"] as const;
export const CustomerId = Type.Object({ customerId: Id });
const Money = nullable(Type.Integer({ minimum: -(2 ** 53) + 1, maximum: 2 ** 53 - 1, description: "minor units" }));
const optionalText = (length: number) => nullable(Type.String({ maxLength: length }));

/** Facts of a customer that are edited in place. A field that the reader may not see is absent. */
export const customerFacts = {
  name: text(300),
  other_names: Type.Array(text(300), { maxItems: 20 }),
  stage: oneOf(stages),
  source: optionalText(120),
  industry: nullable(Type.String({ maxLength: 10, description: "GB/T 4754 code" })),
  tax_id: optionalText(40),
  founded_on: nullable(DateOnly),
  staff_count: nullable(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
  revenue_this_year: Money,
  revenue_last_year: Money,
  potential_amount: Money,
  currency: Type.String({ pattern: "^[A-Z]{3}$" }),
  website: optionalText(300),
  payment_terms: optionalText(120),
  province: optionalText(60),
  city: optionalText(60),
  district: optionalText(60),
  street: optionalText(200),
  birth_on: nullable(DateOnly),
  gender: nullable(oneOf(["female", "male", "other"])),
  marital_status: nullable(oneOf(["single", "married", "divorced", "widowed"])),
  occupation: optionalText(120),
  remark: optionalText(2000),
};
const CustomerFacts = Type.Partial(Type.Object(customerFacts, closed), { ...closed, patternProperties: ownValues });
export type CustomerFact = keyof typeof customerFacts;

const actReasons = ["no_permission", "locked", "protected"] as const;

/** Why an act is not open to the reader; absent means allowed. The screen only translates the reason. */
export const Blocked = Type.Object(
  {
    update: Type.Optional(oneOf(actReasons)),
    transfer: Type.Optional(oneOf(actReasons)),
    share: Type.Optional(oneOf(actReasons)),
    remove: Type.Optional(oneOf(actReasons)),
    erase: Type.Optional(oneOf(actReasons)),
    merge: Type.Optional(oneOf(actReasons)),
    clients: Type.Optional(oneOf(actReasons)),
    protect: Type.Optional(oneOf(actReasons)),
    unprotect: Type.Optional(oneOf(actReasons)),
    last_client: Type.Optional(oneOf(["out_of_sight"])),
    log: Type.Optional(oneOf(["no_permission"])),
    reveal: Type.Optional(oneOf(["no_permission"])),
  },
  closed,
);

export const Protection = Type.Object(
  {
    kind: oneOf(["protected", "locked"]),
    reason: Type.String(),
    until: nullable(Time),
    by: PersonRef,
    created_at: Time,
  },
  closed,
);

export const CustomerRecord = Type.Object(
  {
    id: Id,
    number: Type.String({ description: "C-000123 for a company, P-000123 for a person" }),
    kind: oneOf(customerKinds),
    facts: CustomerFacts,
    read_only: Type.Array(Type.String(), { description: "facts that are shown and may not be changed by the reader" }),
    owner: Type.Optional(Type.Union([PersonRef, Type.Null()])),
    team: Type.Optional(Type.Union([PersonRef, Type.Null()])),
    clients: Type.Array(PersonRef),
    tags: Type.Optional(Type.Array(Tag)),
    shares: Type.Array(Share),
    contacts: Type.Optional(Type.Array(Contact)),
    contact_points: Type.Optional(Type.Array(ContactPoint)),
    created_at: Time,
    created_by: Type.Union([PersonRef, Type.Null()]),
    updated_at: Time,
    client_facts: Type.Array(
      Type.Object({ client: PersonRef, field: Type.String(), value: Type.Unsafe<OwnValue>({}) }, closed),
      { description: "what one client alone knows, kept apart by a merge" },
    ),
    interaction_count: CappedCount,
    is_starred: Type.Boolean({ description: "the reader keeps it at hand" }),
    protection: Type.Unsafe<Static<typeof Protection> | null>({
      ...Protection,
      type: ["object", "null"],
      description: "protected: the owner acts, others read; locked: only who locked it acts",
    }),
    blocked: Blocked,
  },
  closed,
);

/** The field that a list is sorted by: one that `GET /customers/fields` calls sortable. */
export const CustomerSort = Type.String({ maxLength: 80, pattern: "^[a-z0-9_]+$" });
export const CustomerFilter = Type.Object({
  kind: Type.Optional(oneOf(customerKinds)),
  owner_id: Type.Optional(Id),
  team_id: Type.Optional(Id),
  client_id: Type.Optional(Id),
  tag_id: Type.Optional(Id),
  stage: Type.Optional(oneOf(stages)),
  province: Type.Optional(Type.String({ maxLength: 60 })),
  industry: Type.Optional(Type.String({ maxLength: 10 })),
  filter: Type.Optional(
    Type.String({
      maxLength: 16_000,
      description: "a filter tree as JSON, see saved views; ANDed to the other parameters",
    }),
  ),
  sort: Type.Optional(CustomerSort),
  order: Type.Optional(oneOf(["asc", "desc"])),
});

export const CustomerRow = Type.Object(
  {
    id: Id,
    number: Type.String(),
    kind: oneOf(customerKinds),
    name: Type.Optional(Type.String()),
    stage: Type.Optional(oneOf(stages)),
    owner: Type.Optional(nullable(PersonRef)),
    province: Type.Optional(nullable(Type.String())),
    city: Type.Optional(nullable(Type.String())),
    industry: Type.Optional(nullable(Type.String())),
    phone: Type.Optional(nullable(Type.String({ description: "display form of the primary or first phone" }))),
    tags: Type.Optional(Type.Array(Type.String())),
    revenue_this_year: Type.Optional(Money),
    is_starred: Type.Boolean(),
    cells: Type.Optional(
      Type.Unsafe<Record<string, OwnValue>>({
        type: "object",
        additionalProperties: true,
        description: "values of `columns` by field; what the reader may not see is absent",
      }),
    ),
    last_interaction: nullable(Type.Object({ kind: Type.String(), happened_at: Time }, closed)),
    updated_at: Time,
    created_at: Time,
    blocked: Type.Object(
      {
        stage: Type.Optional(oneOf(["no_permission", "read_only"])),
        owner: Type.Optional(oneOf(["no_permission"])),
      },
      { ...closed, description: "what may not be changed in the row, and why; absent means allowed" },
    ),
  },
  closed,
);

export const listCustomersContract = contract({
  method: "GET",
  path: "/customers",
  permission: "customer.read",
  summary: "A page of customers the reader may see, keyset-paged",
  query: Type.Object({
    ...CustomerFilter.properties,
    after: Type.Optional(Type.String({ maxLength: 3000, description: "cursor of the page before" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    with_count: Type.Optional(Type.Boolean()),
    columns: Type.Optional(
      Type.String({ maxLength: 4000, description: "fields to show beside the usual ones, by commas: source,x_grade" }),
    ),
  }),
  response: Type.Object(
    {
      rows: Type.Array(CustomerRow),
      next: nullable(Type.String()),
      count: Type.Optional(CappedCount),
    },
    closed,
  ),
  errors: ["list.bad_cursor", "list.unknown_sort", "field.hidden", "filter.invalid"],
});

export const readCustomerContract = contract({
  method: "GET",
  path: "/customers/:customerId",
  permission: "customer.read",
  summary: "Everything the reader may know about one customer",
  params: CustomerId,
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.merged"],
});

export const createCustomerContract = contract({
  method: "POST",
  path: "/customers",
  permission: "customer.create",
  summary: "Create a customer with contacts and contact points; it gets a customer number",
  body: Type.Object(
    {
      kind: oneOf(customerKinds),
      ...Type.Partial(Type.Object(customerFacts)).properties,
      name: text(300),
      owner_id: Type.Optional(nullable(Id)),
      client_ids: Type.Optional(Type.Array(Id, { maxItems: 100 })),
      tags: Type.Optional(Type.Array(text(40), { maxItems: 50 })),
      contact_points: Type.Optional(Type.Array(NewContactPoint, { maxItems: 50 })),
      contacts: Type.Optional(
        Type.Array(
          Type.Object(
            { ...contactFacts, contact_points: Type.Optional(Type.Array(NewContactPoint, { maxItems: 20 })) },
            closed,
          ),
          { maxItems: 50 },
        ),
      ),
    },
    { ...closed, patternProperties: ownValues },
  ),
  response: CustomerRecord,
  errors: [
    "contact_point.invalid",
    "customer.unknown_reference",
    "field.read_only",
    "tax_id.invalid",
    "own_field.invalid",
    "own_field.required",
    "own_field.not_unique",
  ],
  creates: true,
});

export const updateCustomerContract = contract({
  method: "PATCH",
  path: "/customers/:customerId",
  permission: "customer.update",
  summary: "Change facts. Send the values seen before: another value there now is a conflict, shown with both sides",
  params: CustomerId,
  body: Type.Object({ set: CustomerFacts, seen: CustomerFacts }, closed),
  response: CustomerRecord,
  errors: [
    "customer.not_found",
    "customer.locked",
    "customer.protected",
    "customer.conflict",
    "field.read_only",
    "customer.seen_missing",
    "tax_id.invalid",
    "own_field.invalid",
    "own_field.required",
    "own_field.not_unique",
  ],
});

export const setTagsContract = contract({
  method: "PUT",
  path: "/customers/:customerId/tags",
  permission: "customer.update",
  summary: "Set the customer's tags by name; new names become tags",
  params: CustomerId,
  body: Type.Object({ tags: Type.Array(text(40), { maxItems: 50 }) }, closed),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "field.read_only"],
});

export const listTagsContract = contract({
  method: "GET",
  path: "/tags",
  permission: "customer.read",
  summary: "All tags",
  response: Type.Object({ tags: Type.Array(Tag) }, closed),
});
