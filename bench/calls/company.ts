import type { Directory } from "#platform/database/directory.ts";
import { openInstallation } from "#platform/database/installation.ts";
import { createOrganisation, listOrganisations, migrateOrganisations } from "#platform/database/organisation.ts";
import { createKysely, createPool } from "#platform/database/pool.ts";
import type { Database } from "#platform/database/types.gen.ts";
import type { Db, Tx } from "#platform/database/types.ts";
import { newId } from "#platform/ids.ts";
import { decryptText, deriveSecret } from "#platform/secret.ts";
import { signedCookie } from "#test/harness.ts";
import { ensureDefaultRoles, writeSetting } from "../../server/modules/people/index.ts";
import { unseenPassword } from "../../server/modules/voice/index.ts";
import { places, ports } from "./places.ts";

/** Somebody at a desk phone, with a number of their own. */
export interface Agent {
  userId: string;
  /** Extension. */
  digits: string;
  domain: string;
  password: string;
  /** E.164 */
  number: string;
}

export interface Company {
  directory: Directory;
  organisationId: string;
  db: Db;
  adminId: string;
  trunkId: string;
  agents: Agent[];
  cookieOf(userId: string): Promise<string>;
  close(): Promise<void>;
}

export interface CompanyOptions {
  agents: number;
  /** Calls at once on the trunk. */
  channels: number;
  isRecorded?: boolean;
  /** Of the agents; a supervisor sees all customers. */
  role?: "sales_rep" | "supervisor";
}

/**
 * The company of a data folder, made when there is none, with one trunk, and people at desk phones: as it would stand after
 * somebody had set it. What is there from a run before is used again.
 */
export async function openCompany(dataFolder: string, options: CompanyOptions): Promise<Company> {
  const { directory, close } = await openInstallation({ databaseUrl: undefined, dataFolder });
  await migrateOrganisations(directory, { log: () => undefined });
  const [known] = await listOrganisations(directory);
  const organisation =
    known ?? (await createOrganisation(directory, { slug: "calls", name: "Calls", hosts: ["127.0.0.1"] }));
  const { id: organisationId, slug, databaseUrl } = organisation;
  const pool = createPool({ url: databaseUrl, max: 4, name: "zhiyin bench" });
  const db = createKysely<Database>(pool);
  const secret = (purpose: string) => deriveSecret(directory.master, purpose, organisationId);
  const made = await db.transaction().execute(async (tx) => {
    await writeSetting(tx, "company", "empty"); // so that no first administrator is invited
    const roles = await ensureDefaultRoles(tx, "zh-CN");
    const adminId = await addPerson(tx, "calls-admin@bench.test", roles.get("admin")!);
    const trunkId = await setTrunk(tx, adminId, options.channels);
    await setRecording(tx, options.isRecorded ?? false);
    const agents: Agent[] = [];
    for (let index = 0; index < options.agents; index++) {
      const email = `desk${String(index).padStart(3, "0")}@bench.test`;
      const userId = await addPerson(tx, email, roles.get(options.role ?? "sales_rep")!);
      const digits = String(80_000 + index);
      const number = `+861990000${1000 + index}`;
      const sealed = unseenPassword({ secret }, userId);
      await tx
        .insertInto("extension")
        .values({ user_id: userId, digits, password: sealed })
        .onConflict((oc) => oc.column("user_id").doUpdateSet({ digits, password: sealed }))
        .execute();
      await setNumber(tx, { digits: number, label: email, trunk_id: trunkId, user_id: userId, created_by: adminId });
      const password = decryptText(secret("extension"), sealed, userId);
      agents.push({ userId, digits, domain: `${slug}.voice.internal`, password, number });
    }
    return { adminId, trunkId, agents };
  });
  const cookies = new Map<string, Promise<string>>();
  return {
    directory,
    organisationId,
    db,
    ...made,
    cookieOf(userId) {
      const cookie = cookies.get(userId) ?? signedCookie(db, { userId, organisationId, master: directory.master });
      cookies.set(userId, cookie);
      return cookie;
    },
    async close() {
      await pool.end();
      await close();
    },
  };
}

async function addPerson(tx: Tx, email: string, roleId: string): Promise<string> {
  const known = await tx.selectFrom("app_user").select("id").where("email", "=", email).executeTakeFirst();
  if (known) return known.id;
  const id = newId();
  await tx
    .insertInto("app_user")
    .values({ id, name: email.split("@")[0]!, email, email_verified: true })
    .execute();
  await tx.insertInto("user_role").values({ user_id: id, role_id: roleId }).execute();
  return id;
}

async function setTrunk(tx: Tx, adminId: string, channels: number): Promise<string> {
  const place = { host: places.carrier, port: ports.carrier, sources: [places.carrier], channel_limit: channels };
  const known = await tx
    .updateTable("trunk")
    .set(place)
    .where("name", "=", "bench")
    .where("retired_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (known) return known.id;
  const id = newId();
  await tx
    .insertInto("trunk")
    .values({ id, name: "bench", kind: "address", ...place, countries: ["CN"], created_by: adminId })
    .execute();
  return id;
}

async function setRecording(tx: Tx, isRecorded: boolean): Promise<void> {
  await tx.deleteFrom("recording_rule").where("number_id", "is", null).execute();
  const begins = isRecorded ? "always" : "never";
  await tx.insertInto("recording_rule").values({ number_id: null, begins, is_announced: false }).execute();
}

async function setNumber(
  tx: Tx,
  number: { digits: string; label: string; trunk_id: string; user_id: string; created_by: string },
): Promise<void> {
  await tx
    .insertInto("voice_number")
    .values({ id: newId(), ...number, ring_seconds: 20 })
    .onConflict((oc) => oc.column("digits").where("retired_at", "is", null).doNothing())
    .execute();
}
