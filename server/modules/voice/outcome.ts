import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, notFound } from "../../platform/problem.ts";
import { accessCustomer, ofMyClients } from "../customers/index.ts";
import { describeLogged, logEnded } from "./call_log.ts";
import type { listDispositionsContract, updateCallContract } from "./call_note.contract.ts";
import { requireWriting } from "./call_part.ts";

type Dispositions = ResponseOf<typeof listDispositionsContract>;

/**
 * Whose call it was and what came of it, during the call or afterwards. A call that stands on a timeline stays there.
 * @throws call.not_found, call.closed, call.logged, customer.not_found, contact.not_found
 */
export async function updateCall(
  tx: Tx,
  actor: Actor,
  callId: string,
  { customer_id, contact_id, disposition }: BodyOf<typeof updateCallContract>,
): Promise<{ done: true }> {
  await requireWriting(tx, actor, callId, customer_id);
  if (customer_id !== undefined) await link(tx, actor, callId, customer_id, contact_id ?? null);
  if (disposition !== undefined)
    await sql`update call set disposition = ${disposition?.trim() ?? null} where id = ${callId}`.execute(tx);
  await describeLogged(tx, actor, callId);
  await record(tx, actor, "call.changed", { object: "call", objectId: callId });
  return { done: true };
}

async function link(tx: Tx, actor: Actor, callId: string, customerId: string, contactId: string | null): Promise<void> {
  const { readable } = await accessCustomer(tx, actor, customerId);
  const { rows: contacts } = await sql`
    select 1 from contact p where p.id = ${contactId} and p.customer_id = ${customerId} and ${ofMyClients(actor, "p.client_id")}`.execute(
    tx,
  );
  if (contactId !== null && !(contacts.length > 0 && readable.has("contacts"))) throw notFound("contact.not_found");
  const { rows } = await sql`
    update call set customer_id = ${customerId}, contact_id = ${contactId}
     where id = ${callId} and (interaction_id is null or customer_id = ${customerId}) returning id`.execute(tx);
  if (rows.length === 0) throw conflict("call.logged");
  await logEnded(tx, actor, callId);
}

export async function listDispositions(db: Db): Promise<Dispositions> {
  const rows = await db.selectFrom("disposition").select("name").orderBy("position").execute();
  return { names: rows.map(({ name }) => name) };
}

export async function updateDispositions(tx: Tx, actor: Actor, { names }: Dispositions): Promise<Dispositions> {
  await sql`select pg_advisory_xact_lock(hashtext('disposition'))`.execute(tx);
  await tx.deleteFrom("disposition").execute();
  await sql`insert into disposition (name, position)
    select name, position from unnest(${names.map((name) => name.trim())}::text[]) with ordinality as d(name, position)
    on conflict do nothing`.execute(tx);
  await record(tx, actor, "disposition.updated", { object: "disposition", objectId: null });
  return await listDispositions(tx);
}
