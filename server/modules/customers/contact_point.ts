import { sql } from "kysely";
import type { BodyOf } from "../../platform/contract/contract.ts";
import type { Tx } from "../../platform/database/types.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, invalid, notFound, Problem } from "../../platform/problem.ts";
import { maskPhone, normalisePhone } from "../../platform/text/phone.ts";
import { organisationCountry } from "../people/index.ts";
import { accessCustomer, type CustomerAccess, ofMyClients, requireWritable } from "./access.ts";
import type { addContactPointContract, updateContactPointContract } from "./contact.contract.ts";
import { accessContact, requireClient, touched } from "./contact.ts";
import type { createCustomerContract } from "./customer.contract.ts";
import { countLookups } from "./phone_lookup.ts";
import { type CustomerRecord, presentCustomer } from "./record.ts";

export type NewPoint = NonNullable<BodyOf<typeof createCustomerContract>["contact_points"]>[number];
type PointIds = { customerId: string; contactPointId: string };

/** A contact point as it is kept: phones as E.164, mail in lower case. @throws contact_point.invalid with the reason */
export async function normalisePoint(tx: Tx, point: NewPoint) {
  const value = point.value.trim();
  return {
    kind: point.kind,
    value,
    normalised: await normalised(tx, point.kind, value),
    label: point.label?.trim() || null,
    province: point.province ?? null,
    city: point.city ?? null,
    district: point.district ?? null,
    is_primary: point.is_primary ?? false,
    client_id: point.client_id ?? null,
  };
}

async function normalised(tx: Tx, kind: NewPoint["kind"], value: string): Promise<string> {
  if (kind === "phone") {
    const phone = normalisePhone(value, await organisationCountry(tx));
    if ("error" in phone) throw invalid("contact_point.invalid", [{ field: "phone", reason: phone.error }]);
    return phone.e164;
  }
  if (kind === "mail") {
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
      throw invalid("contact_point.invalid", [{ field: "mail", reason: "not_a_mail_address" }]);
    return value.toLowerCase();
  }
  return kind === "wechat" ? value.toLowerCase() : value;
}

/** What hangs on a client's contact is that client's or nobody's in particular, never another client's. */
export function requireContactsClient(contactClientId: string | null, clientId: string | null): void {
  if (contactClientId === null || clientId === null || contactClientId === clientId) return;
  throw invalid("customer.unknown_reference", [{ field: "client_id", reason: "not_the_contacts_client" }]);
}

export async function addContactPoint(
  tx: Tx,
  actor: Actor,
  customerId: string,
  input: BodyOf<typeof addContactPointContract>,
): Promise<CustomerRecord> {
  const access = await accessCustomer(tx, actor, customerId, "update");
  requireWritable(access, input.contact_id ? [input.kind, "contacts"] : [input.kind]);
  await requireClient(tx, actor, input.client_id ?? null);
  const contact = input.contact_id ? await accessContact(tx, actor, customerId, input.contact_id) : null;
  requireContactsClient(contact?.client_id ?? null, input.client_id ?? null);
  const row = {
    ...(await normalisePoint(tx, input)),
    id: newId(),
    customer_id: customerId,
    contact_id: input.contact_id ?? null,
  };
  if (isMaskedTo(access, row)) await countLookups(tx, actor, [row.normalised]);
  const added = await tx
    .insertInto("contact_point")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!added) throw conflict("contact_point.exists");
  if (row.is_primary) await onlyPrimary(tx, row);
  await touched(tx, actor, customerId, "contact_point.added", row.id, row.client_id ?? contact?.client_id ?? null, [
    { field: historyField(row), before: null, after: row.value },
  ]);
  return await presentCustomer(tx, actor, customerId, access);
}

