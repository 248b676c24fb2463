import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { invalid, notFound } from "../../../platform/problem.ts";
import type { listConsentsContract, listPurposesContract, setPurposeContract } from "../consent.contract.ts";

type Purposes = ResponseOf<typeof listConsentsContract>["purposes"];
type Counted = ResponseOf<typeof listPurposesContract>;

/** Every purpose, also those that are used no more, with how much was said about each. */
export async function listPurposes(db: Db): Promise<Counted> {
  const { rows } = await sql<Counted["purposes"][number]>`
    select p.key, p.name_zh, p.name_en, p.rule, p.retired_at, count(s.id)::int as statement_count
      from consent_purpose p left join consent s on s.purpose = p.key
     group by p.key order by p.retired_at is not null, p.position`.execute(db);
  return { purposes: rows };
}

export async function purposesOf(db: Db): Promise<Purposes> {
  const rows = await db
    .selectFrom("consent_purpose")
    .select(["key", "name_zh", "name_en", "rule", "retired_at"])
    .orderBy("position")
    .execute();
  return rows as Purposes;
}

/** @throws consent.invalid for a purpose that is unknown or used no more */
export async function requirePurpose(db: Db, key: string): Promise<void> {
  const found = await db.selectFrom("consent_purpose").select("retired_at").where("key", "=", key).executeTakeFirst();
  if (!found || found.retired_at)
    throw invalid("consent.invalid", [{ field: "purpose", reason: found ? "retired" : "unknown" }]);
}

/** Adds a purpose or changes it. */
export async function setPurpose(
  tx: Tx,
  actor: Actor,
  key: string,
  { name_zh, name_en, rule }: BodyOf<typeof setPurposeContract>,
): Promise<Counted> {
  await sql`insert into consent_purpose (key, name_zh, name_en, rule, position)
    values (${key}, ${name_zh.trim()}, ${name_en.trim()}, ${rule}, (select coalesce(max(position), 0) + 1 from consent_purpose))
    on conflict (key) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, rule = excluded.rule`.execute(
    tx,
  );
  await record(tx, actor, "consent_purpose.set", { object: "consent_purpose", objectId: null, payload: { key, rule } });
  return await listPurposes(tx);
}

/** Nothing new is said for it; what was said stays. Twice is once. @throws consent_purpose.not_found */
export async function retirePurpose(tx: Tx, actor: Actor, key: string): Promise<Counted> {
  const { rows } = await sql`
    update consent_purpose set retired_at = now() where key = ${key} and retired_at is null returning 1`.execute(tx);
  return await settled(tx, actor, key, "consent_purpose.retired", rows.length > 0);
}

/** @throws consent_purpose.not_found */
export async function revivePurpose(tx: Tx, actor: Actor, key: string): Promise<Counted> {
  const { rows } = await sql`
    update consent_purpose set retired_at = null where key = ${key} and retired_at is not null returning 1`.execute(tx);
  return await settled(tx, actor, key, "consent_purpose.revived", rows.length > 0);
}

async function settled(tx: Tx, actor: Actor, key: string, name: string, isChanged: boolean): Promise<Counted> {
  if (isChanged) await record(tx, actor, name, { object: "consent_purpose", objectId: null, payload: { key } });
  const told = await listPurposes(tx);
  if (!told.purposes.some((purpose) => purpose.key === key)) throw notFound("consent_purpose.not_found");
  return told;
}
