import { sql } from "kysely";
import { demoSignIns, fillDemo } from "./demo.ts";
import { createAccessLink, ensureDefaultRoles, writeSetting } from "./modules/people/index.ts";
import type { Directory } from "./platform/database/directory.ts";
import { createOrganisation, listOrganisations, type Organisation } from "./platform/database/organisation.ts";
import { createKysely, createPool } from "./platform/database/pool.ts";
import type { Database } from "./platform/database/types.gen.ts";
import type { Db, Tx } from "./platform/database/types.ts";
import { newId } from "./platform/ids.ts";
import { prepareQueue } from "./platform/job/worker.ts";
import { deriveSecret } from "./platform/secret.ts";

export type Company = "demo" | "empty";

/**
 * Makes the first organisation of a fresh installation and fills it; a fill that was cut off begins anew.
 * @returns lines about how to sign in
 */
export async function ensureFirstOrganisation(
  directory: Directory,
  { company, publicUrl }: { company: Company; publicUrl: string },
  say: (line: string) => void,
): Promise<string[]> {
  const known = await listOrganisations(directory);
  const name = company === "demo" ? "越州包装" : "我的企业";
  const first = known.length > 0 ? known[0]! : await createOrganisation(directory, { slug: "first", name, log: say });
  if (known.length > 1) return [];
  return await withDatabase(first, (db) => furnish(db, first, { company, publicUrl, master: directory.master }, say));
}

/** Fills an organisation's database once: roles, an administrator or the demo company. */
export async function furnish(
  db: Db,
  { id, databaseUrl }: Pick<Organisation, "id" | "name" | "databaseUrl">,
  { company, publicUrl, master }: { company: Company; publicUrl: string; master: Buffer },
  say: (line: string) => void,
): Promise<string[]> {
  await prepareQueue({ connectionString: databaseUrl });
  const kept = await keptCompany(db);
  if (kept === "demo" || (kept === null && company === "demo")) {
    if (kept === null) await fillDemo(db, { databaseUrl, secret: (purpose) => deriveSecret(master, purpose, id) }, say);
    return demoSignIns();
  }
  if (kept === null) await db.transaction().execute((tx) => beginEmpty(tx));
  return await invitationOfFirst(db, publicUrl);
}

async function keptCompany(db: Db): Promise<Company | null> {
  const { rows } = await sql<{
    company: Company;
  }>`select value #>> '{}' as company from setting where name = 'company'`.execute(db);
  return rows[0]?.company ?? null;
}

const firstUser = { name: "管理员", email: "admin@zhiyin.test" };

async function beginEmpty(tx: Tx): Promise<void> {
  const roles = await ensureDefaultRoles(tx, "zh-CN");
  const id = newId();
  await tx
    .insertInto("app_user")
    .values({ id, ...firstUser })
    .execute();
  await tx
    .insertInto("user_role")
    .values({ user_id: id, role_id: roles.get("admin")! })
    .execute();
  await writeSetting(tx, "company", "empty");
}

/** Until the first administrator has a password, every start prints a fresh link for setting it. */
async function invitationOfFirst(db: Db, publicUrl: string): Promise<string[]> {
  const user = await db
    .selectFrom("app_user")
    .leftJoin("account", "account.user_id", "app_user.id")
    .select("app_user.id")
    .where("app_user.email", "=", firstUser.email)
    .where("account.id", "is", null)
    .executeTakeFirst();
  if (!user) return [];
  const order = { userId: user.id, purpose: "invitation" as const, createdBy: null, origin: publicUrl };
  const link = await db.transaction().execute((tx) => createAccessLink(tx, order));
  return [`First sign-in as ${firstUser.email}: set a password at ${link}`];
}

export async function withDatabase<T>(
  { databaseUrl }: Pick<Organisation, "databaseUrl">,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const pool = createPool({ url: databaseUrl, max: 2, name: "zhiyin start", statementTimeout: 0 });
  try {
    return await work(createKysely<Database>(pool));
  } finally {
    await pool.end();
  }
}
