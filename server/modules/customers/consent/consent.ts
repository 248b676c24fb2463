import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { invalid, notFound } from "../../../platform/problem.ts";
import { accessCustomer, type CustomerAccess, ofMyClients } from "../access.ts";
import {
  type askConsentContract,
  consentChannels,
  type listConsentsContract,
  type recordConsentContract,
} from "../consent.contract.ts";
import { accessContact, requireClient } from "../contact.ts";
import { selectFiles } from "../file/access.ts";
import { shownPhone } from "../masked.ts";
import { requireUnprotected } from "../protection/shut.ts";
import type { Answer } from "./decide.ts";
import { mayContact } from "./may_contact.ts";
import { purposesOf, requirePurpose } from "./purpose.ts";

type Statement = ResponseOf<typeof recordConsentContract>;
type Listed = ResponseOf<typeof listConsentsContract>;
interface Ids {
  customerId: string;
  consentId: string;
}

/** @throws customer.not_found */
export async function listConsents(db: Db, actor: Actor, customerId: string): Promise<Listed> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const statements = await select(db, actor, readable, sql`s.customer_id = ${customerId}`);
  const purposes = await purposesOf(db);
  const clientId = actor.clientAccess === "listed" && actor.clientIds.length === 1 ? actor.clientIds[0]! : null;
  const asked = consentChannels.flatMap((channel) =>
    purposes
      .filter(({ retired_at }) => retired_at === null)
      .map(({ key }) => ({ customerId, channel, purpose: key, clientId })),
  );
  const answers = await mayContact(db, asked);
  const seen = await seenOf(db, actor, answers);
  return {
    statements,
    purposes,
    now: asked.map(({ channel, purpose }, at) => {
      const { allowed, reason, statementId } = answers[at]!;
      return { channel, purpose, allowed, reason, consent_id: seen.has(statementId ?? "") ? statementId : null };
    }),
    blocked: mayEver(actor, "consent.create") ? {} : { record: "no_permission" },
  };
}

/** @throws customer.not_found; contact.not_found; contact_point.not_found; consent.invalid */
export async function recordConsent(
  tx: Tx,
  actor: Actor,
  customerId: string,
  input: BodyOf<typeof recordConsentContract>,
): Promise<Statement> {
  const { readable } = await accessCustomer(tx, actor, customerId);
  const saidAt = input.said_at ?? new Date().toISOString();
  if (new Date(saidAt).getTime() > Date.now() + 60_000) throw wrong("said_at", "in_the_future");
  if (input.until && (input.verdict === "refused" || new Date(input.until) <= new Date(saidAt)))
    throw wrong("until", "not_after");
  await requireClient(tx, actor, input.client_id ?? null);
  if (input.purpose) await requirePurpose(tx, input.purpose);
  const about = await aboutOf(tx, actor, customerId, readable, input);
  if (input.proof_file_id && (await selectFiles(tx, actor, { customerId, fileId: input.proof_file_id })).length === 0)
    throw wrong("proof_file_id", "unknown_file");
  const id = newId();
  await tx
    .insertInto("consent")
    .values({
      id,
      customer_id: customerId,
      contact_id: about.contactId,
      client_id: input.client_id ?? null,
      point: about.point,
      channel: input.channel ?? null,
      purpose: input.purpose ?? null,
      verdict: input.verdict,
      source: input.source,
      proof: input.proof?.trim() ?? null,
      proof_file_id: input.proof_file_id ?? null,
      said_at: saidAt,
      until: input.until ?? null,
      recorded_by: actor.userId,
    })
    .execute();
  await told(
    tx,
    actor,
    input.verdict === "given" ? "consent.given" : "consent.refused",
    { customerId, consentId: id },
    input.client_id ?? null,
  );
  return await readConsent(tx, actor, { customerId, consentId: id });
}

/** @throws customer.not_found, consent.not_found */
export async function readConsent(db: Db, actor: Actor, { customerId, consentId }: Ids): Promise<Statement> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const [found] = await select(db, actor, readable, sql`s.id = ${consentId} and s.customer_id = ${customerId}`);
  if (!found) throw notFound("consent.not_found");
  return found;
}

/** @throws customer.not_found, consent.not_found */
export async function retractConsent(tx: Tx, actor: Actor, ids: Ids): Promise<Statement> {
  const before = await readConsent(tx, actor, ids);
  if (before.retracted_at) return before;
  await sql`update consent set retracted_at = now(), retracted_by = ${actor.userId} where id = ${ids.consentId} and retracted_at is null`.execute(
    tx,
  );
  await told(tx, actor, "consent.retracted", ids, before.client?.id ?? null);
  return await readConsent(tx, actor, ids);
}

