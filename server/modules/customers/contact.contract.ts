import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, text } from "../../platform/contract/schemas.ts";
import { CustomerId, CustomerRecord } from "./customer.contract.ts";
import { contactFields, NewContactPoint } from "./parts.contract.ts";

const optionalText = (length: number) => nullable(Type.String({ maxLength: length }));

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
  errors: [
    "customer.not_found",
    "customer.locked",
    "customer.protected",
    "contact_point.invalid",
    "field.read_only",
    "customer.unknown_reference",
    "reporting.unknown",
  ],
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
    "customer.locked",
    "customer.protected",
    "contact.not_found",
    "customer.conflict",
    "field.read_only",
    "customer.seen_missing",
    "customer.unknown_reference",
    "reporting.unknown",
    "reporting.self",
    "reporting.cycle",
  ],
});

export const removeContactContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/contacts/:contactId",
  permission: "customer.update",
  summary: "Remove a contact; what was said stays on the timeline",
  params: Type.Object({ customerId: Id, contactId: Id }),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "contact.not_found", "field.read_only"],
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
    "customer.locked",
    "customer.protected",
    "contact.not_found",
    "contact_point.invalid",
    "field.read_only",
    "phone.too_many_lookups",
    "contact_point.exists",
    "customer.unknown_reference",
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
    "customer.locked",
    "customer.protected",
    "contact_point.not_found",
    "contact_point.invalid",
    "customer.conflict",
    "field.read_only",
    "phone.too_many_lookups",
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
  errors: ["customer.not_found", "customer.locked", "customer.protected", "contact_point.not_found", "field.read_only"],
});
