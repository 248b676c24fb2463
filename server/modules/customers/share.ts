import { sql } from "kysely";
import type { BodyOf } from "../../platform/contract/contract.ts";
import type { Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, invalid, notFound, Problem } from "../../platform/problem.ts";
import { accessCustomer } from "./access.ts";
import { requireOwnClient } from "./contact.ts";
import { type CustomerRecord, readCustomer } from "./record.ts";
import { refreshSearch } from "./search_entry.ts";
import type { shareCustomerContract } from "./sharing.contract.ts";

/** Shares a customer with one person or one team; sharing again sets the access. */
export async function shareCustomer(
  tx: Tx,
  actor: Actor,
  customerId: string,
  { user_id, team_id, access }: BodyOf<typeof shareCustomerContract>,
): Promise<CustomerRecord> {
  await accessCustomer(tx, actor, customerId, "share");
  await requireOneTarget(tx, user_id, team_id);
  const { rows } = await sql<{ id: string }>`
    insert into customer_share (id, customer_id, user_id, team_id, access, shared_by)
    values (${newId()}, ${customerId}, ${user_id}, ${team_id}, ${access}, ${actor.userId})
    on conflict (customer_id, user_id, team_id) do update set access = excluded.access returning id`.execute(tx);
  await record(tx, actor, "customer.shared", {
    object: "customer",
    objectId: customerId,
    payload: { share_id: rows[0]!.id },
  });
  await refreshSearch(tx, customerId);
  return await readCustomer(tx, actor, customerId);
}

async function requireOneTarget(tx: Tx, userId: string | null, teamId: string | null): Promise<void> {
  const unknown = (field: string) => invalid("customer.unknown_reference", [{ field, reason: "unknown" }]);
  if ((userId === null) === (teamId === null))
    throw invalid("customer.unknown_reference", [{ field: "user_id", reason: "one of user_id and team_id" }]);
  if (userId && !(await tx.selectFrom("app_user").select("id").where("id", "=", userId).executeTakeFirst()))
    throw unknown("user_id");
  if (teamId && !(await tx.selectFrom("team").select("id").where("id", "=", teamId).executeTakeFirst()))
    throw unknown("team_id");
}

export async function unshareCustomer(
  tx: Tx,
  actor: Actor,
  { customerId, shareId }: { customerId: string; shareId: string },
): Promise<CustomerRecord> {
  await accessCustomer(tx, actor, customerId, "share");
  const removed = await tx
    .deleteFrom("customer_share")
    .where("id", "=", shareId)
    .where("customer_id", "=", customerId)
    .returning("id")
    .executeTakeFirst();
  if (!removed) throw notFound("customer.share_not_found");
  await record(tx, actor, "customer.unshared", {
    object: "customer",
    objectId: customerId,
    payload: { share_id: shareId },
  });
  await refreshSearch(tx, customerId);
  return await readCustomer(tx, actor, customerId);
}

/** Sets which clients know the customer; people behind the wall change their own clients only, others' stay. */
export async function setClients(
  tx: Tx,
  actor: Actor,
  customerId: string,
  clientIds: readonly string[],
): Promise<CustomerRecord> {
  for (const id of clientIds) requireOwnClient(actor, id);
  return await changeClients(tx, actor, customerId, () => clientIds);
}

/** Lets one client know the customer; two people who add at once both count. */
export async function addClient(tx: Tx, actor: Actor, { customerId, clientId }: ClientTie): Promise<CustomerRecord> {
  requireOwnClient(actor, clientId);
  return await changeClients(tx, actor, customerId, (before) => [...before, clientId]);
}

/** Takes one client off the customer. @throws customer.out_of_sight when the actor would no longer see it */
export async function removeClient(tx: Tx, actor: Actor, { customerId, clientId }: ClientTie): Promise<CustomerRecord> {
  requireOwnClient(actor, clientId);
  return await changeClients(tx, actor, customerId, (before) => before.filter((id) => id !== clientId));
}

type ClientTie = { customerId: string; clientId: string };

async function changeClients(
  tx: Tx,
  actor: Actor,
  customerId: string,
  change: (before: readonly string[]) => readonly string[],
): Promise<CustomerRecord> {
  await accessCustomer(tx, actor, customerId, "share");
  const before = await clientIdsOf(tx, customerId);
  const wanted = [...change(before)];
  const mine = actor.clientAccess === "all" ? sql`true` : sql`client_id = any(${actor.clientIds}::uuid[])`;
  await sql`delete from customer_client where customer_id = ${customerId} and ${mine} and not client_id = any(${wanted}::uuid[])`.execute(
    tx,
  );
  const { rows } = await sql`
    insert into customer_client (customer_id, client_id)
    select ${customerId}, id from client where id = any(${wanted}::uuid[])
    on conflict (customer_id, client_id) do update set client_id = excluded.client_id returning 1`.execute(tx);
  if (rows.length < new Set(wanted).size)
    throw invalid("customer.unknown_reference", [{ field: "client_ids", reason: "unknown" }]);
  const after = await clientIdsOf(tx, customerId);
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    await record(tx, actor, "customer.clients_set", {
      object: "customer",
      objectId: customerId,
      changes: [{ field: "clients", before, after }],
    });
    await refreshSearch(tx, customerId);
  }
  return await stillSeen(tx, actor, customerId);
}

/** Nobody takes a customer out of their own sight by a slip: they could not even undo it. */
async function stillSeen(tx: Tx, actor: Actor, customerId: string): Promise<CustomerRecord> {
  try {
    return await readCustomer(tx, actor, customerId);
  } catch (error) {
    if (error instanceof Problem && error.id === "customer.not_found") throw conflict("customer.out_of_sight");
    throw error;
  }
}

async function clientIdsOf(tx: Tx, customerId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("customer_client")
    .select("client_id")
    .where("customer_id", "=", customerId)
    .orderBy("client_id")
    .execute();
  return rows.map((row) => row.client_id);
}
