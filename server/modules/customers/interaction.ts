import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { invalid, notFound } from "../../platform/problem.ts";
import { accessCustomer, type CustomerAccess, ofMyClients } from "./access.ts";
import { accessContact, requireClient } from "./contact.ts";
import type { logInteractionContract, updateInteractionContract } from "./interaction.contract.ts";
import { reachedInteractions } from "./interaction.visible.ts";
import { mention } from "./mention.ts";
import type { Stretch } from "./timeline.ts";

export type Interaction = ResponseOf<typeof logInteractionContract>;
type Ids = { customerId: string; interactionId: string };

/** The interactions of a stretch of the timeline, as far as the actor's rights and clients reach. */
export function interactionLines(db: Db, actor: Actor, customerId: string, stretch: Stretch): Promise<Interaction[]> {
  const { query, after, most, readable } = stretch;
  const conditions = [
    sql`i.customer_id = ${customerId}`,
    ofMyClients(actor, "i.client_id"),
    reachedInteractions(actor, "read", "i"),
    ...(query.kind ? [sql`i.kind = ${query.kind}`] : []),
    ...(query.department ? [sql`i.department = ${query.department}`] : []),
    ...(query.user_id ? [sql`i.user_id = ${query.user_id}`] : []),
    ...(query.from ? [sql`i.happened_at >= ${query.from}::timestamptz`] : []),
    ...(query.to ? [sql`i.happened_at < ${query.to}::timestamptz`] : []),
    ...(after ? [sql`(i.happened_at, i.id) < (${after.at}::timestamptz, ${after.id}::uuid)`] : []),
  ];
  return select(
    db,
    actor,
    readable,
    sql`${sql.join(conditions, sql` and `)} order by i.happened_at desc, i.id desc limit ${most}`,
  );
}

/** Whom it was with is told only to who may read the customer's contacts. */
async function select(
  db: Db,
  actor: Actor,
  readable: CustomerAccess["readable"],
  rest: ReturnType<typeof sql>,
): Promise<Interaction[]> {
  const tellsContact = readable.has("contacts") ? ofMyClients(actor, "p.client_id") : sql`false`;
  const { rows } = await sql<Interaction>`
    select i.id, i.kind, i.direction, i.department, i.subject, i.body, i.client_id, i.happened_at, i.duration_s,
      case when p.id is null or not ${tellsContact} then null else json_build_object('id', p.id, 'name', p.name) end as contact,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as user,
      ${reachedInteractions(actor, "update", "i")} as can_change
    from interaction i
    left join contact p on p.id = i.contact_id
    left join app_user u on u.id = i.user_id
    where ${rest}`.execute(db);
  return rows;
}

/** Logs a touch by hand. Who may see the customer and log may write; nothing of the customer itself changes. */
export async function logInteraction(
  tx: Tx,
  actor: Actor,
  customerId: string,
  { mentions = [], ...input }: BodyOf<typeof logInteractionContract>,
): Promise<Interaction> {
  const { readable } = await accessCustomer(tx, actor, customerId);
  requireText(input.subject, input.body);
  await requireClient(tx, actor, input.client_id ?? null);
  await requireContact(tx, actor, { customerId, contactId: input.contact_id, readable });
  const id = newId();
  await tx
    .insertInto("interaction")
    .values({
      ...input,
      id,
      customer_id: customerId,
      user_id: actor.userId,
      subject: input.subject?.trim() || null,
      body: input.body?.trim() || null,
      happened_at: input.happened_at ?? sql<string>`now()`,
    })
    .execute();
  await told(tx, actor, "interaction.logged", { customerId, interactionId: id }, input.client_id ?? null, []);
  const unreached = await mention(tx, actor, { customerId, interactionId: id }, mentions);
  return { ...(await readOne(tx, actor, readable, id)), ...(unreached.length > 0 ? { unreached } : {}) };
}

/** A contact that the actor may not read is not there. @throws contact.not_found */
async function requireContact(
  tx: Tx,
  actor: Actor,
  named: { customerId: string; contactId: string | null | undefined; readable: CustomerAccess["readable"] },
): Promise<void> {
  if (!named.contactId) return;
  if (!named.readable.has("contacts")) throw notFound("contact.not_found");
  await accessContact(tx, actor, named.customerId, named.contactId);
}

