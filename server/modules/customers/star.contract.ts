import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, oneOf, Time } from "../../platform/contract/schemas.ts";
import { CustomerId, customerKinds } from "./customer.contract.ts";

const Starred = Type.Object({ is_starred: Type.Boolean() }, closed);

export const starCustomerContract = contract({
  method: "PUT",
  path: "/customers/:customerId/star",
  permission: "customer.read",
  summary: "Keep a customer at hand, for oneself",
  params: CustomerId,
  response: Starred,
  errors: ["customer.not_found"],
});

export const unstarCustomerContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/star",
  permission: "customer.read",
  summary: "Keep a customer at hand no longer",
  params: CustomerId,
  response: Starred,
  errors: ["customer.not_found"],
});

const Visit = Type.Object(
  { id: Id, name: Type.String(), number: Type.String(), kind: oneOf(customerKinds), visited_at: Time },
  closed,
);

export const visitCustomerContract = contract({
  method: "PUT",
  path: "/customers/:customerId/visit",
  permission: "customer.read",
  summary: "Say that one has opened the record; the last fifty are kept",
  params: CustomerId,
  response: Type.Object({ visited_at: Time }, closed),
  errors: ["customer.not_found"],
});

export const listVisitsContract = contract({
  method: "GET",
  path: "/customers/visits",
  permission: "customer.read",
  summary: "Customers one has opened, the latest first, as far as one may still see them",
  response: Type.Object({ visits: Type.Array(Visit) }, closed),
});
