import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { openInstallation } from "#platform/database/installation.ts";
import { listOrganisations } from "#platform/database/organisation.ts";
import { createKysely, createPool } from "#platform/database/pool.ts";
import type { Database } from "#platform/database/types.gen.ts";
import { storeOf } from "#platform/file/store.ts";
import type { House } from "#platform/house.ts";
import { newId } from "#platform/ids.ts";
import { createLog } from "#platform/log.ts";
import { Sealer } from "#platform/recording/sealer.ts";
import { deriveSecret } from "#platform/secret.ts";
import { toneFrom } from "#test/telephony/alaw.ts";
import "../server/modules/voice/index.ts"; // its events are declared there
import { fileName, Recorder } from "../server/modules/voice/recording/recorder.ts";
import type { Product } from "./product.ts";

const seconds = 20;
/** What was written down, and at which second of the conversation. */
export const note = "下周二总经理定";
const noteAt = 7;

/** A call with a customer as the telephone would have left it, with its recording: the customer and somebody of ours speak in turn, with a pause in the middle. @returns its id */
export async function addRecordedCall(product: Product, customerId: string, mail: string): Promise<string> {
  const installation = await openInstallation({ databaseUrl: undefined, dataFolder: product.dataFolder });
  const [organisation] = await listOrganisations(installation.directory);
  const pool = createPool({ url: organisation!.databaseUrl, max: 2, name: "zhiyin journey" });
  const folder = await mkdtemp(join(tmpdir(), "zhiyin-recorded-"));
  try {
    const db = createKysely<Database>(pool);
    const house = {
      ...{ db, organisation, log: createLog("error"), folder },
      transaction: (work: never) => db.transaction().execute(work),
      secret: (purpose: string) => deriveSecret(installation.directory.master, purpose, organisation!.id),
      files: { store: storeOf(installation.directory, organisation!.id), limits: { most: 1e9 } },
    } as unknown as House;
    const { id } = await db.selectFrom("app_user").select("id").where("email", "=", mail).executeTakeFirstOrThrow();
    return await write(house, folder, customerId, id);
  } finally {
    await pool.end();
    await installation.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(house: House, folder: string, customerId: string, userId: string): Promise<string> {
  const [callId, interactionId] = [newId(), newId()];
  const began = Date.now() - 60_000;
  const recorder = new Recorder(house, folder);
  const name = `${callId}-3`;
  const moment = (ms: number) => new Date(began + ms).toISOString();
  await house.transaction(async (tx) => {
    await sql`insert into interaction (id, customer_id, kind, direction, department, happened_at, duration_s, user_id)
      values (${interactionId}, ${customerId}, 'call', 'in', 'service', ${moment(0)}, ${seconds}, ${userId})`.execute(
      tx,
    );
    await sql`insert into call (id, direction, customer_id, user_id, started_at, answered_at, ended_at, cause, interaction_id)
      values (${callId}, 'inbound', ${customerId}, ${userId}, ${moment(0)}, ${moment(2000)}, ${moment(40_000)}, 'hung_up', ${interactionId})`.execute(
      tx,
    );
    await sql`insert into call_person (call_id, user_id) values (${callId}, ${userId})`.execute(tx);
    await sql`insert into call_note (id, call_id, user_id, at, body)
      values (${newId()}, ${callId}, ${userId}, ${moment(2000 + noteAt * 1000)}, ${note})`.execute(tx);
    await recorder.begin(tx, name, began + 2000);
  });
  await writeFile(join(folder, fileName(name)), sealed(name, recorder.keyOf(name), began + 2000));
  await recorder.finish(name);
  return callId;
}

function sealed(name: string, key: Buffer, began: number): Buffer {
  const sealer = new Sealer(name, key);
  const parts = [sealer.head()];
  for (let at = 0; at < seconds; at += 2) {
    const isTheirs = at % 6 < 3;
    const [left, right] = [isTheirs ? 440 : null, isTheirs ? null : 600].map((tone) =>
      toneFrom(at * 8000, 16_000, tone),
    );
    // half of a chunk where a pause follows
    const frames = at === 10 ? 8000 : 16_000;
    const audio = Buffer.from(Array.from({ length: frames * 2 }, (_, i) => (i % 2 ? right! : left!)[i >> 1]!));
    parts.push(sealer.audio(audio, began + at * 1000 + (at > 10 ? 15_000 : 0)));
  }
  return Buffer.concat([...parts, sealer.end(began)]);
}
