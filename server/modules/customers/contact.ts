import { sql } from "kysely";
import type { BodyOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { invalid, notFound, Problem } from "../../platform/problem.ts";
import { pinyinKey } from "../../platform/search/pinyin.ts";
import { accessCustomer, ofMyClients, requireWritable } from "./access.ts";
import type { addContactContract, updateContactContract } from "./contact.contract.ts";
import { type NewPoint, normalisePoint, requireContactsClient } from "./contact_point.ts";
import type { createCustomerContract } from "./customer.contract.ts";
import { conflictingFacts, normaliseFacts } from "./facts.ts";
import { type CustomerRecord, presentCustomer } from "./record.ts";
import { readReports, refuseReporting, requireSuperior, superiorOf } from "./relation/reporting.ts";
import { refreshSearch } from "./search_entry.ts";

type NewContact = NonNullable<BodyOf<typeof createCustomerContract>["contacts"]>[number] & {
  reports_to?: string | null;
};

/** Inserts a contact with its contact points; rights, event and search are the caller's. */
export async function addContactRows(tx: Tx, actor: Actor, customerId: string, input: NewContact): Promise<string> {
  const { contact_points = [], client_id = null, ...facts } = input;
  await requireClient(tx, actor, client_id);
  await requireSuperior(tx, actor, customerId, facts.reports_to);
  for (const point of contact_points) requireContactsClient(client_id, point.client_id ?? null);
  const id = newId();
  const name = facts.name.trim();
  await tx
    .insertInto("contact")
    .values({
      ...normaliseFacts(facts),
      id,
      customer_id: customerId,
      client_id,
      name,
      name_pinyin: pinyinKey(name),
      created_by: actor.userId,
    })
    .execute();
  await addPointRows(tx, actor, { customerId, contactId: id }, contact_points);
  return id;
}

/** Inserts contact points, normalised; a doubled one in the same list is kept once. */
export async function addPointRows(
  tx: Tx,
  actor: Actor,
  { customerId, contactId }: { customerId: string; contactId: string | null },
  points: readonly NewPoint[],
): Promise<void> {
  for (const point of points) {
    await requireClient(tx, actor, point.client_id ?? null);
    const row = { ...(await normalisePoint(tx, point)), id: newId(), customer_id: customerId, contact_id: contactId };
    await tx
      .insertInto("contact_point")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

export async function addContact(
  tx: Tx,
  actor: Actor,
  customerId: string,
  input: BodyOf<typeof addContactContract>,
): Promise<CustomerRecord> {
  const access = await accessCustomer(tx, actor, customerId, "update");
  requireWritable(access, ["contacts", ...(input.contact_points ?? []).map((point) => point.kind)]);
  const id = await addContactRows(tx, actor, customerId, input);
  await touched(tx, actor, customerId, "contact.added", id, input.client_id ?? null, [
    { field: "contact.name", before: null, after: input.name.trim() },
  ]);
  return await presentCustomer(tx, actor, customerId, access);
}

export async function updateContact(
  tx: Tx,
  actor: Actor,
  { customerId, contactId }: { customerId: string; contactId: string },
  { set, seen }: BodyOf<typeof updateContactContract>,
): Promise<CustomerRecord> {
  const access = await accessCustomer(tx, actor, customerId, "update");
  requireWritable(access, ["contacts"]);
  const unseen = Object.keys(set).filter((field) => !(field in seen));
  if (unseen.length > 0)
    throw invalid(
      "customer.seen_missing",
      unseen.map((field) => ({ field, reason: "seen_missing" })),
    );
  if (set.client_id !== undefined) await requireClient(tx, actor, set.client_id);
  await requireSuperior(tx, actor, customerId, set.reports_to);
  const current = await accessContact(tx, actor, customerId, contactId);
  const next = normaliseFacts(set);
  const conflicts = await conflictingFacts(tx, contactId, current, next, seen);
  if (conflicts.length > 0) throw new Problem(409, "customer.conflict", { detail: { conflicts } });
  const changes = Object.entries(next)
    .filter(([field, after]) => current[field as keyof typeof current] !== after)
    .map(([field, after]) => ({ field, before: current[field as keyof typeof current], after }));
  if (changes.length > 0) {
    const values = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
    const pinyin = typeof values.name === "string" ? { name_pinyin: pinyinKey(values.name) } : {};
    await tx
      .updateTable("contact")
      .set({ ...values, ...pinyin, updated_at: sql`now()` })
      .where("id", "=", contactId)
      .execute()
      .catch(refuseReporting);
    if (set.client_id) await movePoints(tx, contactId, set.client_id);
    await touched(tx, actor, customerId, "contact.updated", contactId, current.client_id, changes);
  }
  return await presentCustomer(tx, actor, customerId, access);
}

/** Points that were another client's follow their contact. */
async function movePoints(tx: Tx, contactId: string, clientId: string): Promise<void> {
  await tx
    .updateTable("contact_point")
    .set({ client_id: clientId })
    .where("contact_id", "=", contactId)
    .where("client_id", "is not", null)
    .where("client_id", "<>", clientId)
    .execute();
}

/** Removes a contact with its contact points; what was said stays on the timeline, who reported to it reports to the next above. */
export async function removeContact(
  tx: Tx,
  actor: Actor,
  { customerId, contactId }: { customerId: string; contactId: string },
): Promise<CustomerRecord> {
  const access = await accessCustomer(tx, actor, customerId, "update");
  requireWritable(access, ["contacts"]);
  const current = await accessContact(tx, actor, customerId, contactId);
  const reports = await readReports(tx, contactId);
  await tx.deleteFrom("contact").where("id", "=", contactId).execute();
  await touched(tx, actor, customerId, "contact.removed", contactId, current.client_id, [
    { field: "contact.name", before: current.name, after: null },
  ]);
  await recordRehung(tx, actor, customerId, contactId, reports);
  return await presentCustomer(tx, actor, customerId, access);
}

/** The database has hung those who reported to a contact on the next above; here it is told. */
export async function recordRehung(
  tx: Tx,
  actor: Actor,
  customerId: string,
  before: string,
  reports: Awaited<ReturnType<typeof readReports>>,
): Promise<void> {
  for (const { id, client_id, above } of reports)
    await touched(tx, actor, customerId, "contact.updated", id, client_id, [
      { field: "reports_to", before, after: above },
    ]);
}

/** The contact as far as the actor's clients reach. @throws contact.not_found */
export async function accessContact(tx: Tx, actor: Actor, customerId: string, contactId: string) {
  const contact = await tx
    .selectFrom("contact")
    .select(["id", "name", "title", "department", "remark", "client_id", "buying_role"])
    .select(superiorOf(actor, "contact").as("reports_to"))
    .where("id", "=", contactId)
    .where("customer_id", "=", customerId)
    .where(ofMyClients(actor, "contact.client_id"))
    .executeTakeFirst();
  if (!contact) throw notFound("contact.not_found");
  return contact;
}

/** A person behind the wall writes facts of their own clients only. @throws customer.unknown_reference */
export function requireOwnClient(actor: Actor, clientId: string): void {
  if (actor.clientAccess !== "all" && !actor.clientIds.includes(clientId)) throw unknownClient();
}

/** The same, and the client is there. @throws customer.unknown_reference */
export async function requireClient(db: Db, actor: Actor, clientId: string | null): Promise<void> {
  if (clientId === null) return;
  requireOwnClient(actor, clientId);
  const client = await db.selectFrom("client").select("id").where("id", "=", clientId).executeTakeFirst();
  if (!client) throw unknownClient();
}

const unknownClient = () => invalid("customer.unknown_reference", [{ field: "client_id", reason: "unknown" }]);

/** Records a change of something that hangs on the customer, and makes it found by its new values. */
export async function touched(
  tx: Tx,
  actor: Actor,
  customerId: string,
  name: string,
  objectId: string,
  clientId: string | null,
  changes: { field: string; before: unknown; after: unknown }[],
): Promise<void> {
  const object = name.split(".")[0]!;
  await record(tx, actor, name, { object, objectId, root: { object: "customer", id: customerId }, clientId, changes });
  await tx.updateTable("customer").set({ updated_at: sql`now()` }).where("id", "=", customerId).execute();
  await refreshSearch(tx, customerId);
}
