import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time, Whole } from "../../platform/contract/schemas.ts";
import { CustomerId, customerKinds } from "./customer.contract.ts";

/** Days that a removed record can still be restored. */
export const binDays = 30;

const Removal = Type.Object(
  {
    bin_id: nullable(Id),
    removed_count: Whole,
    refused: Type.Array(Type.Object({ id: Id, reason: oneOf(["not_found", "no_permission", "protected"]) }, closed)),
  },
  closed,
);

export const removeCustomerContract = contract({
  method: "DELETE",
  path: "/customers/:customerId",
  permission: "customer.remove",
  summary: `Put a customer with all that hangs on it in the bin, for ${binDays} days`,
  params: CustomerId,
  response: Removal,
  errors: ["customer.not_found", "customer.locked", "customer.protected"],
});

export const removeCustomersContract = contract({
  method: "POST",
  path: "/customers/removals",
  permission: "customer.remove",
  summary: "Put several customers in the bin as one batch; those that may not be removed stay and are named",
  body: Type.Object({ ids: Type.Array(Id, { minItems: 1, maxItems: 1000 }) }, closed),
  response: Removal,
});

const BinRow = Type.Object(
  {
    id: Id,
    number: Type.String(),
    kind: oneOf(customerKinds),
    name: Type.String(),
    bin_id: Id,
    reason: oneOf(["removed", "import_undone"]),
    removed_by: nullable(PersonRef),
    removed_at: Time,
    gone_at: Type.String({ format: "date-time", description: "when it is deleted for good" }),
    blocked: Type.Object({ erase: Type.Optional(oneOf(["no_permission"])) }, closed),
  },
  closed,
);

export const listBinContract = contract({
  method: "GET",
  path: "/bin",
  permission: "customer.remove",
  summary: "What lies in the bin and the reader may restore, newest first",
  query: Type.Object({
    after: Type.Optional(Type.String({ maxLength: 600 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  response: Type.Object({ rows: Type.Array(BinRow), next: nullable(Type.String()) }, closed),
  errors: ["list.bad_cursor"],
});

export const restoreCustomersContract = contract({
  method: "POST",
  path: "/bin/restorations",
  permission: "customer.remove",
  summary: "Take customers out of the bin: a whole batch, or some; a big batch goes on in the background",
  body: Type.Object(
    {
      bin_id: Type.Optional(Id),
      ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })),
    },
    closed,
  ),
  response: Type.Object({ restored_count: Whole, goes_on: Type.Boolean() }, closed),
  errors: ["bin.not_found", "own_field.not_unique"],
});
