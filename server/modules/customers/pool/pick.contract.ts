import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, DateOnly, Id, nullable, oneOf, PersonRef, Time, text } from "../../../platform/contract/schemas.ts";
import { CustomerId, CustomerRecord, customerKinds } from "../customer.contract.ts";
import { Pool, PoolId, pickReasons } from "./pool.contract.ts";

export const memberReasons = ["released", "no_follow_up", "no_deal", "contract_end"] as const;
const PoolCustomerId = Type.Object({ poolId: Id, customerId: Id });
const Fact = Type.Optional(nullable(Type.String()));

export const PoolRow = Type.Object(
  {
    id: Id,
    number: Type.String(),
    kind: oneOf(customerKinds),
    name: Type.String(),
    stage: Fact,
    source: Fact,
    industry: Fact,
    province: Fact,
    city: Fact,
    last_owner: Type.Optional(nullable(PersonRef)),
    since: Time,
    reason: oneOf(memberReasons),
    note: nullable(Type.String()),
    blocked: Type.Object({ pick: Type.Optional(oneOf([...pickReasons, "cooling"])) }, closed),
    cooling_until: nullable(Time),
  },
  closed,
);

export const listPoolCustomersContract = contract({
  method: "GET",
  path: "/pools/:poolId/customers",
  permission: "pool.pick",
  summary: "Customers of a pool, the longest there first; hidden fields are absent",
  params: PoolId,
  query: Type.Object({
    after: Type.Optional(Type.String({ maxLength: 300 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  response: Type.Object({ rows: Type.Array(PoolRow), next: nullable(Type.String()) }, closed),
  errors: ["pool.not_found", "list.bad_cursor"],
});

export const viewPoolCustomerContract = contract({
  method: "POST",
  path: "/pools/:poolId/customers/:customerId/views",
  permission: "pool.pick",
  summary: "Open the record of a pool customer, without the hidden fields; counts once a day and customer",
  params: PoolCustomerId,
  response: CustomerRecord,
  errors: ["pool.not_found", "customer.not_found", "pool.views_per_day"],
});

export const Picked = Type.Object({ picked: Type.Array(PersonRef), pool: Pool }, closed);
const pickErrors = [
  "pool.not_found",
  "customer.not_found",
  "pool.taken",
  "pool.cooling",
  "pool.picks_per_day",
  "pool.capacity",
  "pool.not_picker",
];

export const pickCustomerContract = contract({
  method: "PUT",
  path: "/pools/:poolId/customers/:customerId/pick",
  permission: "pool.pick",
  summary: "Become the owner of a pool customer; of many who ask at once, one gets it",
  params: PoolCustomerId,
  response: Picked,
  errors: pickErrors,
});

export const pickNextContract = contract({
  method: "POST",
  path: "/pools/:poolId/picks",
  permission: "pool.pick",
  summary: "Pick the next customers in the pool's order, as many as the rules allow",
  params: PoolId,
  body: Type.Object({ count: Type.Integer({ minimum: 1, maximum: 50 }) }, closed),
  response: Picked,
  errors: pickErrors,
});

export const assignCustomerContract = contract({
  method: "PUT",
  path: "/pools/:poolId/customers/:customerId/assignment",
  permission: "pool.assign",
  summary: "Give a pool customer to somebody; their capacity holds, their picks of the day do not count",
  params: PoolCustomerId,
  body: Type.Object({ user_id: Id }, closed),
  response: Picked,
  errors: [...pickErrors, "customer.unknown_reference"],
});

const Released = Type.Object({ pool_id: Id, released_at: Time }, closed);

export const releaseCustomerContract = contract({
  method: "PUT",
  path: "/customers/:customerId/pool",
  permission: "customer.transfer",
  summary: "Put a customer into a pool; it has no owner any more",
  params: CustomerId,
  body: Type.Object({ pool_id: Id, note: Type.Optional(text(500)) }, closed),
  response: Released,
  errors: ["customer.not_found", "pool.not_found", "customer.locked", "customer.protected"],
});

export const releaseUndoMinutes = 10;

export const undoReleaseContract = contract({
  method: "DELETE",
  path: "/customers/:customerId/pool",
  permission: "customer.transfer",
  summary: `Take a release back within ${releaseUndoMinutes} minutes, while nobody has picked the customer`,
  params: CustomerId,
  response: CustomerRecord,
  errors: ["customer.not_found", "customer.locked", "customer.protected", "pool.taken", "pool.too_late"],
});

export const listPoolWarningsContract = contract({
  method: "GET",
  path: "/pool_warnings",
  permission: "customer.read",
  summary: "Customers of the reader that will be recycled unless something happens, the soonest first; at most 200",
  response: Type.Object(
    {
      warnings: Type.Array(
        Type.Object(
          {
            customer: PersonRef,
            pool: PersonRef,
            reason: oneOf(["no_follow_up", "no_deal", "contract_end"]),
            due_on: DateOnly,
          },
          closed,
        ),
      ),
    },
    closed,
  ),
});
