import { sql } from "kysely";
import type { BodyOf } from "../../platform/contract/contract.ts";
import type { Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import { type Actor, fieldsEver } from "../../platform/permission/actor.ts";
import { insideWall, reached, unionFor } from "../../platform/permission/compile.ts";
import { forbidden, invalid, Problem } from "../../platform/problem.ts";
import { pinyinKey } from "../../platform/search/pinyin.ts";
import { accessCustomer, requireWritable } from "./access.ts";
import { addContactRows, addPointRows, requireOwnClient } from "./contact.ts";
import type { createCustomerContract, updateCustomerContract } from "./customer.contract.ts";
import { conflictingFacts, normaliseFacts } from "./facts.ts";
import { naming } from "./own/unique.ts";
import { keptOwn, requireOwn, standingOwn } from "./own/values.ts";
import { customerShape, factFields, ownOf } from "./permissions.ts";
import { type CustomerRecord, presentCustomer, readCustomer } from "./record.ts";
import { refreshSearch } from "./search_entry.ts";
import type { transferCustomerContract } from "./sharing.contract.ts";
import { addTagRows } from "./tag.ts";

/** Creates a customer with its contacts and contact points in one go. The new row must lie within the actor's scope. */
export async function createCustomer(
  tx: Tx,
  actor: Actor,
  input: BodyOf<typeof createCustomerContract>,
): Promise<CustomerRecord> {
  const { kind, owner_id, client_ids, tags = [], contact_points = [], contacts = [], ...given } = input;
  const opened = fieldsEver(actor, "customer", "create");
  if (opened) requireWritable({ writable: new Set([...opened, "name", "other_names"]) }, writtenFields(input));
  const { name, ...facts } = { ...normaliseFacts(given), ...(await keptOwn(tx, actor, null, given, {})) };
  for (const clientId of client_ids ?? []) requireOwnClient(actor, clientId);
  const id = newId();
  const ownerId = owner_id === undefined ? actor.userId : owner_id;
  const teamId = ownerId === null ? null : await teamOf(tx, ownerId);
  await naming(actor, () =>
    tx
      .insertInto("customer")
      .values({
        ...facts,
        id,
        kind,
        name,
        name_pinyin: pinyinKey(name),
        owner_id: ownerId,
        team_id: teamId,
        created_by: actor.userId,
      })
      .execute(),
  );
  await requireOwn(tx, actor, [id], "new");
  await setClientRows(tx, id, client_ids ?? (actor.clientAccess === "listed" ? actor.clientIds.slice(0, 1) : []));
  await requireInScope(tx, actor, id);
  await addTagRows(tx, id, tags);
  await addPointRows(tx, actor, { customerId: id, contactId: null }, contact_points);
  for (const contact of contacts) await addContactRows(tx, actor, id, contact);
  const shown = Object.entries({ name, ...facts }).filter(([, value]) => value !== null && value !== undefined);
  await record(tx, actor, "customer.created", {
    object: "customer",
    objectId: id,
    changes: shown.map(([field, after]) => ({ field, before: null, after })),
  });
  await refreshSearch(tx, id);
  return await presentCreated(tx, actor, id);
}

function writtenFields(input: BodyOf<typeof createCustomerContract>): string[] {
  const {
    kind: _kind,
    owner_id: _owner,
    client_ids: _clients,
    tags = [],
    contact_points = [],
    contacts = [],
    ...facts
  } = input;
  const points = [...contact_points, ...contacts.flatMap((contact) => contact.contact_points ?? [])];
  return [
    ...Object.keys(facts),
    ...(tags.length > 0 ? ["tags"] : []),
    ...(contacts.length > 0 ? ["contacts"] : []),
    ...new Set(points.map((point) => point.kind)),
  ];
}

async function requireInScope(tx: Tx, actor: Actor, id: string): Promise<void> {
  const union = unionFor(actor, "customer", "create");
  const { rows } = await sql`select 1 from customer c where c.id = ${id}
    and ${reached(actor, customerShape, union, "c")} and ${insideWall(actor, customerShape, "c")}`.execute(tx);
  if (rows.length === 0) throw forbidden("customer.create");
}

/** Who may create what they may not see gets the bare record back and nothing that others wrote. */
async function presentCreated(tx: Tx, actor: Actor, id: string): Promise<CustomerRecord> {
  try {
    return await readCustomer(tx, actor, id);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return await presentCustomer(tx, actor, id, {
      readable: new Set(),
      writable: new Set(),
      may: { update: false, transfer: false, share: false, remove: false, erase: false, merge: false },
    });
  }
}

/** Changes facts; a value that is no longer the one the writer saw is a conflict and nothing is changed. */
export async function updateCustomer(
  tx: Tx,
  actor: Actor,
  customerId: string,
  { set, seen }: BodyOf<typeof updateCustomerContract>,
): Promise<CustomerRecord> {
  const access = await accessCustomer(tx, actor, customerId, "update");
  requireWritable(access, Object.keys(set));
  const unseen = Object.keys(set).filter((field) => !(field in seen));
  if (unseen.length > 0)
    throw invalid(
      "customer.seen_missing",
      unseen.map((field) => ({ field, reason: "seen_missing" })),
    );
  const current: Record<string, unknown> = {
    ...(await tx
      .selectFrom("customer")
      .select(["name", "other_names", ...factFields])
      .where("id", "=", customerId)
      .executeTakeFirstOrThrow()),
    ...(await standingOwn(tx, actor, customerId)),
  };
  const next = { ...normaliseFacts(set), ...(await keptOwn(tx, actor, customerId, set, current)) };
  const conflicts = await conflictingFacts(tx, customerId, current, next, seen);
  if (conflicts.length > 0) throw new Problem(409, "customer.conflict", { detail: { conflicts } });

  const changes = Object.entries(next)
    .filter(([field, after]) => JSON.stringify(current[field]) !== JSON.stringify(after))
    .map(([field, after]) => ({ field, before: current[field], after }));
  if (changes.length > 0) {
    const values = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
    const pinyin = typeof values.name === "string" ? { name_pinyin: pinyinKey(values.name) } : {};
    await naming(actor, () =>
      tx
        .updateTable("customer")
        .set({ ...values, ...pinyin, updated_at: sql`now()` })
        .where("id", "=", customerId)
        .execute(),
    );
    await requireOwn(tx, actor, [customerId], Object.keys(values));
    await record(tx, actor, "customer.updated", { object: "customer", objectId: customerId, changes });
    const searched = ownOf(actor).filter(({ isSearched }) => isSearched);
    if (changes.some(({ field }) => searchedFacts.has(field) || searched.some(({ key }) => key === field)))
      await refreshSearch(tx, customerId);
  }
  return await presentCustomer(tx, actor, customerId, access);
}

const searchedFacts = new Set(["name", "other_names", "province", "city", "district", "street"]);

/** Gives the customer to another owner; the team follows the owner. */
export async function transferCustomer(
  tx: Tx,
  actor: Actor,
  customerId: string,
  { owner_id, seen }: BodyOf<typeof transferCustomerContract>,
): Promise<CustomerRecord> {
  const { readable } = await accessCustomer(tx, actor, customerId, "transfer");
  const current = await tx
    .selectFrom("customer")
    .select(["owner_id", "team_id"])
    .where("id", "=", customerId)
    .executeTakeFirstOrThrow();
  if (current.owner_id !== seen && current.owner_id !== owner_id) {
    throw new Problem(409, "customer.conflict", {
      detail: {
        conflicts: [
          { field: "owner", ...(readable.has("owner") ? { theirs: current.owner_id } : {}), yours: owner_id },
        ],
      },
    });
  }
  if (current.owner_id !== owner_id) {
    const teamId = owner_id === null ? null : await teamOf(tx, owner_id);
    await tx
      .updateTable("customer")
      .set({ owner_id, team_id: teamId, updated_at: sql`now()` })
      .where("id", "=", customerId)
      .execute();
    await record(tx, actor, "customer.transferred", {
      object: "customer",
      objectId: customerId,
      payload: { from: current.owner_id, to: owner_id },
      changes: [{ field: "owner", before: current.owner_id, after: owner_id }],
    });
    await refreshSearch(tx, customerId);
  }
  return await presentCreated(tx, actor, customerId);
}

/** The team of an active user. @throws customer.unknown_reference */
export async function teamOf(tx: Tx, userId: string): Promise<string | null> {
  const user = await tx
    .selectFrom("app_user")
    .leftJoin("user_deactivation", "user_deactivation.user_id", "app_user.id")
    .select(["app_user.team_id", "user_deactivation.user_id as deactivated"])
    .where("app_user.id", "=", userId)
    .executeTakeFirst();
  if (!user || user.deactivated)
    throw invalid("customer.unknown_reference", [{ field: "owner_id", reason: user ? "deactivated" : "unknown" }]);
  return user.team_id;
}

async function setClientRows(tx: Tx, customerId: string, clientIds: readonly string[]): Promise<void> {
  if (clientIds.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    insert into customer_client (customer_id, client_id)
    select ${customerId}, id from client where id = any(${clientIds}::uuid[]) returning client_id as id`.execute(tx);
  if (rows.length < new Set(clientIds).size)
    throw invalid("customer.unknown_reference", [{ field: "client_ids", reason: "unknown" }]);
}
