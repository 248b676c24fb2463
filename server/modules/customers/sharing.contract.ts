import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf } from "../../platform/contract/schemas.ts";
import { CustomerId, CustomerRecord } from "./customer.contract.ts";

export const transferCustomerContract = contract({
  method: "PUT",
  path: "/customers/:customerId/owner",
  permission: "customer.transfer",
  summary: "Give the customer another owner and thereby another team",
  params: CustomerId,
  body: Type.Object({ owner_id: nullable(Id), seen: nullable(Id) }, closed),
  response: CustomerRecord,
  errors: [
    "customer.not_found",
    "customer.locked",
    "customer.protected",
    "customer.conflict",
    "customer.unknown_reference",
  ],
});

export const setClientsContract = contract({
  method: "PUT",
  path: "/customers/:customerId/clients",
  permission: "customer.share",
  summary: "Set which clients know this customer; only clients one works for can be added or taken away",
  params: CustomerId,
  body: Type.Object({ client_ids: Type.Array(Id, { maxItems: 100 }) }, closed),
  response: CustomerRecord,
  errors: [
    "customer.not_found",
    "customer.locked",
    "customer.protected",
    "customer.unknown_reference",
    "customer.out_of_sight",
  ],
});

export const addClientContract = contract({
  method: "PUT",
  path: "/customers/:customerId/clients/:clientId",
  permission: "customer.share",
  summary: "Let one client know this customer",
  params: Type.Object({ customerId: Id, clientId: Id }),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "customer.unknown_reference"],
});

export const removeClientContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/clients/:clientId",
  permission: "customer.share",
  summary: "Take one client off this customer; never the last one by which the caller sees it",
  params: Type.Object({ customerId: Id, clientId: Id }),
  response: CustomerRecord,
  errors: [
    "customer.not_found",
    "customer.locked",
    "customer.protected",
    "customer.unknown_reference",
    "customer.out_of_sight",
  ],
});

export const shareCustomerContract = contract({
  method: "POST",
  path: "/customers/:customerId/shares",
  permission: "customer.share",
  summary: "Share the customer with a person or a team",
  params: CustomerId,
  body: Type.Object({ user_id: nullable(Id), team_id: nullable(Id), access: oneOf(["read", "write"]) }, closed),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "customer.unknown_reference"],
  creates: true,
});

export const unshareCustomerContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/shares/:shareId",
  permission: "customer.share",
  summary: "End a share",
  params: Type.Object({ customerId: Id, shareId: Id }),
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "customer.share_not_found"],
});
