import { sql } from "kysely";
import type { BodyOf, ParamsOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { reached, unionFor } from "../../../platform/permission/compile.ts";
import { conflict, forbidden, invalid } from "../../../platform/problem.ts";
import { accessCustomer, requireWritable } from "../access.ts";
import { customerShape } from "../permissions.ts";
import { shutProblem } from "../protection/shut.ts";
import { todayOf } from "../trade/today.ts";
import type { holdTierContract, readCustomerTiersContract } from "./customer_tier.contract.ts";
import { readCustomerTiers } from "./customer_tier.ts";
import { placeNow } from "./due.ts";
import { type Ladder, ladderValues } from "./ladder.contract.ts";
import { placingAlone } from "./place.ts";

type Params = ParamsOf<typeof holdTierContract>;
type CustomerTiers = ResponseOf<typeof readCustomerTiersContract>;

/**
 * Holds a customer where somebody says it belongs; the last word stands. @throws customer.not_found, customer.locked,
 * customer.protected, permission.missing, tier.ladder_off, tier.unknown_value, tier.bad_until, field.read_only
 */
export async function holdTier(
  tx: Tx,
  actor: Actor,
  { customerId, ladder }: Params,
  { value, reason, until = null }: BodyOf<typeof holdTierContract>,
): Promise<CustomerTiers> {
  if (!ladderValues[ladder].includes(value))
    throw invalid("tier.unknown_value", [{ field: "value", reason: "unknown" }]);
  if (until !== null && until < (await todayOf(tx)))
    throw invalid("tier.bad_until", [{ field: "until", reason: "past" }]);
  await accessHold(tx, actor, customerId, ladder);
  const words = reason.trim();
  await sql`
    insert into tier_hold (customer_id, ladder, value, reason, until, by_user) values (${customerId}, ${ladder}, ${value}, ${words}, ${until}, ${actor.userId})
    on conflict (customer_id, ladder) do update set value = excluded.value, reason = excluded.reason, until = excluded.until,
      by_user = excluded.by_user, created_at = now()`.execute(tx);
  await record(tx, actor, "customer.tier_held", {
    object: "customer",
    objectId: customerId,
    payload: { ladder },
    changes: [{ field: `tier_hold.${ladder}`, before: null, after: words }],
  });
  await placeNow(tx, [customerId], actor);
  return await readCustomerTiers(tx, actor, customerId);
}

/** Where nothing is held nothing changes. @throws customer.not_found, customer.locked, customer.protected, permission.missing, tier.ladder_off */
export async function releaseTier(tx: Tx, actor: Actor, { customerId, ladder }: Params): Promise<CustomerTiers> {
  await accessHold(tx, actor, customerId, ladder);
  const { rows } =
    await sql`delete from tier_hold where customer_id = ${customerId} and ladder = ${ladder} returning 1`.execute(tx);
  if (rows.length > 0) {
    await record(tx, actor, "customer.tier_released", {
      object: "customer",
      objectId: customerId,
      payload: { ladder },
    });
    await placeNow(tx, [customerId]);
  }
  return await readCustomerTiers(tx, actor, customerId);
}

/** Placing first, then the customer's row: in the order in which rules take both. */
async function accessHold(tx: Tx, actor: Actor, customerId: string, ladder: Ladder): Promise<void> {
  await placingAlone(tx);
  const { rows } = await sql<{ may: boolean }>`
    select ${reached(actor, customerShape, unionFor(actor, "tier", "hold"), "c")} as may from customer c where c.id = ${customerId}
       for no key update of c`.execute(tx);
  const { writable, shut } = await accessCustomer(tx, actor, customerId);
  if (!rows[0]?.may) throw forbidden("tier.hold");
  if (shut) throw shutProblem(shut, "update");
  if (ladder === "stage") requireWritable({ writable }, ["stage"]);
  const { rows: on } = await sql`select 1 from tier_ladder where ladder = ${ladder} and is_on for share`.execute(tx);
  if (on.length === 0) throw conflict("tier.ladder_off");
}
