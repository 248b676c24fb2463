import type { Readable } from "node:stream";
import { sql } from "kysely";
import { ZipFile } from "yazl";
import { allPersonalData } from "../../platform/attached.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { Download } from "../../platform/http/route.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { reached, unionFor } from "../../platform/permission/compile.ts";
import { forbidden, invalid, notFound, Problem } from "../../platform/problem.ts";
import { accessCustomer, withBin } from "./access.ts";
import { accessContact, recordRehung } from "./contact.ts";
import { withMerged } from "./duplicate/merged.ts";
import { eraseImported } from "./import/erase.ts";
import { wholePhone } from "./masked.ts";
import { customerNumber } from "./number.ts";
import { customerShape } from "./permissions.ts";
import { requireUnprotected } from "./protection/shut.ts";
import { readReports } from "./relation/reporting.ts";
import { refreshSearch } from "./search_entry.ts";

/** Everything kept about one customer, whoever wrote it: what the law gives the person. It is recorded. */
export async function exportPersonalData(house: House, actor: Actor, customerId: string): Promise<Download> {
  const { data, number } = await house.transaction(async (tx) => {
    await accessEvenInBin(tx, actor, customerId);
    await requireWholePhones(tx, actor, customerId);
    await record(tx, actor, "customer.personal_data_exported", { object: "customer", objectId: customerId });
    return { data: await everythingOf(tx, customerId), number: await numberOf(tx, customerId) };
  });
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(`${JSON.stringify(data, null, 2)}\n`), "data.json");
  for (const { files } of allPersonalData())
    for (const { path, open } of (await files?.(house.db, house, customerId)) ?? [])
      zip.addReadStreamLazy(path, { compress: false }, (done) => {
        void open().then(
          (bytes) => void done(null, bytes),
          (error) => void done(error, undefined as never),
        );
      });
  zip.on("error", (error: Error) => (zip.outputStream as Readable).destroy(error));
  zip.end();
  return new Download(zip.outputStream as Readable, "application/zip", `${number}.zip`);
}

/** The file has numbers whole: it is not for who sees them masked. @throws phone.masked */
async function requireWholePhones(tx: Tx, actor: Actor, customerId: string): Promise<void> {
  const whole = wholePhone.map((field) =>
    reached(actor, customerShape, unionFor(actor, "customer", "read", field), "c"),
  );
  const { rows } =
    await sql`select 1 from customer c where c.id = ${customerId} and ${sql.join(whole, sql` and `)}`.execute(tx);
  if (rows.length === 0) throw new Problem(403, "phone.masked");
}

async function everythingOf(db: Db, customerId: string): Promise<Record<string, unknown>> {
  const rowsOf = (table: string, column = "customer_id") =>
    sql`(select coalesce(json_agg(to_jsonb(x)), '[]') from ${sql.table(table)} x where ${sql.ref(`x.${column}`)} = ${customerId}::uuid)`;
  const { rows } = await sql<Record<string, unknown>>`
    select to_jsonb(c) as customer, ${rowsOf("contact")} as contacts, ${rowsOf("contact_point")} as contact_points,
      ${rowsOf("interaction")} as interactions, ${rowsOf("customer_share")} as shares,
      array(select t.name from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id) as tags,
      (select coalesce(json_agg(json_build_object('at', e.at, 'what', e.name, 'field', h.field, 'before', h.before, 'after', h.after) order by e.id), '[]')
         from domain_event e join history h on h.event_id = e.id where e.root_id = c.id) as history
    from customer c where c.id = ${customerId}`.execute(db);
  const told: Record<string, unknown> = { ...rows[0] };
  for (const { kind, tell } of allPersonalData()) told[kind] = await tell(db, customerId);
  return told;
}

