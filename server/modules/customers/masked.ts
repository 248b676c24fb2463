import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Actor } from "../../platform/permission/actor.ts";
import { reached, sameUnion, unionFor } from "../../platform/permission/compile.ts";
import { displayPhone, maskPhone, maskTyped } from "../../platform/text/phone.ts";
import { customerShape } from "./permissions.ts";

/** What must be open on a row before anything is chosen, ordered or matched in bulk by its numbers. */
export const wholePhone = ["phone", "phone_whole"] as const;

/** A kept number (E.164) as a reader with these open fields may see it. */
export const shownPhone = (e164: string, opened: ReadonlySet<string>): string =>
  opened.has("phone_whole") ? displayPhone(e164) : maskPhone(e164);

/** A number as it was typed; what is no text stays as it is. */
export const shownTyped = <T>(typed: T, opened: ReadonlySet<string>): T | string =>
  typeof typed !== "string" || opened.has("phone_whole") ? typed : maskTyped(typed);

/** Are there rows whose numbers this actor sees masked? */
export const seesMasked = (actor: Actor): boolean =>
  !sameUnion(unionFor(actor, "customer", "read", "phone"), unionFor(actor, "customer", "read", "phone_whole"));

/** Condition on alias: reading does not mask the row's numbers. What it masks no export has whole, whatever that opens by itself. A row without a team makes null of a team's branch. */
export function unmasked(actor: Actor, alias: string): RawBuilder<SqlBool> {
  const [shown, whole] = wholePhone.map((field) => unionFor(actor, "customer", "read", field));
  return sql<SqlBool>`(${reached(actor, customerShape, whole!, alias)} or (${reached(actor, customerShape, shown!, alias)}) is not true)`;
}
