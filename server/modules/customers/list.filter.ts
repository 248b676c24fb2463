import { type SqlBool, sql } from "kysely";
import type { Static } from "typebox";
import type { Db } from "../../platform/database/types.ts";
import { type Condition, compileFilter } from "../../platform/filter/compile.ts";
import type { FilterCondition, FilterTree } from "../../platform/filter/filter.contract.ts";
import { readFilter } from "../../platform/filter/read.ts";
import { type Actor, fieldsEver } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { organisationTimeZone } from "../people/index.ts";
import { breadthOf } from "./breadth.ts";
import type { CustomerFilter } from "./customer.contract.ts";
import { customerFields } from "./fields.ts";
import { orderOf } from "./list.order.ts";

/** What a list is narrowed by, as it stands in the address. */
export type Filter = Static<typeof CustomerFilter>;

/** A filter ready to be put into a query. */
export interface Narrowing {
  /** Fields of the rights that must be open on each row. */
  guards: string[];
  /** False: all that the actor reaches, so that only the order decides what a page costs. */
  isNarrowed: boolean;
  /** Roughly, the share of all rows that the actor's teams have, from 0 to 1. */
  breadth: number;
  condition(alias: string): Condition;
}

/**
 * Reads the plain parameters and the tree of a list. A field that no grant opens cannot be filtered or sorted by.
 * @throws filter.invalid; field.hidden; list.unknown_sort
 */
export async function narrowingOf(db: Db, actor: Actor, action: "read" | "export", filter: Filter): Promise<Narrowing> {
  const { filter: text } = filter;
  const timeZone = text === undefined ? "UTC" : await organisationTimeZone(db);
  const context = { fields: customerFields(actor), actor, timeZone, now: new Date() };
  const parts = [{ all: plain(filter) }, ...(text === undefined ? [] : [readFilter(text)])].map((tree) =>
    compileFilter(tree, context),
  );
  const sorted = filter.sort === undefined ? [] : orderOf(actor, filter).guards;
  const guards = [...new Set([...sorted, ...parts.flatMap((part) => [...part.guards])])];
  requireReadable(actor, action, guards);
  return {
    guards,
    isNarrowed: text !== undefined || plain(filter).length > 0,
    breadth: await breadthOf(db, actor, action),
    condition: (alias) =>
      sql<SqlBool>`${sql.join(
        parts.map((part) => part.condition(alias)),
        sql` and `,
      )}`,
  };
}

/** @throws filter.invalid; field.hidden; list.unknown_sort */
export async function checkFilter(db: Db, actor: Actor, tree: FilterTree, sort?: string): Promise<void> {
  await narrowingOf(db, actor, "read", { filter: JSON.stringify(tree), ...(sort === undefined ? {} : { sort }) });
}

/** The plain parameters are sentences too: stage=loyal is "stage is any of loyal". */
function plain(filter: Filter): FilterCondition[] {
  const values = {
    ...filter,
    owner: filter.owner_id,
    team: filter.team_id,
    client: filter.client_id,
    tags: filter.tag_id,
  };
  return plainFields.flatMap((field) => {
    const value = values[field];
    return value === undefined ? [] : [{ field, op: "any" as const, value: [value] }];
  });
}
const plainFields = ["kind", "owner", "team", "client", "tags", "stage", "province", "industry"] as const;

/** @throws field.hidden */
export function requireReadable(actor: Actor, action: "read" | "export", fields: readonly string[]): void {
  const opened = fieldsEver(actor, "customer", action);
  const hidden = opened ? fields.filter((field) => !opened.has(field)) : [];
  if (hidden.length > 0)
    throw new Problem(400, "field.hidden", { fields: hidden.map((field) => ({ field, reason: "hidden" })) });
}
