import { type RawBuilder, sql } from "kysely";
import type { Actor } from "../../platform/permission/actor.ts";
import {
  type Branch,
  branchCondition,
  reached,
  standing,
  type Union,
  unionsFor,
} from "../../platform/permission/compile.ts";
import type { Narrowing } from "./list.filter.ts";
import { type Spot, spotConditions } from "./list.order.ts";
import { unmasked } from "./masked.ts";
import { customerShape } from "./permissions.ts";

type Sql = RawBuilder<unknown>;

/** From this share of all rows on, looking each row of the order over finds a page sooner than merging branches does. */
const wide = 0.1;

/**
 * Ids of the rows an action reaches (and what they are sorted by, as sort_value), with the filter inside each branch, in
 * order and no more than `most`; without a spot in any order, without `most` all of them.
 */
export function chosenRows(
  actor: Actor,
  action: "read" | "export",
  narrowing: Narrowing,
  spot: Spot | null,
  most: number | null,
): Sql {
  const [union = [], ...fieldUnions] = unionsFor(actor, "customer", action, narrowing.guards);
  const parts = partsOf(spot, most, narrowing, [
    ...fieldUnions.map((one) => reached(actor, customerShape, one, "c")),
    standing(actor, customerShape, "c"),
    ...(action === "export" && narrowing.guards.includes("phone_whole") ? [unmasked(actor, "c")] : []),
    narrowing.condition("c"),
    ...(spot ? spotConditions(spot, "c") : []),
  ]);
  if (union.length === 0) return sql`select c.id, null as sort_value from customer c where false`;
  const isWalked = spot?.order.isIndexedByTeam === true && !narrowing.isNarrowed;
  if (union.length === 1 || (spot && !isWalked && narrowing.breadth >= wide))
    return rowsOf(actor, union, { ...parts, isWalked });
  return sql`${sql.join(
    union.map((branch) => sql`(${rowsOf(actor, [branch], { ...parts, isWalked })})`),
    sql` union `,
  )} ${parts.merged} ${parts.limit}`;
}

interface Parts {
  conditions: Sql[];
  picked: Sql;
  sorted: Sql;
  merged: Sql;
  limit: Sql;
}

function partsOf(spot: Spot | null, most: number | null, { isNarrowed }: Narrowing, conditions: Sql[]): Parts {
  // A number in the text lets one plan serve every call. Where values narrow the list, a plan that does not know them
  // may walk through everything for a rare one: with the number among the values each call gets its own.
  const limit = most === null ? sql`` : sql`limit ${isNarrowed ? most : sql.lit(most)}`;
  if (!spot) return { conditions, limit, picked: sql`c.id, null as sort_value`, sorted: sql``, merged: sql`` };
  const { order } = spot;
  return {
    conditions,
    limit,
    picked: sql`c.id, ${order.value("c")} as sort_value`,
    sorted: sql`order by ${order.value("c")} ${order.direction}, c.id ${order.direction}`,
    merged: sql`order by 2 ${order.direction}, 1 ${order.direction}`,
  };
}

/** Walked team by team, each has its rows in order in the index; a list of teams has not. */
function rowsOf(
  actor: Actor,
  union: Union,
  { conditions, picked, sorted, merged, limit, isWalked }: Parts & { isWalked: boolean },
): Sql {
  const all = (first: Sql) => sql.join([first, ...conditions], sql` and `);
  const [branch] = union as [Branch];
  if (isWalked && branch.kind === "team" && branch.teamIds.length > 1) {
    return sql`select found.* from unnest(${branch.teamIds}::uuid[]) as teams(id)
      cross join lateral (select ${picked} from customer c where ${all(sql`c.team_id = teams.id`)} ${sorted} ${limit}) as found
      ${merged} ${limit}`;
  }
  const first =
    union.length === 1 ? branchCondition(actor, customerShape, branch, "c") : reached(actor, customerShape, union, "c");
  return sql`select ${picked} from customer c where ${all(first)} ${sorted} ${limit}`;
}
