import Type from "typebox";
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
  Whole,
} from "../../platform/contract/schemas.ts";
import { type OwnValue, ownValues } from "../../platform/own/own.contract.ts";

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

export const contactPointKinds = ["phone", "mail", "wechat", "address"] as const;
export const ContactPoint = Type.Object(
  {
    id: Id,
    contact_id: nullable(Id),
    client_id: nullable(Id),
    kind: oneOf(contactPointKinds),
    label: nullable(Type.String()),
    value: Type.String(),
    display: Type.String({ description: "as people write it here: 138 0000 0000" }),
    province: nullable(Type.String()),
    city: nullable(Type.String()),
    district: nullable(Type.String()),
    is_primary: Type.Boolean(),
  },
  closed,
);

export const Contact = Type.Object(
  {
    id: Id,
    client_id: nullable(Id),
    name: Type.String(),
    title: nullable(Type.String()),
    department: nullable(Type.String()),
    remark: nullable(Type.String()),
  },
  closed,
);

const Tag = Type.Object({ id: Id, name: Type.String() }, closed);
export const Share = Type.Object(
  {
    id: Id,
    user: Type.Union([PersonRef, Type.Null()]),
    team: Type.Union([PersonRef, Type.Null()]),
    access: oneOf(["read", "write"]),
  },
  closed,
);

/** Why an act is not open to the reader; absent means allowed. The screen only translates the reason. */
export const Blocked = Type.Object(
  {
    update: Type.Optional(oneOf(["no_permission"])),
    transfer: Type.Optional(oneOf(["no_permission"])),
    share: Type.Optional(oneOf(["no_permission"])),
    remove: Type.Optional(oneOf(["no_permission"])),
    erase: Type.Optional(oneOf(["no_permission"])),
    clients: Type.Optional(oneOf(["no_permission"])),
    last_client: Type.Optional(oneOf(["out_of_sight"])),
    log: Type.Optional(oneOf(["no_permission"])),
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
    interaction_count: CappedCount,
    is_starred: Type.Boolean({ description: "the reader keeps it at hand" }),
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
    owner: Type.Optional(Type.Union([PersonRef, Type.Null()])),
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
    last_interaction: Type.Union([Type.Object({ kind: Type.String(), happened_at: Time }, closed), Type.Null()]),
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
    after: Type.Optional(Type.String({ maxLength: 600, description: "cursor of the page before" })),
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

export const exportCustomersContract = contract({
  method: "GET",
  path: "/customers.csv",
  permission: "customer.export",
  summary: "The filtered list as CSV (UTF-8 with a byte order mark), streamed, within rights",
  query: CustomerFilter,
  response: Type.String({ contentMediaType: "text/csv" }),
  errors: ["list.unknown_sort", "field.hidden", "filter.invalid"],
});

export const readCustomerContract = contract({
  method: "GET",
  path: "/customers/:customerId",
  permission: "customer.read",
  summary: "Everything the reader may know about one customer",
  params: CustomerId,
  response: CustomerRecord,
  errors: ["customer.not_found"],
});

const NewContactPoint = Type.Object(
  {
    kind: oneOf(contactPointKinds),
    value: text(500),
    label: Type.Optional(optionalText(60)),
    province: Type.Optional(optionalText(60)),
    city: Type.Optional(optionalText(60)),
    district: Type.Optional(optionalText(60)),
    is_primary: Type.Optional(Type.Boolean()),
    client_id: Type.Optional(nullable(Id)),
  },
  closed,
);
const contactFields = {
  name: text(300),
  title: Type.Optional(optionalText(120)),
  department: Type.Optional(optionalText(120)),
  remark: Type.Optional(optionalText(2000)),
  client_id: Type.Optional(nullable(Id)),
};

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
            { ...contactFields, contact_points: Type.Optional(Type.Array(NewContactPoint, { maxItems: 20 })) },
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
    "customer.conflict",
    "field.read_only",
    "customer.seen_missing",
    "tax_id.invalid",
    "own_field.invalid",
    "own_field.required",
    "own_field.not_unique",
  ],
});

export const transferCustomerContract = contract({
  method: "PUT",
  path: "/customers/:customerId/owner",
  permission: "customer.transfer",
  summary: "Give the customer another owner and thereby another team",
  params: CustomerId,
  body: Type.Object({ owner_id: nullable(Id), seen: nullable(Id) }, closed),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.conflict", "customer.unknown_reference"],
});

export const setTagsContract = contract({
  method: "PUT",
  path: "/customers/:customerId/tags",
  permission: "customer.update",
  summary: "Set the customer's tags by name; new names become tags",
  params: CustomerId,
  body: Type.Object({ tags: Type.Array(text(40), { maxItems: 50 }) }, closed),
  response: CustomerRecord,
  errors: ["customer.not_found", "field.read_only"],
});

export const setClientsContract = contract({
  method: "PUT",
  path: "/customers/:customerId/clients",
  permission: "customer.share",
  summary: "Set which clients know this customer; only clients one works for can be added or taken away",
  params: CustomerId,
  body: Type.Object({ client_ids: Type.Array(Id, { maxItems: 100 }) }, closed),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.unknown_reference", "customer.out_of_sight"],
});

