import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { makeKey, masterPurpose, openBytes, openSealed, sealBytes } from "./keys.ts";
import { nameOf } from "./name.ts";

type Secrets = Pick<House, "secret">;
const together = 500;

/**
 * Gives the organisation a new key and seals every recording's key by it; the files stay as they are. It may be stopped at any
 * moment and asked again. @param before where the master key was another one until now. @returns how many recordings
 * @throws SecretError when a key cannot be opened; nothing is lost then
 */
export async function rotateKeys(db: Db, house: Secrets, before: Secrets = house): Promise<{ count: number }> {
  if (before !== house) await db.transaction().execute((tx) => sealByNewMaster(tx, house, before));
  await db.transaction().execute((tx) => retire(tx, house));
  let count = 0;
  for (;;) {
    const moved = await db.transaction().execute((tx) => moveSome(tx, house));
    count += moved;
    if (moved === 0) break;
  }
  await sql`delete from recording_key k where k.retired_at is not null
    and not exists (select 1 from recording r where r.key_id = k.id)`.execute(db);
  return { count };
}

/** Those that the new master key opens already were carried over before a stop. */
async function sealByNewMaster(tx: Tx, house: Secrets, before: Secrets): Promise<void> {
  const keys = await tx.selectFrom("recording_key").select(["id", "sealed"]).forUpdate().execute();
  for (const row of keys) {
    if (isOpen(house, row)) continue;
    const sealed = sealBytes(house.secret(masterPurpose), openSealed(before, row), row.id);
    await tx.updateTable("recording_key").set({ sealed }).where("id", "=", row.id).execute();
  }
}

function isOpen(house: Secrets, row: { id: string; sealed: string }): boolean {
  try {
    return openSealed(house, row).length > 0;
  } catch {
    return false;
  }
}

/** Recordings that begin from now on get the new one; those that begin meanwhile wait for this transaction. */
async function retire(tx: Tx, house: Secrets): Promise<void> {
  await sql`update recording_key set retired_at = now() where retired_at is null`.execute(tx);
  await makeKey(tx, house);
}

async function moveSome(tx: Tx, house: Secrets): Promise<number> {
  const keys = await tx.selectFrom("recording_key").select(["id", "sealed", "retired_at"]).execute();
  const opened = new Map(keys.map((row) => [row.id, openSealed(house, row)]));
  const current = keys.find(({ retired_at }) => retired_at === null)!;
  const { rows } = await sql<{ call_id: string; part: number; key_id: string; key: string }>`
    select call_id, part, key_id, key from recording where key is not null and key_id <> ${current.id}
     limit ${together} for update skip locked`.execute(tx);
  for (const { call_id, part, key_id, key } of rows) {
    const name = nameOf(call_id, part);
    const sealed = sealBytes(opened.get(current.id)!, openBytes(opened.get(key_id)!, key, name), name);
    await sql`update recording set key = ${sealed}, key_id = ${current.id} where call_id = ${call_id} and part = ${part}`.execute(
      tx,
    );
  }
  return rows.length;
}
