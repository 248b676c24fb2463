import Type, { type Static } from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf, PersonRef, Time, text, Whole } from "../../../platform/contract/schemas.ts";
import { CustomerId, customerKinds } from "../customer.contract.ts";

export const relationEndNames = ["from", "to"] as const;

const End = Type.Unsafe<(typeof relationEndNames)[number]>({
  type: "string",
  enum: [...relationEndNames],
  description:
    "which end of the type the other one takes: of parent company, `from` is the parent, `to` the subsidiary",
});

export const RelatedCustomer = Type.Object(
  { id: Id, number: Type.String(), kind: oneOf(customerKinds), name: Type.String() },
  closed,
);

const shared = {
  id: Id,
  type_id: Id,
  end: End,
  note: nullable(Type.String()),
  client_id: nullable(Id),
  created_at: Time,
  created_by: Type.Union([PersonRef, Type.Null()]),
};

export const CustomerRelation = Type.Object({ ...shared, other: RelatedCustomer }, closed);
const ContactEnd = Type.Object({ id: Id, name: Type.String(), title: nullable(Type.String()) }, closed);
export const ContactRelation = Type.Object(
  {
    ...shared,
    contact: ContactEnd,
    other: Type.Object({ ...ContactEnd.properties, customer: RelatedCustomer }, closed),
  },
  closed,
);

const Page = Type.Object({
  after: Type.Optional(Id),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
const next = nullable(Type.String({ format: "uuid", description: "`after` of the next page; null: no more" }));
const added = {
  type_id: Id,
  end: End,
  note: Type.Optional(nullable(text(500))),
  client_id: Type.Optional(nullable(Id)),
};
const refusals = [
  "relation_type.not_found",
  "relation_type.retired",
  "relation.self",
  "relation.duplicate",
  "relation.cycle",
  "relation.second_parent",
  "relation.of_no_client",
  "customer.unknown_reference",
];

export const listRelationsContract = contract({
  method: "GET",
  path: "/customers/:customerId/relations",
  permission: "customer.read",
  summary: "The customer's relations whose other end the reader sees, oldest first",
  params: CustomerId,
  query: Page,
  response: Type.Object({ relations: Type.Array(CustomerRelation), next }, closed),
  errors: ["customer.not_found"],
});

export const addRelationContract = contract({
  method: "POST",
  path: "/customers/:customerId/relations",
  permission: "customer.update",
  summary: "Relate the customer to another one that the writer sees",
  params: CustomerId,
  body: Type.Object({ ...added, customer_id: Id }, closed),
  response: CustomerRelation,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "relation.not_found", ...refusals],
  creates: true,
});

export const removeRelationContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/relations/:relationId",
  permission: "customer.update",
  summary: "End a relation; from either of its ends",
  params: Type.Object({ customerId: Id, relationId: Id }),
  response: Done,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "relation.not_found"],
});

export const listContactRelationsContract = contract({
  method: "GET",
  path: "/customers/:customerId/contact_relations",
  permission: "customer.read",
  summary: "Relations of the customer's contacts to people whom the reader sees, there or elsewhere, oldest first",
  params: CustomerId,
  query: Page,
  response: Type.Object({ relations: Type.Array(ContactRelation), next }, closed),
  errors: ["customer.not_found"],
});

export const addContactRelationContract = contract({
  method: "POST",
  path: "/customers/:customerId/contact_relations",
  permission: "customer.update",
  summary: "Relate a contact to another one, of the same customer or of one that the writer sees",
  params: CustomerId,
  body: Type.Object({ ...added, contact_id: Id, other_customer_id: Id, other_contact_id: Id }, closed),
  response: ContactRelation,
  errors: [
    "customer.not_found",
    "customer.locked",
    "customer.protected",
    "contact.not_found",
    "relation.not_found",
    "field.read_only",
    ...refusals,
  ],
  creates: true,
});

export const removeContactRelationContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/contact_relations/:relationId",
  permission: "customer.update",
  summary: "End a relation between two people; from either of its ends",
  params: Type.Object({ customerId: Id, relationId: Id }),
  response: Done,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "relation.not_found", "field.read_only"],
});

export const readGraphContract = contract({
  method: "GET",
  path: "/customers/:customerId/graph",
  permission: "customer.read",
  summary: "The customers around one, by their relations, nearest first; over nothing that the reader does not see",
  params: CustomerId,
  query: Type.Object({
    depth: Type.Optional(Type.Integer({ minimum: 1, maximum: 3, default: 2 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 200 })),
  }),
  response: Type.Object(
    {
      nodes: Type.Array(
        Type.Object(
          { ...RelatedCustomer.properties, distance: Type.Integer({ description: "steps from the customer" }) },
          closed,
        ),
      ),
      edges: Type.Array(Type.Object({ id: Id, type_id: Id, from_id: Id, to_id: Id }, closed)),
      more: Type.Integer({ description: "customers within the same steps that did not fit" }),
    },
    closed,
  ),
  errors: ["customer.not_found"],
});

const TradedAmount = Type.Object(
  {
    currency: Type.String(),
    amount: Type.Integer({ description: "minor units" }),
    margin: Type.Optional(
      Type.Integer({ description: "amount less cost, of trades whose cost is known; absent for who may not see cost" }),
    ),
  },
  closed,
);
export type TradedAmount = Static<typeof TradedAmount>;
const Summed = { known: Whole, hidden: Type.Integer({ description: "members whose value the reader may not see" }) };

export const readCustomerGroupContract = contract({
  method: "GET",
  path: "/customers/:customerId/group",
  permission: "customer.read",
  summary: "Parent companies and subsidiaries as one tree, with sums over what the reader sees",
  params: CustomerId,
  query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 200 })) }),
  response: Type.Object(
    {
      members: Type.Array(
        Type.Object(
          {
            ...RelatedCustomer.properties,
            parent_id: nullable(Id),
            depth: Type.Integer(),
            staff_count: Type.Optional(nullable(Whole)),
            revenue_this_year: Type.Optional(nullable(Whole)),
            currency: Type.Optional(Type.String()),
            trades: Type.Optional(Type.Array(TradedAmount)),
          },
          closed,
        ),
        { description: "level by level from the top; a value that is absent is hidden from the reader" },
      ),
      more: Type.Integer({ description: "members that did not fit; they are in the sums" }),
      is_cut: Type.Boolean({ description: "the group is larger than what is summed" }),
      sums: Type.Object(
        {
          customers: Whole,
          staff: Type.Object({ ...Summed, sum: Whole }, closed),
          revenue: Type.Object(
            {
              ...Summed,
              amounts: Type.Array(Type.Object({ currency: Type.String(), amount: Whole }, closed), {
                description: "this year's, in minor units, one a currency",
              }),
            },
            closed,
          ),
          trades: Type.Optional(
            Type.Array(TradedAmount, {
              description: "of all members, this month and the eleven before it; absent for who may not read trades",
            }),
          ),
        },
        closed,
      ),
    },
    closed,
  ),
  errors: ["customer.not_found"],
});
