import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { invalid, Problem } from "../../platform/problem.ts";
import { mailTrouble, readMailServerSetting, replyCode, sealMailSecret, sendMail } from "./mail.ts";
import { mailText } from "./mail_text.ts";
import type * as contracts from "./organisation.contract.ts";

type Organisation = ResponseOf<typeof contracts.readOrganisationContract>;
type Kept = Omit<Organisation, "id">;

const usual: Omit<Kept, "name"> = {
  default_locale: "zh-CN",
  default_country: "CN",
  currency: "CNY",
  time_zone: "Asia/Shanghai",
};

export async function readOrganisation(db: Db, house: House): Promise<Organisation> {
  const { rows } = await sql<{ value: Partial<Kept> }>`select value from setting where name = 'organisation'`.execute(
    db,
  );
  return { id: house.organisation.id, ...usual, name: house.organisation.name, ...rows[0]?.value };
}

/** Where the organisation's days begin. */
export async function organisationTimeZone(db: Db): Promise<string> {
  const { rows } = await sql<{
    time_zone: string | null;
  }>`select value ->> 'time_zone' as time_zone from setting where name = 'organisation'`.execute(db);
  return rows[0]?.time_zone ?? usual.time_zone;
}

/** Where a number without a country code belongs: ISO 3166, two letters. */
export async function organisationCountry(db: Db): Promise<string> {
  const { rows } = await sql<{
    country: string | null;
  }>`select value ->> 'default_country' as country from setting where name = 'organisation'`.execute(db);
  return rows[0]?.country ?? usual.default_country;
}

/** @throws organisation.unknown_time_zone */
export async function updateOrganisation(
  tx: Tx,
  actor: Actor,
  house: House,
  input: BodyOf<typeof contracts.updateOrganisationContract>,
): Promise<Organisation> {
  if (input.time_zone !== undefined && !isTimeZone(input.time_zone)) {
    throw invalid("organisation.unknown_time_zone", [{ field: "time_zone", reason: "unknown" }]);
  }
  const before = await readOrganisation(tx, house);
  const { id, ...after } = { ...before, ...input };
  await writeSetting(tx, "organisation", after);
  const changes = Object.keys(input)
    .map((field) => ({ field, before: before[field as keyof Kept], after: after[field as keyof Kept] }))
    .filter((change) => change.before !== change.after);
  await record(tx, actor, "organisation.updated", { object: "organisation", objectId: id, changes });
  return { id, ...after };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

export async function writeSetting(tx: Tx, name: string, value: unknown): Promise<void> {
  await sql`insert into setting (name, value) values (${name}, ${JSON.stringify(value)}::jsonb)
    on conflict (name) do update set value = excluded.value, updated_at = now()`.execute(tx);
}

type MailAnswer = ResponseOf<typeof contracts.readMailServerContract>;

export async function readMailServer(db: Db): Promise<MailAnswer> {
  const setting = await readMailServerSetting(db);
  if (!setting) return { mail_server: null, has_password: false };
  const { password, ...shown } = setting;
  return { mail_server: shown, has_password: password !== null };
}

/** Sets the SMTP server; the password is kept sealed, never comes back, and goes to no other server than it was given for. */
export async function updateMailServer(
  tx: Tx,
  actor: Actor,
  { house, origin }: { house: House; origin: string },
  input: BodyOf<typeof contracts.updateMailServerContract>,
) {
  const before = await readMailServerSetting(tx);
  const { password, ...shown } = input;
  const isSame = (["host", "port", "security", "user"] as const).every((field) => before?.[field] === shown[field]);
  const sealed =
    password === undefined
      ? isSame
        ? (before?.password ?? null)
        : null
      : password === null || password === ""
        ? null
        : sealMailSecret(house, password);
  await writeSetting(tx, "mail_server", { ...shown, password: sealed });
  // where an administrator has reached us: links in mails are never built from what a stranger's request says
  await writeSetting(tx, "mail_origin", origin);
  await record(tx, actor, "mail_server.updated", { object: "organisation", objectId: house.organisation.id });
  return { mail_server: shown, has_password: sealed !== null };
}

/** @throws mail_server.not_set, mail_server.refused with the kind of failure and the SMTP codes */
export async function testMailServer(actor: Actor, house: House): Promise<{ sent: boolean; answer: string }> {
  const setting = await readMailServerSetting(house.db);
  if (!setting) throw new Problem(409, "mail_server.not_set");
  const me = await house.db
    .selectFrom("app_user")
    .select("email")
    .where("id", "=", actor.userId)
    .executeTakeFirstOrThrow();
  const words = mailText("test", actor.locale, { name: actor.name, organisation: house.organisation.name, link: "" });
  try {
    return { sent: true, answer: replyCode(await sendMail(house, setting, { to: me.email, ...words })) };
  } catch (error) {
    throw new Problem(502, "mail_server.refused", { detail: mailTrouble(error) });
  }
}