/** One entry of the timeline, as far as the actor reaches it now. @throws customer.not_found, interaction.not_found */
export async function readInteraction(db: Db, actor: Actor, { customerId, interactionId }: Ids): Promise<Interaction> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const [found] = await select(
    db,
    actor,
    readable,
    sql`i.id = ${interactionId} and i.customer_id = ${customerId}
      and ${ofMyClients(actor, "i.client_id")} and ${reachedInteractions(actor, "read", "i")}`,
  );
  if (!found) throw notFound("interaction.not_found");
  return found;
}

function requireText(subject: string | null | undefined, body: string | null | undefined): void {
  if (!subject?.trim() && !body?.trim()) throw invalid("interaction.empty", [{ field: "body", reason: "missing" }]);
}

export async function updateInteraction(
  tx: Tx,
  actor: Actor,
  ids: Ids,
  input: BodyOf<typeof updateInteractionContract>,
): Promise<Interaction> {
  const { before, readable } = await accessInteraction(tx, actor, ids);
  requireText(
    input.subject === undefined ? before.subject : input.subject,
    input.body === undefined ? before.body : input.body,
  );
  await requireContact(tx, actor, { customerId: ids.customerId, contactId: input.contact_id, readable });
  const changes = Object.entries(input)
    .filter(([field, after]) => before[field as keyof typeof before] !== after)
    .map(([field, after]) => ({ field: `interaction.${field}`, before: before[field as keyof typeof before], after }));
  if (changes.length > 0) {
    const isRewritten = changes.some(({ field }) => field === "interaction.subject" || field === "interaction.body");
    await tx
      .updateTable("interaction")
      .set({ ...input, ...(isRewritten && { rewritten_at: sql<string>`now()` }) })
      .where("id", "=", ids.interactionId)
      .execute();
    await told(tx, actor, "interaction.updated", ids, before.client_id, changes);
  }
  return await readOne(tx, actor, readable, ids.interactionId);
}

export async function removeInteraction(tx: Tx, actor: Actor, ids: Ids): Promise<{ done: boolean }> {
  const { before } = await accessInteraction(tx, actor, ids);
  await tx.deleteFrom("interaction").where("id", "=", ids.interactionId).execute();
  await told(tx, actor, "interaction.removed", ids, before.client_id, [
    { field: "interaction.subject", before: before.subject, after: null },
    { field: "interaction.body", before: before.body, after: null },
  ]);
  return { done: true };
}

/** The entry, locked, if the actor may change it. @throws customer.not_found, interaction.not_found */
async function accessInteraction(tx: Tx, actor: Actor, { customerId, interactionId }: Ids) {
  const { readable } = await accessCustomer(tx, actor, customerId);
  const { rows } = await sql<{
    subject: string | null;
    body: string | null;
    happened_at: string;
    duration_s: number | null;
    contact_id: string | null;
    direction: string | null;
    client_id: string | null;
  }>`
    select i.subject, i.body, i.happened_at, i.duration_s, i.contact_id, i.direction, i.client_id
      from interaction i
     where i.id = ${interactionId} and i.customer_id = ${customerId}
       and ${ofMyClients(actor, "i.client_id")} and ${reachedInteractions(actor, "update", "i")}
     for update`.execute(tx);
  if (!rows[0]) throw notFound("interaction.not_found");
  return { before: rows[0], readable };
}

const readOne = async (tx: Tx, actor: Actor, readable: CustomerAccess["readable"], id: string): Promise<Interaction> =>
  (await select(tx, actor, readable, sql`i.id = ${id}`))[0]!;

async function told(
  tx: Tx,
  actor: Actor,
  name: string,
  { customerId, interactionId }: Ids,
  clientId: string | null,
  changes: { field: string; before: unknown; after: unknown }[],
): Promise<void> {
  await record(tx, actor, name, {
    object: "interaction",
    objectId: interactionId,
    root: { object: "customer", id: customerId },
    clientId,
    changes,
  });
}
