import Type, { type Static } from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { CappedCount, closed, Id, nullable, oneOf, PersonRef, text } from "../../../platform/contract/schemas.ts";
import { customerKinds } from "../customer.contract.ts";

const count = (maximum: number, minimum = 1) => nullable(Type.Integer({ minimum, maximum }));
const ownDate = (description: string) =>
  nullable(Type.String({ maxLength: 80, pattern: "^x_[a-z0-9_]+$", description }));
const Ids = Type.Array(Id, { maxItems: 200 });

export const poolRules = {
  team_id: nullable(
    Type.String({ format: "uuid", description: "whose customers are recycled into it; null: everybody's" }),
  ),
  kind: nullable(oneOf(customerKinds)),
  picks_per_day: count(10_000),
  cool_down_days: Type.Integer({ minimum: 0, maximum: 3650, description: "the last owner may not pick for so long" }),
  capacity: count(1_000_000),
  capacity_counts: oneOf(["owned", "picked"]),
  no_follow_up_days: count(3650),
  no_deal_days: count(3650),
  deal_field: ownDate("own field, a date; null: the last trade counts"),
  after_contract_end_days: count(3650, 0),
  contract_end_field: ownDate("own field, a date"),
  warning_days: Type.Integer({ minimum: 0, maximum: 90, description: "the owner is told so long before" }),
  hidden_fields: Type.Array(Type.String({ maxLength: 80 }), { maxItems: 200 }),
  views_per_day: count(10_000),
};

export const pickReasons = ["not_picker", "picks_per_day", "capacity", "retired"] as const;

export const Pool = Type.Object(
  {
    id: Id,
    name: Type.String(),
    ...poolRules,
    team: nullable(PersonRef),
    picker_teams: Type.Array(PersonRef),
    picker_roles: Type.Array(PersonRef),
    is_retired: Type.Boolean(),
    size: CappedCount,
    mine: Type.Object(
      {
        picked_today: Type.Integer(),
        viewed_today: Type.Integer(),
        held: Type.Integer({ description: "what counts towards the capacity" }),
      },
      closed,
    ),
    blocked: Type.Object({ pick: Type.Optional(oneOf(pickReasons)) }, closed),
  },
  closed,
);

const settings = Type.Object(
  {
    name: text(60),
    ...Type.Partial(Type.Object(poolRules)).properties,
    picker_teams: Type.Optional(Ids),
    picker_roles: Type.Optional(Ids),
  },
  closed,
);
export type PoolSettings = Static<typeof settings>;
export const PoolId = Type.Object({ poolId: Id });
const refusals = ["pool.not_found", "pool.name_taken", "pool.bad_rule", "pool.unknown_reference"];

export const listPoolsContract = contract({
  method: "GET",
  path: "/pools",
  permission: "pool.pick",
  summary: "Pools that the reader may pick from, with their own counters; all of them for who assigns or manages",
  response: Type.Object({ pools: Type.Array(Pool) }, closed),
});

export const createPoolContract = contract({
  method: "POST",
  path: "/pools",
  permission: "pool.manage",
  summary: "Add a pool",
  body: settings,
  response: Pool,
  errors: refusals,
  creates: true,
});

export const updatePoolContract = contract({
  method: "PATCH",
  path: "/pools/:poolId",
  permission: "pool.manage",
  summary: "Change a pool's name, pickers and rules",
  params: PoolId,
  body: Type.Partial(settings, closed),
  response: Pool,
  errors: refusals,
});

export const retirePoolContract = contract({
  method: "PUT",
  path: "/pools/:poolId/retirement",
  permission: "pool.manage",
  summary: "Close an empty pool",
  params: PoolId,
  response: Pool,
  errors: ["pool.not_found", "pool.not_empty"],
});

export const previewRecyclingContract = contract({
  method: "GET",
  path: "/pools/:poolId/recycling",
  permission: "pool.manage",
  summary: "How many customers the rules as they stand would take tonight, and how many owners would be warned",
  params: PoolId,
  response: Type.Object(
    {
      due: Type.Integer({ description: "recycled by the next run" }),
      warned: Type.Integer({ description: "told, and due later" }),
      overdue: Type.Integer({ description: "the rules are met, the owner will be told first" }),
    },
    closed,
  ),
  errors: ["pool.not_found"],
});
