import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, nullable, Whole } from "../../platform/contract/schemas.ts";
import { CustomerFilter } from "./customer.contract.ts";

const { sort: _sort, order: _order, ...narrowed } = CustomerFilter.properties;
const FieldName = Type.String({ maxLength: 80, pattern: "^[a-z0-9_]+$" });

export const CustomerGroup = Type.Object(
  {
    value: nullable(Type.String({ description: "null: customers without a value" })),
    name: nullable(Type.String({ description: "of a person, team or customer; the page names other values" })),
    count: Whole,
    sums: Type.Array(Type.Object({ currency: Type.String(), amount: Whole }, closed), {
      description: "of `sum` in minor units, one a currency; rows where it is hidden from the reader are not in it",
    }),
  },
  closed,
);

export const groupCustomersContract = contract({
  method: "GET",
  path: "/customers/groups",
  permission: "customer.read",
  summary: "How many customers of a filtered list have each value of a field, with the sum of a money field",
  query: Type.Object({ ...narrowed, by: FieldName, sum: Type.Optional(FieldName) }),
  response: Type.Object(
    {
      groups: Type.Array(CustomerGroup, { description: "the largest 200, largest first" }),
      is_cut: Type.Boolean({ description: "there are more groups than these" }),
    },
    closed,
  ),
  errors: ["field.hidden", "filter.invalid", "list.not_grouped", "list.not_summed"],
});