export const addClientContract = contract({
  method: "PUT",
  path: "/customers/:customerId/clients/:clientId",
  permission: "customer.share",
  summary: "Let one client know this customer",
  params: Type.Object({ customerId: Id, clientId: Id }),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.unknown_reference"],
});

export const removeClientContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/clients/:clientId",
  permission: "customer.share",
  summary: "Take one client off this customer; never the last one by which the caller sees it",
  params: Type.Object({ customerId: Id, clientId: Id }),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.unknown_reference", "customer.out_of_sight"],
});

export const shareCustomerContract = contract({
  method: "POST",
  path: "/customers/:customerId/shares",
  permission: "customer.share",
  summary: "Share the customer with a person or a team",
  params: CustomerId,
  body: Type.Object({ user_id: nullable(Id), team_id: nullable(Id), access: oneOf(["read", "write"]) }, closed),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.unknown_reference"],
  creates: true,
});

export const unshareCustomerContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/shares/:shareId",
  permission: "customer.share",
  summary: "End a share",
  params: Type.Object({ customerId: Id, shareId: Id }),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.share_not_found"],
});

export const listTagsContract = contract({
  method: "GET",
  path: "/tags",
  permission: "customer.read",
  summary: "All tags",
  response: Type.Object({ tags: Type.Array(Tag) }, closed),
});

// Contacts and contact points.
export const addContactContract = contract({
  method: "POST",
  path: "/customers/:customerId/contacts",
  permission: "customer.update",
  summary: "Add a contact",
  params: CustomerId,
  body: Type.Object(
    { ...contactFields, contact_points: Type.Optional(Type.Array(NewContactPoint, { maxItems: 20 })) },
    closed,
  ),
  response: CustomerRecord,
  errors: ["customer.not_found", "contact_point.invalid", "field.read_only", "customer.unknown_reference"],
  creates: true,
});

export const updateContactContract = contract({
  method: "PATCH",
  path: "/customers/:customerId/contacts/:contactId",
  permission: "customer.update",
  summary: "Change a contact; conflicts by field",
  params: Type.Object({ customerId: Id, contactId: Id }),
  body: Type.Object(
    {
      set: Type.Partial(Type.Object(contactFields, closed), closed),
      seen: Type.Partial(Type.Object(contactFields, closed), closed),
    },
    closed,
  ),
  response: CustomerRecord,
  errors: [
    "customer.not_found",
    "contact.not_found",
    "customer.conflict",
    "field.read_only",
    "customer.seen_missing",
    "customer.unknown_reference",
  ],
});

export const removeContactContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/contacts/:contactId",
  permission: "customer.update",
  summary: "Remove a contact; what was said stays on the timeline",
  params: Type.Object({ customerId: Id, contactId: Id }),
  response: CustomerRecord,
  errors: ["customer.not_found", "contact.not_found", "field.read_only"],
});

export const addContactPointContract = contract({
  method: "POST",
  path: "/customers/:customerId/contact_points",
  permission: "customer.update",
  summary: "Add a phone, mail, WeChat id or address to the customer or to one of its contacts",
  params: CustomerId,
  body: Type.Object({ ...NewContactPoint.properties, contact_id: Type.Optional(nullable(Id)) }, closed),
  response: CustomerRecord,
  errors: [
    "customer.not_found",
    "contact.not_found",
    "contact_point.invalid",
    "field.read_only",
    "contact_point.exists",
  ],
  creates: true,
});

export const updateContactPointContract = contract({
  method: "PATCH",
  path: "/customers/:customerId/contact_points/:contactPointId",
  permission: "customer.update",
  summary: "Change a contact point",
  params: Type.Object({ customerId: Id, contactPointId: Id }),
  body: Type.Object(
    {
      value: text(500),
      seen: Type.String({ maxLength: 500 }),
      label: Type.Optional(optionalText(60)),
      is_primary: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
  response: CustomerRecord,
  errors: [
    "customer.not_found",
    "contact_point.not_found",
    "contact_point.invalid",
    "customer.conflict",
    "field.read_only",
    "contact_point.exists",
  ],
});

export const removeContactPointContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/contact_points/:contactPointId",
  permission: "customer.update",
  summary: "Remove a contact point",
  params: Type.Object({ customerId: Id, contactPointId: Id }),
  response: CustomerRecord,
  errors: ["customer.not_found", "contact_point.not_found", "field.read_only"],
});

// History.
export const readHistoryContract = contract({
  method: "GET",
  path: "/customers/:customerId/history",
  permission: "customer.read",
  summary: "Every change: who, when, before and after",
  params: CustomerId,
  query: Type.Object({
    before: Type.Optional(Whole),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  response: Type.Object(
    {
      entries: Type.Array(
        Type.Object(
          {
            event_id: Whole,
            name: Type.String(),
            at: Time,
            actor: Type.Union([PersonRef, Type.Null()]),
            object: Type.String(),
            changes: Type.Array(
              Type.Object({ field: Type.String(), before: Type.Unknown(), after: Type.Unknown() }, closed),
            ),
          },
          closed,
        ),
      ),
      next: nullable(Whole),
    },
    closed,
  ),
  errors: ["customer.not_found"],
});
