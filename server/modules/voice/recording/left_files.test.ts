import assert from "node:assert/strict";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, test } from "node:test";
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type SqlBool,
  sql,
} from "kysely";
import type { Database } from "../../../platform/database/types.gen.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import { createLog } from "../../../platform/log.ts";
import { Sealer } from "../../../platform/recording/sealer.ts";
import { readCustomerContract } from "../../customers/customer.contract.ts";
import { eraseCustomerContract } from "../../customers/erasure.contract.ts";
import { asHouse, customer, house, recorder, recordingFolder, spoolFile, zhao } from "../exchange/exchange.fixture.ts";
import type { OfficeParts } from "../exchange/office.ts";
import { handIn } from "./hand_in.ts";
import { sweepLeftFiles } from "./left_files.ts";
import { fileName } from "./recorder.ts";
import { eraseRecordings } from "./retention.ts";

const organisations = [{ id: house.organisationId, slug: "test", name: "越州包装" }];
/** The place of an engine at which these recordings are written now. */
const at = (running: string[] = [], more: Partial<OfficeParts> = {}): OfficeParts => ({
  adapter: { snapshot: async () => ({ recordings: running.map((recordingId) => ({ recordingId })) }) } as never,
  log: createLog("silent"),
  recordingFolder,
  promptFolder: recordingFolder,
  organisations: async () => organisations,
  open: async () => ({ house: asHouse, release: () => {} }),
  place: "here",
  spoolFile: () => spoolFile,
  changed: async () => {},
  ...more,
});

const pathOf = (recordingId: string) => join(recordingFolder, fileName(recordingId));
/** Written so many hours ago. */
function write(recordingId: string, hours = 0): string {
  writeFileSync(pathOf(recordingId), "ZREC");
  const then = Date.now() / 1000 - hours * 3600;
  utimesSync(pathOf(recordingId), then, then);
  return recordingId;
}
/** A call that is recorded at this moment. */
async function recorded(customerId: string | null = null): Promise<string> {
  const id = newId();
  const started_at = new Date().toISOString();
  await house.db.insertInto("call").values({ id, direction: "inbound", customer_id: customerId, started_at }).execute();
  await house.db.transaction().execute((tx) => recorder.begin(tx, `${id}-0`, Date.now()));
  return write(`${id}-0`);
}
const left = (...recordingIds: string[]) => recordingIds.map((recordingId) => existsSync(pathOf(recordingId)));

beforeEach(async () => {
  await rm(recordingFolder, { recursive: true });
  mkdirSync(recordingFolder);
});

test("whose customer was erased while it was written has no file after the next start, however the process ended", async () => {
  const customerId = await customer("写到一半的客户", "199 0000 3021");
  const [erased, other] = [await recorded(customerId), await recorded()];
  const { number } = (await zhao!.call(readCustomerContract, { params: { customerId } })).body;
  const { status } = await zhao!.call(eraseCustomerContract, { params: { customerId }, body: { number } });
  assert.equal(status, 200);
  assert.deepEqual(await sweepLeftFiles(at([erased, other])), [], "the engine has it open still");
  assert.deepEqual(await sweepLeftFiles(at()), [erased]);
  assert.deepEqual(left(erased, other), [false, true], "what was not handed in yet stays");
});

test("what was handed in, and is here still, goes", async () => {
  const kept = await recorded();
  await sql`update recording set state = 'lost' where call_id = ${kept.slice(0, -2)}`.execute(house.db);
  await sweepLeftFiles(at());
  assert.deepEqual(left(kept), [false]);
});

test("a file of a call that nobody knows goes after an hour, unless an organisation could not be asked or has steps to write", async () => {
  const [young, old, odd] = [write(`${newId()}-0`), write(`${newId()}-0`, 2), write("not-a-call", 2)];
  writeFileSync(join(recordingFolder, "notes.txt"), "");
  const away = at([], { open: async () => Promise.reject(new Error("away")) });
  await sweepLeftFiles(away);
  assert.deepEqual(left(young, old, odd), [true, true, true]);
  writeFileSync(spoolFile, "");
  await sweepLeftFiles(at());
  assert.deepEqual(left(young, old, odd), [true, true, true]);
  await rm(spoolFile);
  await sweepLeftFiles(at());
  assert.deepEqual(left(young, old, odd), [true, false, false]);
  assert.ok(existsSync(join(recordingFolder, "notes.txt")), "nothing but recordings");
});

test("two organisations share a folder: neither's files are unknown to the other", async () => {
  const mine = await recorded();
  const old = Date.now() / 1000 - 7200;
  utimesSync(pathOf(mine), old, old);
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  const nothing = { ...asHouse, db } as unknown as House;
  await sweepLeftFiles(
    at([], {
      organisations: async () => [...organisations, { id: newId(), slug: "other", name: "另一家" }],
      open: async ({ slug }) => ({ house: slug === "other" ? nothing : asHouse, release: () => {} }),
    }),
  );
  assert.deepEqual(left(mine), [true]);
});

test("whose customer is erased while their file is handed in has none in the store either", async () => {
  const recordingId = await recorded();
  const callId = recordingId.slice(0, -2);
  const sealer = new Sealer(recordingId, recorder.keyOf(recordingId));
  const audio = sealer.audio(Buffer.alloc(32_000, 0xd5), Date.now());
  writeFileSync(pathOf(recordingId), Buffer.concat([sealer.head(), audio, sealer.end(Date.now())]));
  let isErased = false;
  const racing = {
    ...asHouse,
    async transaction(work: never) {
      if (!isErased) {
        isErased = true; // the file was read already, and is not stored yet
        await asHouse.transaction((tx) => eraseRecordings(tx, sql<SqlBool>`r.call_id = ${callId}`, "customer"));
      }
      return await asHouse.transaction(work);
    },
  } as unknown as House;
  assert.equal(await handIn(racing, recordingId, pathOf(recordingId)), true);
  assert.deepEqual(left(recordingId), [false]);
  const stored = await house.db
    .selectFrom("stored_file")
    .select("id")
    .where("name", "=", fileName(recordingId))
    .execute();
  assert.deepEqual(stored, []);
});
