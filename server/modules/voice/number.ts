import { type RawBuilder, sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../platform/problem.ts";
import { displayPhone, normalisePhone } from "../../platform/text/phone.ts";
import { organisationCountry } from "../people/index.ts";
import { works } from "./extension.ts";
import type { createVoiceNumberContract, NumberChange, NumberDraft } from "./number.contract.ts";

export type VoiceNumber = ResponseOf<typeof createVoiceNumberContract>;

export const listVoiceNumbers = async (db: Db): Promise<{ numbers: VoiceNumber[] }> => ({
  numbers: await selectNumbers(db, sql`n.retired_at is null`),
});

/** @throws voice_number.not_found */
export async function readVoiceNumber(db: Db, id: string): Promise<VoiceNumber> {
  const [number] = await selectNumbers(db, sql`n.id = ${id} and n.retired_at is null`);
  if (!number) throw notFound("voice_number.not_found");
  return number;
}

/** @throws voice_number.not_a_number, voice_number.taken, voice_number.rings_one, voice_number.unknown_reference */
export async function createVoiceNumber(tx: Tx, actor: Actor, { digits, ...draft }: NumberDraft): Promise<VoiceNumber> {
  const phone = normalisePhone(digits, await organisationCountry(tx));
  if ("error" in phone || phone.extension !== undefined)
    throw invalid("voice_number.not_a_number", [
      { field: "digits", reason: "error" in phone ? phone.error : "extension" },
    ]);
  requireOne(draft);
  await requireOpen(tx, draft);
  const id = newId();
  await tx
    .insertInto("voice_number")
    .values({ ...draft, id, digits: phone.e164, created_by: actor.userId! })
    .execute()
    .catch(refuse);
  await record(tx, actor, "voice_number.created", { object: "voice_number", objectId: id });
  return await readVoiceNumber(tx, id);
}

/** @throws voice_number.not_found, voice_number.rings_one, voice_number.unknown_reference */
export async function updateVoiceNumber(tx: Tx, actor: Actor, id: string, change: NumberChange): Promise<VoiceNumber> {
  const before = await tx
    .selectFrom("voice_number")
    .selectAll()
    .where("id", "=", id)
    .where("retired_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (!before) throw notFound("voice_number.not_found");
  // who names one of the two means it instead of the other
  const rings = change.user_id ? { team_id: null } : change.team_id ? { user_id: null } : {};
  const after = { ...rings, ...change };
  requireOne({ ...before, ...after });
  await requireOpen(tx, after);
  if (Object.keys(after).length > 0)
    await tx.updateTable("voice_number").set(after).where("id", "=", id).execute().catch(refuse);
  const changes = Object.entries(after).map(([field, value]) => ({
    field,
    before: before[field as keyof typeof before],
    after: value,
  }));
  await record(tx, actor, "voice_number.updated", { object: "voice_number", objectId: id, changes });
  return await readVoiceNumber(tx, id);
}

/** What showed it to the called shows another one from now on. @throws voice_number.not_found */
export async function retireVoiceNumber(tx: Tx, actor: Actor, id: string): Promise<{ done: true }> {
  const { rows } = await sql<{ was_open: boolean }>`
    update voice_number n set retired_at = coalesce(n.retired_at, now()) from (select id, retired_at from voice_number where id = ${id} for update) o
     where n.id = o.id returning o.retired_at is null as was_open`.execute(tx);
  if (!rows[0]) throw notFound("voice_number.not_found");
  if (!rows[0].was_open) return { done: true };
  await tx.deleteFrom("caller_id").where("number_id", "=", id).execute();
  await record(tx, actor, "voice_number.retired", { object: "voice_number", objectId: id });
  return { done: true };
}

function requireOne(one: { user_id?: string | null | undefined; team_id?: string | null | undefined }): void {
  if (Number(Boolean(one.user_id)) + Number(Boolean(one.team_id)) !== 1)
    throw invalid("voice_number.rings_one", [{ field: "user_id", reason: "one" }]);
}

/** Trunks that were given up and people who have left ring nobody. */
async function requireOpen(tx: Tx, { trunk_id, user_id }: Partial<NumberDraft>): Promise<void> {
  const trunk =
    trunk_id === undefined ||
    (await sql`select 1 from trunk where id = ${trunk_id} and retired_at is null for key share`.execute(tx)).rows[0];
  const user =
    !user_id || (await sql`select 1 from app_user u where u.id = ${user_id} and ${works("u")}`.execute(tx)).rows[0];
  if (!trunk) throw unknownReference("trunk_id");
  if (!user) throw unknownReference("user_id");
}

const unknownReference = (field: string) => invalid("voice_number.unknown_reference", [{ field, reason: "unknown" }]);

function refuse(error: unknown): never {
  const { constraint = "" } = error as { constraint?: string };
  if (constraint === "voice_number_digits") throw conflict("voice_number.taken");
  const field = /^voice_number_(\w+)_fkey$/.exec(constraint)?.[1];
  if (field) throw unknownReference(field);
  throw error;
}

async function selectNumbers(db: Db, which: RawBuilder<unknown>): Promise<VoiceNumber[]> {
  const named = (alias: string) =>
    sql`case when ${sql.ref(`${alias}.id`)} is not null then json_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end as ${sql.ref({ t: "trunk", k: "client", u: "user", g: "team" }[alias]!)}`;
  const { rows } = await sql<Omit<VoiceNumber, "display">>`
    select n.id, n.digits, n.label, n.trunk_id, n.client_id, n.user_id, n.team_id, n.ring_seconds, ${sql.join(["t", "k", "u", "g"].map(named))}
      from voice_number n join trunk t on t.id = n.trunk_id left join client k on k.id = n.client_id
      left join app_user u on u.id = n.user_id left join team g on g.id = n.team_id where ${which} order by n.digits`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, display: displayPhone(row.digits) }));
}