/** @throws customer.not_found; contact.not_found; contact_point.not_found; consent.invalid */
export async function askConsent(
  db: Db,
  actor: Actor,
  customerId: string,
  input: BodyOf<typeof askConsentContract>,
): Promise<ResponseOf<typeof askConsentContract>> {
  const { readable } = await accessCustomer(db, actor, customerId);
  await requireUnprotected(db, actor, customerId, input.channel === "voice" ? "dial" : "mail");
  await requirePurpose(db, input.purpose);
  await requireClient(db as Tx, actor, input.client_id ?? null);
  const about = await aboutOf(db, actor, customerId, readable, input);
  const [answer] = await mayContact(db, [
    { customerId, ...about, clientId: input.client_id ?? null, channel: input.channel, purpose: input.purpose },
  ]);
  const { allowed, reason, statementId } = answer!;
  const seen = await seenOf(db, actor, [answer!]);
  return { allowed, reason, consent_id: seen.has(statementId ?? "") ? statementId : null };
}

/** Statements that decided and that the actor may see: a refusal to another client counts without being shown. */
async function seenOf(db: Db, actor: Actor, answers: readonly Answer[]): Promise<ReadonlySet<string>> {
  const ids = answers.flatMap(({ statementId }) => statementId ?? []);
  const { rows } = await sql<{ id: string }>`
    select s.id from consent s where s.id = any(${ids}::uuid[]) and ${ofMyClients(actor, "s.client_id")}`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Whom a statement or question is about. A point of a contact is about that contact. */
async function aboutOf(
  db: Db,
  actor: Actor,
  customerId: string,
  readable: CustomerAccess["readable"],
  { contact_id, point_id }: { contact_id?: string | null; point_id?: string | null },
): Promise<{ contactId: string | null; point: string | null }> {
  if (contact_id) {
    if (!readable.has("contacts")) throw notFound("contact.not_found");
    await accessContact(db as Tx, actor, customerId, contact_id);
  }
  if (!point_id) return { contactId: contact_id ?? null, point: null };
  const { rows } = await sql<{ kind: string; normalised: string; contact_id: string | null }>`
    select p.kind, p.normalised, p.contact_id from contact_point p where p.id = ${point_id} and p.customer_id = ${customerId} and ${ofMyClients(actor, "p.client_id")}`.execute(
    db,
  );
  const point = rows[0];
  if (!point || !readable.has(point.kind) || (point.contact_id && !readable.has("contacts")))
    throw notFound("contact_point.not_found");
  return { contactId: contact_id ?? point.contact_id, point: point.normalised };
}

const wrong = (field: string, reason: string) => invalid("consent.invalid", [{ field, reason }]);

async function select(
  db: Db,
  actor: Actor,
  readable: CustomerAccess["readable"],
  where: ReturnType<typeof sql>,
): Promise<Statement[]> {
  const { rows } = await sql<Statement>`
    select s.id, s.point, s.channel, s.purpose, s.verdict, s.source, s.proof, s.proof_file_id, s.said_at, s.until, s.created_at, s.retracted_at,
      case when p.id is null or not ${readable.has("contacts") ? ofMyClients(actor, "p.client_id") : sql`false`} then null
        else json_build_object('id', p.id, 'name', p.name) end as contact,
      case when k.id is null then null else json_build_object('id', k.id, 'name', k.name) end as client,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as recorded_by
    from consent s left join contact p on p.id = s.contact_id left join client k on k.id = s.client_id left join app_user u on u.id = s.recorded_by
    where ${where} and ${ofMyClients(actor, "s.client_id")} order by s.said_at desc, s.id desc limit 200`.execute(db);
  return rows.map((row) => ({
    ...row,
    point: shownPoint(row.point, readable),
    proof_file_id: readable.has("files") ? row.proof_file_id : null,
  }));
}

/** A number or mail is shown to whom that kind is open. */
function shownPoint(point: string | null, readable: CustomerAccess["readable"]): string | null {
  if (point === null) return null;
  if (point.startsWith("+")) return readable.has("phone") ? shownPhone(point, readable) : null;
  return readable.has(point.includes("@") ? "mail" : "wechat") ? point : null;
}

const told = (
  tx: Tx,
  actor: Actor,
  name: string,
  { customerId, consentId }: Ids,
  clientId: string | null,
): Promise<void> =>
  record(tx, actor, name, {
    object: "consent",
    objectId: consentId,
    root: { object: "customer", id: customerId },
    clientId,
  });
