import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { wavHeadSize } from "../../../platform/telephony/wav.ts";
import { readCustomerContract } from "../../customers/customer.contract.ts";
import { eraseCustomerContract } from "../../customers/erasure.contract.ts";
import { asHouse, house, zhao, zhou } from "../exchange/exchange.fixture.ts";
import * as contracts from "../recording.contract.ts";
import { audioOf, eventsOf, rowOf, rule, setRules, talk, tea } from "./recording.fixture.ts";
import { sweepRecordings } from "./retention.ts";
import { rotateKeys } from "./rotate.ts";

await setRules(rule);

test("keys are rotated, again after a half-way stop, and everything is heard as before", async () => {
  const id = await talk();
  const before = await house.db
    .selectFrom("recording")
    .select(["key", "key_id"])
    .where("call_id", "=", id)
    .executeTakeFirstOrThrow();
  const { count } = await rotateKeys(house.db, asHouse);
  assert.ok(count > 0);
  const after = await house.db
    .selectFrom("recording")
    .select(["key", "key_id"])
    .where("call_id", "=", id)
    .executeTakeFirstOrThrow();
  assert.notDeepEqual(after, before);
  assert.equal((await house.db.selectFrom("recording_key").select("id").execute()).length, 1);
  assert.equal((await audioOf(id)).bytes.length, wavHeadSize + 5 * 32_000);
  const other = { secret: () => Buffer.alloc(32, 9) };
  await rotateKeys(house.db, other, asHouse);
  assert.equal((await audioOf(id)).status, 410, "the node has the old master key still");
  await rotateKeys(house.db, asHouse, other);
  assert.equal((await audioOf(id)).status, 200);
});

test("after its days a recording is destroyed, but not one that is held", async () => {
  const [old, held] = [await talk(), await talk()];
  const hold = { params: { callId: held } };
  assert.equal((await zhou!.call(contracts.holdRecordingContract, { ...hold, body: { reason: "争议" } })).status, 403);
  assert.equal((await zhou!.call(contracts.releaseRecordingContract, hold)).status, 403);
  assert.equal(
    (await zhao!.call(contracts.holdRecordingContract, { ...hold, body: { reason: "争议" } })).body.is_held,
    true,
  );
  await sql`update recording set started_at = now() - interval '31 days' where call_id in (${old}, ${held})`.execute(
    house.db,
  );
  await setRules({ ...rule, keep_days: 30 });
  await sweepRecordings(asHouse);
  assert.deepEqual(
    (await rowOf(old)).map(({ state, key, stored_file_id }) => [state, key, stored_file_id]),
    [["erased", null, null]],
  );
  assert.equal((await rowOf(held))[0]!.state, "kept");
  const gone = await zhou!.call(contracts.readRecordingContract, { params: { callId: old } });
  assert.equal(gone.body.state, "erased");
  assert.equal((await audioOf(old)).status, 409);
  assert.ok((await eventsOf(old)).some(({ name }) => name === "recording.erased"));
  assert.equal((await zhao!.call(contracts.releaseRecordingContract, hold)).body.is_held, false);
  await sweepRecordings(asHouse);
  assert.equal((await rowOf(held))[0]!.state, "erased");
});

test("with a customer the recordings of their calls are erased", async () => {
  await setRules(rule);
  const id = await talk();
  const [row] = await rowOf(id);
  await sql`update call set disposition = '腰痛', their_name = '王芳' where id = ${id}`.execute(house.db);
  await sql`update call_wrap_up set disposition = '腰痛' where call_id = ${id}`.execute(house.db);
  const hold = { params: { callId: id }, body: { reason: "王芳的投诉" } };
  assert.equal((await zhao!.call(contracts.holdRecordingContract, hold)).status, 200);
  const archive = await fetch(`${house.base}/api/customers/${tea}/personal_data.zip`, {
    headers: { cookie: zhao!.cookie },
  });
  const zip = Buffer.from(await archive.arrayBuffer());
  assert.ok(zip.includes(`${id}.wav`), "who is erased may have them before");
  const { number } = (await zhao!.call(readCustomerContract, { params: { customerId: tea } })).body;
  const { status } = await zhao!.call(eraseCustomerContract, { params: { customerId: tea }, body: { number } });
  assert.equal(status, 200);
  assert.equal((await rowOf(id))[0]!.state, "erased");
  const left = await sql<{ all: string }>`
    select concat((select jsonb_agg(c) from call c where c.id = ${id}), (select jsonb_agg(w) from call_wrap_up w where w.call_id = ${id}),
      (select jsonb_agg(h) from recording_hold h where h.call_id = ${id}), (select jsonb_agg(p) from call_person p where p.call_id = ${id}),
      (select jsonb_agg(k) from call_command k where k.call_id = ${id})) as all`.execute(house.db);
  assert.doesNotMatch(left.rows[0]!.all, /腰痛|王芳|1990000/, "nothing of a call is left but that it was");
  const due =
    await sql`select 1 from stored_file_removal where file_id = ${row!.stored_file_id} and due_at <= now()`.execute(
      house.db,
    );
  const isGone = (await asHouse.files.store.size(row!.stored_file_id!)) === undefined;
  assert.ok(due.rows.length === 1 || isGone, "its bytes go at once");
});
