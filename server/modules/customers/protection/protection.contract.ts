import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, nullable, oneOf, Time, text } from "../../../platform/contract/schemas.ts";
import { CustomerId, CustomerRecord } from "../customer.contract.ts";

export const protectCustomerContract = contract({
  method: "PUT",
  path: "/customers/:customerId/protection",
  permission: "protection.set",
  summary:
    "Protect a customer (its owner acts, others read) or lock it (only who locked it acts); administrators always may",
  params: CustomerId,
  body: Type.Object(
    { kind: oneOf(["protected", "locked"]), reason: text(500), until: Type.Optional(nullable(Time)) },
    closed,
  ),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "protection.bad_until"],
});

export const unprotectCustomerContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/protection",
  permission: "protection.set",
  summary: "Lift a protection or lock; open to who set it and to administrators",
  params: CustomerId,
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.locked", "customer.protected"],
});
