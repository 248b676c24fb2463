import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id } from "../../platform/contract/schemas.ts";

export const revealPhoneContract = contract({
  method: "POST",
  path: "/customers/:customerId/contact_points/:contactPointId/reveals",
  permission: "phone.reveal",
  summary: "See one masked number whole: written to the log of who read what, 60 an hour at most",
  params: Type.Object({ customerId: Id, contactPointId: Id }),
  response: Type.Object({ value: Type.String(), display: Type.String() }, closed),
  errors: ["customer.not_found", "contact_point.not_found", "phone.too_many_reveals"],
});