/** @throws customer.not_found; permission.missing; erasure.wrong_number */
export async function eraseCustomer(
  tx: Tx,
  house: House,
  actor: Actor,
  customerId: string,
  { number }: { number: string },
): Promise<{ done: boolean }> {
  await accessEvenInBin(tx, actor, customerId);
  await requireNumber(tx, customerId, number);
  await deleteForGood(tx, house, [customerId]);
  await record(tx, actor, "customer.erased", { object: "customer", objectId: customerId });
  return { done: true };
}

/** Somebody asks for their data whether or not their record was removed meanwhile. @throws customer.not_found; permission.missing */
async function accessEvenInBin(tx: Tx, actor: Actor, customerId: string): Promise<void> {
  const { rows } = await sql<{ may: boolean }>`
    select ${withBin(actor, "erase", "c")} as may from customer c
     where c.id = ${customerId} and ${withBin(actor, "read", "c")} for update of c`.execute(tx);
  if (!rows[0]) throw notFound("customer.not_found");
  await requireUnprotected(tx, actor, customerId, "erase");
  if (!rows[0].may) throw forbidden("customer.erase");
}

/** @throws customer.not_found; permission.missing; contact.not_found; erasure.wrong_number */
export async function eraseContact(
  tx: Tx,
  house: House,
  actor: Actor,
  { customerId, contactId }: { customerId: string; contactId: string },
  { number }: { number: string },
): Promise<{ done: boolean }> {
  await accessCustomer(tx, actor, customerId, "erase");
  await accessContact(tx, actor, customerId, contactId);
  await requireNumber(tx, customerId, number);
  for (const personal of allPersonalData()) await personal.eraseContact?.(tx, house, contactId);
  const roots = await withMerged(tx, [customerId]);
  // a point that was taken off does not say any more whose it was: the history of all such goes
  await sql`delete from history h where h.object_id = ${contactId} or h.event_id in (
    select e.id from domain_event e left join contact_point p on p.id = e.object_id
     where e.root_id = any(${roots}::uuid[]) and e.object = 'contact_point'
       and (p.contact_id = ${contactId} or (p.id is null and h.field like 'contact.%')))`.execute(tx);
  await sql`update history h set after = null from domain_event e where e.id = h.event_id and e.root_id = any(${roots}::uuid[])
    and e.name = 'customer.created' and h.field = 'contacts'`.execute(tx);
  await eraseImported(tx, house, [customerId]);
  const reports = await readReports(tx, contactId);
  await sql`delete from contact where id = ${contactId}`.execute(tx);
  await record(tx, actor, "contact.erased", {
    object: "contact",
    objectId: contactId,
    root: { object: "customer", id: customerId },
  });
  await recordRehung(tx, actor, customerId, contactId, reports);
  await refreshSearch(tx, customerId);
  return { done: true };
}

/** Rows, what hangs on them, their history and files go; events stay, since they hold ids and field names only. */
export async function deleteForGood(tx: Tx, house: House, asked: readonly string[]): Promise<void> {
  const ids = await withMerged(tx, asked);
  for (const { erase } of allPersonalData()) await erase?.(tx, house, ids);
  await sql`delete from history h using domain_event e where e.id = h.event_id and e.root_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await sql`delete from bulk_edit b where b.id in (select bulk_edit_id from bulk_edit_row where customer_id = any(${ids}::uuid[]))
    and not exists (select 1 from bulk_edit_row r where r.bulk_edit_id = b.id and r.customer_id <> all(${ids}::uuid[]))`.execute(
    tx,
  );
  await sql`delete from search_entry where root_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from customer where id = any(${ids}::uuid[])`.execute(tx);
}

async function requireNumber(db: Db, customerId: string, typed: string): Promise<void> {
  if ((await numberOf(db, customerId)) !== typed.trim().toUpperCase())
    throw invalid("erasure.wrong_number", [{ field: "number", reason: "wrong" }]);
}

async function numberOf(db: Db, customerId: string): Promise<string> {
  const { kind, number } = await db
    .selectFrom("customer")
    .select(["kind", "number"])
    .where("id", "=", customerId)
    .executeTakeFirstOrThrow();
  return customerNumber(kind as "company" | "person", number);
}
