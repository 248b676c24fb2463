import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { insideWall, mayReach, reached, unionFor } from "../../platform/permission/compile.ts";
import { type FieldGate, fieldGate } from "../../platform/permission/fields.ts";
import { forbidden, notFound, Problem } from "../../platform/problem.ts";
import { seesMasked, unmasked } from "./masked.ts";
import { guardsOf } from "./own/columns.ts";
import { customerShape, ownOf, readFieldsOf, writeFieldsOf } from "./permissions.ts";
import { type Protection, protectionOf, shutProblem, unprotected } from "./protection/shut.ts";

export { ofMyClients } from "./my_clients.ts";

export type CustomerAction = "read" | "update" | "transfer" | "share" | "remove" | "erase" | "merge" | "export";

/** What this actor may do with this customer. */
export interface CustomerAccess {
  readable: ReadonlySet<string>;
  writable: ReadonlySet<string>;
  may: Record<"update" | "transfer" | "share" | "remove" | "erase" | "merge", boolean>;
  /** Keeps the actor from acting, whatever they may. */
  shut?: Protection | undefined;
}

const acts = new Set<CustomerAction>(["update", "transfer", "share", "remove", "erase", "merge"]);

/** Condition on alias: the actor may do this with the row, no protection keeps them from it, and each used field is open. */
export function mayReachCustomer(
  actor: Actor,
  action: CustomerAction,
  alias: string,
  usedFields: Iterable<string> = [],
): RawBuilder<SqlBool> {
  const reach = mayReach(actor, "customer", customerShape, action, alias, usedFields);
  return acts.has(action) ? sql<SqlBool>`(${reach} and ${unprotected(actor, alias)})` : reach;
}

/** Which fields of a row are open; a formula is where everything it is made of is, a file where files are, a whole number where numbers are. */
export function readGate(actor: Actor, action: "read" | "export" = "read"): FieldGate {
  const own = ownOf(actor);
  const dependent = own
    .filter((field) => field.formula || field.kind === "file")
    .map((field) => ({ key: field.key, guards: guardsOf(own, field) }));
  const gate = fieldGate(actor, "customer", customerShape, action, readFieldsOf(actor), (opened) => {
    const shut = dependent.filter(({ guards }) => !guards.every((guard) => opened.has(guard)));
    for (const { key } of shut) opened.delete(key);
    if (!opened.has("phone")) opened.delete("phone_whole");
  });
  return action === "export" && seesMasked(actor) ? maskedGate(actor, gate) : gate;
}

/** One more bit with each row: whether reading masks its numbers. */
function maskedGate(actor: Actor, gate: FieldGate): FieldGate {
  return {
    flags: (alias) => sql<number>`(2 * ${gate.flags(alias)} + (${unmasked(actor, alias)} is true)::int)`,
    opened: (flags) => {
      const opened = gate.opened(flags >> 1);
      return flags & 1 ? opened : new Set([...opened].filter((field) => field !== "phone_whole"));
    },
  };
}

/**
 * The customer as far as the actor may reach it; locked for the transaction when `action` is not "read".
 * @throws customer.not_found when it is not there or not to be seen; permission.missing when it is seen but not to be acted on;
 * customer.locked or customer.protected when somebody keeps it from being acted on
 */
export async function accessCustomer(
  db: Db,
  actor: Actor,
  customerId: string,
  action: CustomerAction = "read",
): Promise<CustomerAccess> {
  const read = readGate(actor);
  const write = fieldGate(actor, "customer", customerShape, "update", writeFieldsOf(actor));
  const mayDo = (one: CustomerAction) => reached(actor, customerShape, unionFor(actor, "customer", one), "c");
  const { rows } = await sql<{
    read: number;
    write: number;
    update: boolean;
    transfer: boolean;
    share: boolean;
    remove: boolean;
    erase: boolean;
    merge: boolean;
  }>`
    select ${read.flags("c")} as read, ${write.flags("c")} as write,
           ${mayDo("update")} as update, ${mayDo("transfer")} as transfer, ${mayDo("share")} as share,
           ${mayDo("remove")} as remove, ${mayDo("erase")} as erase, ${mayDo("merge")} as merge
      from customer c
     where c.id = ${customerId} and ${mayReachCustomer(actor, "read", "c")}
     ${action === "read" ? sql`` : sql`for update of c`}`.execute(db);
  const row = rows[0];
  if (!row) throw notFound("customer.not_found");
  const readable = read.opened(row.read);
  const writable = writableOf(write.opened(row.write), readable);
  const { protection, isShut } = await protectionOf(db, actor, customerId); // after the row is locked
  const shut = protection && isShut ? protection : undefined;
  const access = {
    readable,
    writable: row.update && !shut ? writable : new Set<string>(),
    may: {
      update: row.update,
      transfer: row.transfer,
      share: row.share,
      remove: row.remove,
      erase: row.erase,
      merge: row.merge,
    },
    shut,
  };
  if (action !== "read" && action !== "export" && !access.may[action]) throw forbidden(`customer.${action}`);
  if (shut && action !== "read" && action !== "export") throw shutProblem(shut, action);
  return access;
}

/** @throws field.read_only naming each field that this actor may not change */
export function requireWritable(access: Pick<CustomerAccess, "writable">, fields: Iterable<string>): void {
  const closed = [...fields].filter((field) => !access.writable.has(field));
  if (closed.length > 0)
    throw new Problem(403, "field.read_only", { fields: closed.map((field) => ({ field, reason: "read_only" })) });
}

/** What one may not read one may not write. */
export const writableOf = (opened: ReadonlySet<string>, readable: ReadonlySet<string>): Set<string> =>
  new Set([...opened].filter((field) => namesAlwaysShown.has(field) || readable.has(field)));

const namesAlwaysShown = new Set(["name", "other_names"]);

/** Which of these customers the actor may see now; "evenInBin" is for telling that one was removed. */
export async function visibleCustomers(
  db: Db,
  actor: Actor,
  ids: readonly string[],
  { evenInBin = false } = {},
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const seen = evenInBin ? withBin(actor, "read", "c") : mayReachCustomer(actor, "read", "c");
  const { rows } = await sql<{ id: string }>`
    select c.id from customer c where c.id = any(${ids}::uuid[]) and ${seen}`.execute(db);
  return new Set(rows.map((row) => row.id));
}

/** Condition on alias: an action's grants and the wall let the actor reach the row, whether it stands or lies in the bin. */
export function withBin(actor: Actor, action: CustomerAction, alias: string): RawBuilder<SqlBool> {
  const isFree = acts.has(action) ? unprotected(actor, alias) : sql<SqlBool>`true`;
  return sql<SqlBool>`(${reached(actor, customerShape, unionFor(actor, "customer", action), alias)}
    and ${insideWall(actor, customerShape, alias)} and ${isFree})`;
}
