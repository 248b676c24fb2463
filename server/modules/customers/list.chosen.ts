import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../../platform/permission/actor.ts";
import { type Branch, branchCondition, reached, standing, unionsFor } from "../../platform/permission/compile.ts";
import type { Narrowing } from "./list.filter.ts";
import { type Spot, spotConditions } from "./list.order.ts";
import { customerShape } from "./permissions.ts";

type Condition = RawBuilder<unknown>;

/**
 * Ids of the rows an action reaches, with the filter inside each branch, in order and no more than `most`; without a spot
 * in any order, without `most` all of them.
 */
export function chosenRows(
  actor: Actor,
  action: "read" | "export",
  { guards, condition }: Narrowing,
  spot: Spot | null,
  most: number | null,
): RawBuilder<unknown> {
  const [union = [], ...fieldUnions] = unionsFor(actor, "customer", action, guards);
  const conditions = [
    ...fieldUnions.map((one) => reached(actor, customerShape, one, "c")),
    standing(actor, customerShape, "c"),
    condition("c"),
    ...(spot ? spotConditions(spot, "c") : []),
  ];
  const limit = most === null ? sql`` : sql`limit ${most}`;
  const direction = spot?.order.direction ?? sql``;
  const sorted = spot ? sql`order by ${spot.order.value("c")} ${direction}, c.id ${direction}` : sql``;
  const picked = spot ? sql`c.id, ${spot.order.value("c")}` : sql`c.id`;
  const merged = spot ? sql`order by 2 ${direction}, 1 ${direction}` : sql``;
  const branches = union.map((branch) => branchRows(actor, branch, { conditions, picked, sorted, merged, limit }));
  if (branches.length === 0) return sql`select c.id from customer c where false`;
  if (branches.length === 1) return branches[0]!;
  return sql`${sql.join(
    branches.map((branch) => sql`(${branch})`),
    sql` union `,
  )} ${merged} ${limit}`;
}

interface BranchParts {
  conditions: Condition[];
  picked: Condition;
  sorted: Condition;
  merged: Condition;
  limit: Condition;
}

/** Several teams are walked one by one: each has its rows in order in the index, a list of teams has not. */
function branchRows(
  actor: Actor,
  branch: Branch,
  { conditions, picked, sorted, merged, limit }: BranchParts,
): Condition {
  const all = (first: Condition) => sql.join([first, ...conditions], sql` and `);
  if (branch.kind === "team" && branch.teamIds.length > 1) {
    return sql`select found.* from unnest(${branch.teamIds}::uuid[]) as teams(id)
      cross join lateral (select ${picked} from customer c where ${all(sql`c.team_id = teams.id`)} ${sorted} ${limit}) as found
      ${merged} ${limit}`;
  }
  return sql`select ${picked} from customer c where ${all(branchCondition(actor, customerShape, branch, "c"))} ${sorted} ${limit}`;
}
