import { sql } from "kysely";
import { createTransport } from "nodemailer";
import type { Db, Tx } from "../../platform/database/types.ts";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";
import { addJob } from "../../platform/job/add.ts";
import { decryptText, encryptText } from "../../platform/secret.ts";
import { mailText, type Template } from "./mail_text.ts";

export interface MailServerSetting {
  host: string;
  port: number;
  security: "none" | "starttls" | "tls";
  user: string | null;
  from_address: string;
  from_name: string;
  /** Sealed with the organisation's key. */
  password: string | null;
}

export async function readMailServerSetting(db: Db): Promise<MailServerSetting | null> {
  const { rows } = await sql<{
    value: MailServerSetting;
  }>`select value from setting where name = 'mail_server'`.execute(db);
  return rows[0]?.value ?? null;
}

export const hasMailServer = async (db: Db): Promise<boolean> => (await readMailServerSetting(db)) !== null;

export const sealMailSecret = (house: House, text: string): string =>
  encryptText(house.secret("mail server"), text, house.organisation.id);
const openMailSecret = (house: House, sealed: string): string =>
  decryptText(house.secret("mail server"), sealed, house.organisation.id);

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html?: string;
}

/** Sends a mail to a user now; false when no mail server is set. @throws as sendMail */
export async function mailUser(house: House, userId: string, mail: Omit<Mail, "to">): Promise<boolean> {
  const setting = await readMailServerSetting(house.db);
  const user = await house.db.selectFrom("app_user").select("email").where("id", "=", userId).executeTakeFirst();
  if (!setting || !user) return false;
  await sendMail(house, setting, { to: user.email, ...mail });
  return true;
}

/** Sends one mail now. @returns what the server answered @throws whatever the server or the network says: see mailTrouble */
export async function sendMail(house: House, setting: MailServerSetting, mail: Mail): Promise<string> {
  const transport = createTransport({
    host: setting.host,
    port: setting.port,
    secure: setting.security === "tls",
    requireTLS: setting.security === "starttls",
    ignoreTLS: setting.security === "none",
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    ...(setting.user
      ? { auth: { user: setting.user, pass: setting.password ? openMailSecret(house, setting.password) : "" } }
      : {}),
  });
  try {
    const from = { name: setting.from_name, address: setting.from_address };
    const sent = await transport.sendMail({ ...mail, from, disableFileAccess: true, disableUrlAccess: true });
    return sent.response;
  } finally {
    transport.close();
  }
}

export type MailCause = "unreachable" | "too_slow" | "not_encrypted" | "wrong_sign_in" | "refused" | "failed";

/**
 * What may be told of a failure: its kind and the SMTP codes (RFC 5321, RFC 3463). Never the other side's text: whoever
 * may name a host could read the greetings of every service that this machine reaches.
 */
export function mailTrouble(error: unknown): { cause: MailCause; answer: string } {
  const { code = "", response = "" } = error as { code?: string; response?: string };
  return { cause: causes[code] ?? (replyCode(response) ? "refused" : "failed"), answer: replyCode(response) };
}

const causes: Record<string, MailCause> = {
  ECONNECTION: "unreachable",
  ECONNREFUSED: "unreachable",
  EDNS: "unreachable",
  ESOCKET: "unreachable",
  ETIMEDOUT: "too_slow",
  ETLS: "not_encrypted",
  EREQUIRETLS: "not_encrypted",
  EAUTH: "wrong_sign_in",
  ENOAUTH: "wrong_sign_in",
  EENVELOPE: "refused",
  EMESSAGE: "refused",
};

/** "535 5.7.8 Authentication failed" is told as "535 5.7.8"; what is no SMTP reply as nothing. */
export const replyCode = (response: string): string =>
  /^([2-5]\d\d)(?:[ -]([245]\.\d{1,3}\.\d{1,3}))?(?![\w.])/.exec(response)?.slice(1).filter(Boolean).join(" ") ?? "";

/** Queues a mail in the transaction: it is sent when and only when the transaction commits. */
export async function queueMail(
  tx: Tx,
  house: House,
  { template, toUser, link }: { template: Template; toUser: string; link: string },
): Promise<void> {
  const id = newId();
  await tx.insertInto("mail_sent").values({ id, template, to_user: toUser, state: "queued" }).execute();
  await addJob(tx, "send_mail", { mail_id: id, link: sealMailSecret(house, link) });
}

/** The job behind `queueMail`; a failure is tried again by the queue and stays visible on the mail. */
export async function deliverMail(house: House, { mail_id, link }: { mail_id: string; link: string }): Promise<void> {
  const mail = await house.db
    .selectFrom("mail_sent")
    .innerJoin("app_user", "app_user.id", "mail_sent.to_user")
    .select(["mail_sent.template", "mail_sent.state", "app_user.name", "app_user.email", "app_user.locale"])
    .where("mail_sent.id", "=", mail_id)
    .executeTakeFirst();
  const setting = await readMailServerSetting(house.db);
  if (!mail || mail.state === "sent") return;
  try {
    if (!setting) throw new Error("no mail server is set");
    const words = mailText(mail.template as Template, mail.locale as "zh-CN" | "en", {
      name: mail.name,
      organisation: house.organisation.name,
      link: openMailSecret(house, link),
    });
    await sendMail(house, setting, { to: mail.email, ...words });
    await house.db
      .updateTable("mail_sent")
      .set({ state: "sent", sent_at: sql<string>`now()`, error: null })
      .where("id", "=", mail_id)
      .execute();
  } catch (error) {
    await house.db
      .updateTable("mail_sent")
      .set({ state: "failed", error: Object.values(mailTrouble(error)).filter(Boolean).join(" ") })
      .where("id", "=", mail_id)
      .execute();
    throw error;
  }
}
