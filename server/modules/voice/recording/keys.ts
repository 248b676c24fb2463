import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import { decryptText, encryptText } from "../../../platform/secret.ts";

/** What the organisation's keys are sealed by: derived from the master key, which no database holds. */
export const masterPurpose = "recording";

export interface SealedKey {
  keyId: string;
  key: string;
}

/** A recording's key under the organisation's, which is made with the first. @throws SecretError when the master key is another one */
export async function sealKey(
  tx: Tx,
  house: Pick<House, "secret">,
  recordingId: string,
  key: Buffer,
): Promise<SealedKey> {
  const current = (await currentKey(tx)) ?? (await makeKey(tx, house));
  return { keyId: current.id, key: sealBytes(openSealed(house, current), key, recordingId) };
}

/** @throws SecretError */
export async function openKey(db: Db, house: Pick<House, "secret">, recordingId: string, { keyId, key }: SealedKey) {
  const above = await db
    .selectFrom("recording_key")
    .select(["id", "sealed"])
    .where("id", "=", keyId)
    .executeTakeFirstOrThrow();
  return openBytes(openSealed(house, above), key, recordingId);
}

export const sealBytes = (by: Buffer, bytes: Buffer, context: string): string =>
  encryptText(by, bytes.toString("base64"), context);
export const openBytes = (by: Buffer, sealed: string, context: string): Buffer =>
  Buffer.from(decryptText(by, sealed, context), "base64");

interface Row {
  id: string;
  sealed: string;
}

export const openSealed = (house: Pick<House, "secret">, { id, sealed }: Row): Buffer =>
  openBytes(house.secret(masterPurpose), sealed, id);

/** Not retired before this transaction is over. */
async function currentKey(tx: Tx): Promise<Row | undefined> {
  const { rows } = await sql<Row>`select id, sealed from recording_key where retired_at is null for share`.execute(tx);
  return rows[0];
}

/** Of two who make the first at once one has made it. */
export async function makeKey(tx: Tx, house: Pick<House, "secret">): Promise<Row> {
  const id = newId();
  const sealed = sealBytes(house.secret(masterPurpose), randomBytes(32), id);
  const { rows } = await sql<Row>`
    insert into recording_key (id, sealed) values (${id}, ${sealed}) on conflict do nothing returning id, sealed`.execute(
    tx,
  );
  return rows[0] ?? (await currentKey(tx))!;
}
