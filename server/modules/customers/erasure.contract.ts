import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, text } from "../../platform/contract/schemas.ts";
import { CustomerId } from "./customer.contract.ts";

export const exportPersonalDataContract = contract({
  method: "GET",
  path: "/customers/:customerId/personal_data.zip",
  permission: "customer.erase",
  summary: "Everything that is kept about one customer, for the person who asks for it: data.json and files in a ZIP",
  params: CustomerId,
  response: Type.String({ contentMediaType: "application/zip" }),
  errors: ["customer.not_found", "phone.masked"],
});

const Confirmed = Type.Object({ number: text(20) }, closed);

export const eraseCustomerContract = contract({
  method: "POST",
  path: "/customers/:customerId/erasure",
  permission: "customer.erase",
  summary:
    "Erase one customer for good: record, contacts, timeline, history and files; the log stands. Typed with its number",
  params: CustomerId,
  body: Confirmed,
  response: Done,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "erasure.wrong_number"],
});

export const eraseContactContract = contract({
  method: "POST",
  path: "/customers/:customerId/contacts/:contactId/erasure",
  permission: "customer.erase",
  summary:
    "Erase one contact of a customer for good, with contact points and history. Typed with the customer's number",
  params: Type.Object({ customerId: Id, contactId: Id }),
  body: Confirmed,
  response: Done,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "contact.not_found", "erasure.wrong_number"],
});
