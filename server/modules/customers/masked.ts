import type { Actor } from "../../platform/permission/actor.ts";
import { sameUnion, unionFor } from "../../platform/permission/compile.ts";
import { displayPhone, maskPhone, maskTyped } from "../../platform/text/phone.ts";

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
