import { sql } from "kysely";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { invalid } from "../../../platform/problem.ts";
import { accessCustomer } from "../access.ts";
import { type CustomerRecord, readCustomer } from "../record.ts";
import type { protectCustomerContract } from "./protection.contract.ts";
import { protectionOf, shutProblem } from "./shut.ts";

/** Sets or replaces it. @throws customer.not_found, permission.missing, customer.locked, customer.protected, protection.bad_until */
export async function protectCustomer(
  tx: Tx,
  actor: Actor,
  customerId: string,
  { kind, reason, until = null }: BodyOf<typeof protectCustomerContract>,
): Promise<CustomerRecord> {
  await accessCustomer(tx, actor, customerId, "update");
  if (until !== null && Date.parse(until) <= Date.now())
    throw invalid("protection.bad_until", [{ field: "until", reason: "past" }]);
  const words = reason.trim();
  const { protection: before } = await protectionOf(tx, actor, customerId);
  const isSame =
    before?.kind === kind && before.reason === words && Date.parse(before.until ?? "") === Date.parse(until ?? "");
  const isForever = before?.until === null && until === null;
  if (before?.kind === kind && before.reason === words && (isSame || isForever))
    return await readCustomer(tx, actor, customerId);
  await sql`insert into customer_protection (customer_id, kind, reason, until, by_user)
    values (${customerId}, ${kind}, ${words}, ${until}, ${actor.userId})
    on conflict (customer_id) do update set kind = excluded.kind, reason = excluded.reason, until = excluded.until,
      by_user = excluded.by_user, created_at = now()`.execute(tx);
  if (kind === "locked") await record(tx, actor, "customer.locked", { object: "customer", objectId: customerId });
  else await record(tx, actor, "customer.protected", { object: "customer", objectId: customerId });
  return await readCustomer(tx, actor, customerId);
}

/** @throws customer.not_found, customer.locked, customer.protected when somebody else set it */
export async function unprotectCustomer(tx: Tx, actor: Actor, customerId: string): Promise<CustomerRecord> {
  await accessCustomer(tx, actor, customerId);
  await sql`select 1 from customer where id = ${customerId} for update`.execute(tx);
  const { protection } = await protectionOf(tx, actor, customerId);
  if (!protection) return await readCustomer(tx, actor, customerId);
  if (protection.by.id !== actor.userId && !mayEver(actor, "protection.override"))
    throw shutProblem(protection, "update");
  await sql`delete from customer_protection where customer_id = ${customerId}`.execute(tx);
  await record(tx, actor, "customer.unprotected", { object: "customer", objectId: customerId });
  return await readCustomer(tx, actor, customerId);
}