export async function updateContactPoint(
  tx: Tx,
  actor: Actor,
  ids: PointIds,
  { value, seen, label, is_primary }: BodyOf<typeof updateContactPointContract>,
): Promise<CustomerRecord> {
  const access = await accessCustomer(tx, actor, ids.customerId, "update");
  const point = await accessPoint(tx, actor, access, ids);
  requireWritable(access, rightsOver(point));
  const isMasked = isMaskedTo(access, point);
  const theirs = isMasked ? maskPhone(point.normalised) : point.value;
  // behind a mask a guess that hits is a conflict like any other
  if (theirs !== seen && (isMasked || theirs !== value.trim())) {
    throw new Problem(409, "customer.conflict", {
      detail: { conflicts: [{ field: point.kind, theirs, yours: value, by: null, at: null }] },
    });
  }
  const isKept = isMasked && value.trim() === theirs;
  const next = isKept ? point : await normalisePoint(tx, { kind: point.kind as NewPoint["kind"], value });
  if (isMasked && !isKept) await countLookups(tx, actor, [next.normalised]);
  const taken = await samePoint(tx, point, next.normalised);
  if (taken) throw conflict("contact_point.exists");
  await tx
    .updateTable("contact_point")
    .set({
      value: next.value,
      normalised: next.normalised,
      ...(label !== undefined ? { label } : {}),
      ...(is_primary !== undefined ? { is_primary } : {}),
    })
    .where("id", "=", point.id)
    .execute();
  if (is_primary) await onlyPrimary(tx, point);
  await touched(
    tx,
    actor,
    ids.customerId,
    "contact_point.updated",
    point.id,
    point.client_id ?? point.contact_client_id,
    [{ field: historyField(point), before: point.value, after: next.value }],
  );
  return await presentCustomer(tx, actor, ids.customerId, access);
}

export async function removeContactPoint(tx: Tx, actor: Actor, ids: PointIds): Promise<CustomerRecord> {
  const access = await accessCustomer(tx, actor, ids.customerId, "update");
  const point = await accessPoint(tx, actor, access, ids);
  requireWritable(access, rightsOver(point));
  await tx.deleteFrom("contact_point").where("id", "=", point.id).execute();
  await touched(
    tx,
    actor,
    ids.customerId,
    "contact_point.removed",
    point.id,
    point.client_id ?? point.contact_client_id,
    [{ field: historyField(point), before: point.value, after: null }],
  );
  return await presentCustomer(tx, actor, ids.customerId, access);
}

/** The point as far as the reader may see it: its kind, its client, and its contact with the contact's client. */
export async function accessPoint(
  tx: Tx,
  actor: Actor,
  { readable }: CustomerAccess,
  { customerId, contactPointId }: PointIds,
) {
  const point = await tx
    .selectFrom("contact_point")
    .leftJoin("contact", "contact.id", "contact_point.contact_id")
    .select([
      "contact_point.id",
      "contact_point.customer_id",
      "contact_point.contact_id",
      "contact_point.client_id",
      "contact_point.kind",
      "contact_point.value",
      "contact_point.normalised",
      "contact.client_id as contact_client_id",
    ])
    .where("contact_point.id", "=", contactPointId)
    .where("contact_point.customer_id", "=", customerId)
    .where(ofMyClients(actor, "contact_point.client_id"))
    .where(ofMyClients(actor, "contact.client_id"))
    .executeTakeFirst();
  if (!point || !rightsOver(point).every((field) => readable.has(field))) throw notFound("contact_point.not_found");
  return point;
}

/** A masked number is written anew or stays: its mask never takes its place. */
const isMaskedTo = ({ readable }: CustomerAccess, { kind }: { kind: string }): boolean =>
  kind === "phone" && !readable.has("phone_whole");

/** The fields that must be open: a contact's phone is a phone and a contact. */
const rightsOver = (point: { kind: string; contact_id: string | null }): string[] =>
  point.contact_id === null ? [point.kind] : [point.kind, "contacts"];

/** What the history calls the value: a contact's is shown with the contact only. */
export const historyField = (point: { kind: string; contact_id: string | null }): string =>
  point.contact_id === null ? point.kind : `contact.${point.kind}`;

type PointRow = { id: string; customer_id: string; contact_id: string | null; client_id: string | null; kind: string };

async function samePoint(tx: Tx, point: PointRow, normalisedValue: string): Promise<boolean> {
  const { rows } = await sql`select 1 from contact_point
    where customer_id = ${point.customer_id} and kind = ${point.kind} and normalised = ${normalisedValue} and id <> ${point.id}
      and contact_id is not distinct from ${point.contact_id}::uuid and client_id is not distinct from ${point.client_id}::uuid`.execute(
    tx,
  );
  return rows.length > 0;
}

/** One primary contact point of a kind for the customer or the contact. */
async function onlyPrimary(tx: Tx, point: PointRow): Promise<void> {
  await sql`update contact_point set is_primary = false
    where customer_id = ${point.customer_id} and kind = ${point.kind} and id <> ${point.id} and is_primary
      and contact_id is not distinct from ${point.contact_id}::uuid`.execute(tx);
}
