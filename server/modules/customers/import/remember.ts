import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import type { readRememberedContract } from "../import_check.contract.ts";
import { accessImport, type Import } from "./present.ts";
import type { Column, ImportTarget } from "./target.ts";

type Remembered = ResponseOf<typeof readRememberedContract>;

/** Files with the same heads in the same order have one; a file without heads has none. */
export function signatureOf(columns: readonly Column[], hasHeader: boolean): string {
  if (!hasHeader) return "";
  const heads = columns.map(({ header }) => header.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, ""));
  return createHash("sha256").update(JSON.stringify(heads)).digest("hex");
}

/** Keeps the mapping that is about to run for the next file of its kind, whoever brings it. */
export async function rememberMapping(tx: Tx, actor: Actor, one: Import): Promise<void> {
  const signature = signatureOf(one.columns, one.has_header);
  if (signature === "") return;
  const { client_id: _client, ...settings } = one.defaults;
  await sql`insert into import_mapping (signature, targets, settings, used_by)
    values (${signature}, ${one.columns.map(({ target }) => target)}::text[], ${JSON.stringify(settings)}::jsonb, ${actor.userId})
    on conflict (signature) do update set targets = excluded.targets, settings = excluded.settings, used_by = excluded.used_by,
      used_at = now()`.execute(tx);
}

/** What was done with the last file of this kind, without what the reader may not do. */
export async function readRemembered(db: Db, actor: Actor, importId: string): Promise<Remembered> {
  const one = await accessImport(db, actor, importId);
  const row = await db
    .selectFrom("import_mapping as m")
    .innerJoin("app_user as u", "u.id", "m.used_by")
    .select(["m.targets", "m.settings", "m.used_at", "u.id", "u.name"])
    .where("m.signature", "=", signatureOf(one.columns, one.has_header))
    .executeTakeFirst();
  if (!row || row.targets.length !== one.columns.length) return { remembered: null };
  const closed = new Set<string>(one.closed_targets);
  const settings = row.settings as unknown as Import["defaults"];
  const owner = one.allowed_owners.includes(settings.owner) ? settings.owner : one.defaults.owner;
  return {
    remembered: {
      targets: row.targets.map((target) => (closed.has(target) ? "" : (target as ImportTarget))),
      defaults: { ...settings, owner, client_id: one.defaults.client_id ?? null },
      used_by: { id: row.id, name: row.name },
      used_at: row.used_at as unknown as string,
    },
  };
}
