import { sql } from "kysely";
import type { BodyOf } from "../../platform/contract/contract.ts";
import type { Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, invalid, notFound, Problem } from "../../platform/problem.ts";
import { accessCustomer, pointToCall, requireClient } from "../customers/index.ts";
import type { Asked, commandCallContract, placeCallContract } from "./call.contract.ts";
import { sealKeys } from "./call.written.ts";
import { requireCallable } from "./callable.ts";
import { callerIdFor } from "./caller_id.ts";
import { countryOf, readDialled } from "./dial_plan.ts";
import { loadDialRules } from "./dial_rules.ts";

/** Written down for who decides about the call. @throws call.not_found, call.other_client, voice.off */
export async function commandCall(
  tx: Tx,
  actor: Actor,
  house: House,
  callId: string,
  command: BodyOf<typeof commandCallContract>,
): Promise<{ done: true }> {
  const { rows } = await sql`
    select 1 from call_person where call_id = ${callId} and user_id = ${actor.userId} and occupation is not null`.execute(
    tx,
  );
  if (rows.length === 0) throw notFound("call.not_found");
  if (command.name === "blindTransfer" || command.name === "consult")
    await requireSameClient(tx, callId, command.user_id);
  await ask(tx, actor, house, callId, command);
  return { done: true };
}

/** Whoever does not work for a client is not brought into its call. */
async function requireSameClient(tx: Tx, callId: string, userId: string): Promise<void> {
  const { rows } = await sql`
    select 1 from call c left join app_user u on u.id = ${userId}
     where c.id = ${callId} and (c.client_id is null or u.client_access = 'all'
       or exists (select 1 from user_client k where k.user_id = u.id and k.client_id = c.client_id))`.execute(tx);
  if (rows.length === 0) throw conflict("call.other_client");
}

/** @throws call.refused with the reason, call.nobody_named, contact_point.not_found, call.no_extension, call.no_number, call.consent_refused, customer.not_found, customer.protected, customer.locked, voice.off */
export async function askToCall(
  tx: Tx,
  actor: Actor,
  house: House,
  body: BodyOf<typeof placeCallContract>,
  isAwaited = true,
): Promise<{ id: string }> {
  const { typed, contact_id } = await whomToCall(tx, actor, body);
  const rules = await loadDialRules(tx);
  const dialled = readDialled(typed, rules);
  if (dialled.kind === "refused") throw conflict("call.refused", { reason: dialled.reason });
  const { rows: mine } = await sql<{ team_id: string | null }>`
    select u.team_id from extension e join app_user u on u.id = e.user_id where e.user_id = ${actor.userId}`.execute(
    tx,
  );
  if (!mine[0]) throw conflict("call.no_extension");
  await requireClient(tx, actor, body.client_id ?? null);
  if (dialled.kind !== "extension") {
    if (!(await callerIdFor(tx, mine[0].team_id, body.client_id ?? null, countryOf(dialled))))
      throw conflict("call.no_number");
    const digits = dialled.kind === "number" ? dialled.e164 : null;
    const { customer_id = null, client_id = null } = body;
    if (customer_id) await accessCustomer(tx, actor, customer_id);
    await requireCallable(tx, actor, {
      digits,
      customerId: customer_id,
      contactId: contact_id,
      clientId: client_id,
    });
  }
  const id = newId();
  const { client_id = null, customer_id = null } = body;
  await ask(tx, actor, house, id, { name: "dial", typed, client_id, customer_id, contact_id, is_awaited: isAwaited });
  return { id };
}

/** What was typed, or the number that stands on a record. @throws call.nobody_named, customer.not_found, contact_point.not_found */
async function whomToCall(
  tx: Tx,
  actor: Actor,
  { typed, contact_point_id, customer_id, contact_id = null }: BodyOf<typeof placeCallContract>,
): Promise<{ typed: string; contact_id: string | null }> {
  if (typed !== undefined) return { typed, contact_id };
  if (!customer_id) throw invalid("call.nobody_named", [{ field: "typed", reason: "missing" }]);
  const { digits, contactId } = await pointToCall(tx, actor, customer_id, contact_point_id);
  return { typed: digits, contact_id: contactId ?? contact_id };
}

async function ask(tx: Tx, actor: Actor, house: House, callId: string, command: Asked): Promise<void> {
  const { rows } = await sql`select 1 from voice_lease where until > now()`.execute(tx);
  if (rows.length === 0) throw new Problem(503, "voice.off");
  const id = newId();
  const written = JSON.stringify(sealKeys(house, id, command));
  await tx
    .insertInto("call_command")
    .values({ id, call_id: callId, user_id: actor.userId!, command: written })
    .execute();
  await record(tx, actor, "call.commanded", { object: "call", objectId: callId });
}
