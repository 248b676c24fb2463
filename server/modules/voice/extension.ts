import { randomInt } from "node:crypto";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { type Actor, mayEver } from "../../platform/permission/actor.ts";
import { conflict, notFound } from "../../platform/problem.ts";
import { decryptText, encryptText } from "../../platform/secret.ts";
import type { Engine } from "../../platform/telephony/engine/engine.ts";
import { organisationCountry } from "../people/index.ts";
import { isEmergency } from "./dial_plan.ts";
import type * as contracts from "./extension.contract.ts";

type Extension = ResponseOf<typeof contracts.setExtensionContract>;
type Account = ResponseOf<typeof contracts.renewMyExtensionPasswordContract>;

/** Under which an organisation's devices register; ".internal" is kept for private use (ICANN, 2024). */
export const sipDomain = ({ organisation }: House): string => `${organisation.slug}.voice.internal`;

export async function listExtensions(db: Db): Promise<{ extensions: Extension[] }> {
  return { extensions: await selectExtensions(db) };
}

/** @throws user.not_found, extension.taken, extension.emergency */
export async function setExtension(
  tx: Tx,
  actor: Actor,
  house: House,
  userId: string,
  digits: string,
): Promise<Extension> {
  if (isEmergency(digits, await organisationCountry(tx))) throw conflict("extension.emergency");
  const { rows } =
    await sql`select 1 from app_user u where u.id = ${userId} and ${works("u")} for no key update`.execute(tx);
  if (rows.length === 0) throw notFound("user.not_found");
  await freeFromLeaver(tx, actor, digits);
  const before = await tx.selectFrom("extension").select("digits").where("user_id", "=", userId).executeTakeFirst();
  await sql`insert into extension (user_id, digits, password) values (${userId}, ${digits}, ${unseenPassword(house, userId)})
      on conflict (user_id) do update set digits = excluded.digits`
    .execute(tx)
    .catch((error: { constraint?: string }) => {
      if (error.constraint === "extension_digits_key") throw conflict("extension.taken");
      throw error;
    });
  if (before?.digits !== digits)
    await record(tx, actor, "extension.set", {
      ...ofUser(userId),
      changes: [{ field: "extension", before: before?.digits ?? null, after: digits }],
    });
  return (await selectExtensions(tx, sql`u.id = ${userId}`))[0]!;
}

/** Nobody sees the extension of a person whose work here has ended: it must not stand in the way. */
async function freeFromLeaver(tx: Tx, actor: Actor, digits: string): Promise<void> {
  const { rows } = await sql<{ user_id: string }>`
    select e.user_id from extension e join app_user u on u.id = e.user_id where e.digits = ${digits} and not ${works("u")}`.execute(
    tx,
  );
  if (rows[0]) await removeExtension(tx, actor, rows[0].user_id);
}

export async function removeExtension(tx: Tx, actor: Actor, userId: string): Promise<{ done: true }> {
  const gone = await tx.deleteFrom("extension").where("user_id", "=", userId).returning("digits").executeTakeFirst();
  if (gone)
    await record(tx, actor, "extension.removed", {
      ...ofUser(userId),
      changes: [{ field: "extension", before: gone.digits, after: null }],
    });
  return { done: true };
}

export async function readMyExtension(
  db: Db,
  actor: Actor,
  house: House,
  engine: Engine | undefined,
): Promise<{ extension: Account | null }> {
  const mine = await db
    .selectFrom("extension")
    .select("digits")
    .where("user_id", "=", actor.userId!)
    .executeTakeFirst();
  return { extension: mine ? await accountOf(mine.digits, house, engine, null) : null };
}

/** Of the telephone in the actor's page, `user@domain`; null for who has no extension or may not telephone. */
export async function sipAddress(house: House, actor: Actor): Promise<string | null> {
  if (!mayEver(actor, "telephone.use")) return null;
  const mine = await house.db
    .selectFrom("extension")
    .select("digits")
    .where("user_id", "=", actor.userId!)
    .executeTakeFirst();
  return mine ? `${mine.digits}@${sipDomain(house)}` : null;
}

/** @throws extension.not_found */
export async function renewPassword(tx: Tx, actor: Actor, house: House, engine: Engine | undefined): Promise<Account> {
  const password = freshPassword();
  const mine = await tx
    .updateTable("extension")
    .set({ password: seal(house, actor.userId!, password) })
    .where("user_id", "=", actor.userId!)
    .returning("digits")
    .executeTakeFirst();
  if (!mine) throw notFound("extension.not_found");
  await record(tx, actor, "extension.password_renewed", ofUser(actor.userId));
  return await accountOf(mine.digits, house, engine, password);
}

async function accountOf(
  digits: string,
  house: House,
  engine: Engine | undefined,
  password: string | null,
): Promise<Account> {
  const reach = engine?.reach();
  const server = reach ? { host: reach.host, public_host: reach.publicHost, port: reach.port } : null;
  const domain = sipDomain(house);
  const has_desk_phone = (await engine?.hasTelephone(`${digits}@${domain}`).catch(() => false)) ?? false;
  return { digits, domain, server, password, has_desk_phone };
}

/** @returns none while the edge does not answer: it is told by the page of operations */
export async function listRegistered(house: House, engine: Engine | undefined): Promise<{ digits: string[] }> {
  const ending = `@${sipDomain(house)}`;
  const addresses = (await engine?.registered().catch(() => undefined)) ?? [];
  const ours = [...addresses].filter((one) => one.endsWith(ending));
  return { digits: ours.map((one) => one.slice(0, -ending.length)) };
}

/** It belongs to a user, and is told to those who hear of extensions. */
const ofUser = (userId: string) => ({ object: "user", objectId: userId, root: { object: "extension", id: userId } });

const letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Twenty characters that nobody mistakes for each other on a desk phone's display: 115 bits. */
const freshPassword = (): string => Array.from({ length: 20 }, () => letters[randomInt(letters.length)]).join("");

/** As it is kept: a person sees one when they ask for a new one. */
export const unseenPassword = (house: Pick<House, "secret">, userId: string): string =>
  seal(house, userId, freshPassword());

const seal = (house: Pick<House, "secret">, userId: string, password: string): string =>
  encryptText(house.secret("extension"), password, userId);

/** For the edge that checks who registers. @throws SecretError */
export const openExtension = (house: House, userId: string, sealed: string): string =>
  decryptText(house.secret("extension"), sealed, userId);

/** Who is rung at an extension; null: nobody. */
export async function personAt(db: Db, digits: string): Promise<Extension["user"] | null> {
  return (await selectExtensions(db, sql`e.digits = ${digits}`))[0]?.user ?? null;
}

async function selectExtensions(db: Db, which: RawBuilder<unknown> = sql`true`): Promise<Extension[]> {
  const { rows } = await sql<Extension>`
    select json_build_object('id', u.id, 'name', u.name) as user, e.digits from extension e join app_user u on u.id = e.user_id
     where ${works("u")} and ${which} order by length(e.digits), e.digits`.execute(db);
  return rows;
}

/** Condition on a user: they work here, and a role of theirs telephones. A password that a desk phone keeps gives nobody more than that. */
export const telephones = (alias: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${works(alias)} and exists (select 1 from user_role r join role_grant g on g.role_id = r.role_id
    where r.user_id = ${sql.ref(`${alias}.id`)} and g.object = 'telephone' and g.action = 'use'))`;

/** Condition on a user: nobody ended their work here. */
export const works = (alias: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`not exists (select 1 from user_deactivation d where d.user_id = ${sql.ref(`${alias}.id`)})`;
