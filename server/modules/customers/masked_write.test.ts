import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";
import { listReadLogContract, listSensitiveReadsContract } from "./consent.contract.ts";
import { addContactPointContract, updateContactPointContract } from "./contact.contract.ts";
import { createCustomerContract, readCustomerContract } from "./customer.contract.ts";
import { findDuplicatesContract } from "./duplicate.contract.ts";
import { readHistoryContract } from "./history.contract.ts";
import { giveRole, maskedGrants, numbers } from "./masked.fixture.ts";
import { revealPhoneContract } from "./reveal.contract.ts";
import { searchContract } from "./search.contract.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const reveal = { object: "phone", action: "reveal", scope: "all", fields: null } as const;
const li = await giveRole(house, "li", maskedGrants);
const wang = await giveRole(house, "wang", [...maskedGrants, reveal]);
const { make, tells } = numbers(house, 42_280_000);
const stored = async (id: string) =>
  (await zhao.call(readCustomerContract, { params: { customerId: id } })).body.contact_points!.map(
    ({ value }) => value,
  );

describe("writing behind a mask", () => {
  test("a new number takes the place of a masked one; the mask itself changes label and place only", async () => {
    const one = await make();
    const at = { params: { customerId: one.id, contactPointId: one.point.id } };
    const labelled = await li.call(updateContactPointContract, {
      ...at,
      body: { value: one.mask, seen: one.mask, label: "手机" },
    });
    assert.equal(labelled.status, 200, JSON.stringify(labelled.problem));
    assert.equal(labelled.body.contact_points![0]!.label, "手机");
    assert.deepEqual(await stored(one.id), [one.phone]);
    const written = await li.call(updateContactPointContract, {
      ...at,
      body: { value: "189 0000 1234", seen: one.mask },
    });
    assert.equal(written.status, 200, JSON.stringify(written.problem));
    assert.equal(written.body.contact_points![0]!.value, "189 **** 1234");
    assert.deepEqual(await stored(one.id), ["189 0000 1234"]);
    assert.deepEqual((await eventsOf(house.db, one.id)).slice(1), ["contact_point.updated", "contact_point.updated"]);
    assert.ok(!tells((await li.call(readHistoryContract, { params: { customerId: one.id } })).body, one.phone));
  });

  test("no mask becomes a number, on any way in", async () => {
    const one = await make();
    const at = { params: { customerId: one.id, contactPointId: one.point.id } };
    const point = { kind: "phone" as const, value: one.mask };
    const base = { kind: "person" as const, name: "掩码写入" };
    const replies = [
      await li.call(updateContactPointContract, { ...at, body: { value: "188 **** 0000", seen: one.mask } }),
      await zhao.call(updateContactPointContract, { ...at, body: { value: one.mask, seen: one.phone } }),
      await li.call(addContactPointContract, { params: { customerId: one.id }, body: point }),
      await zhao.call(addContactPointContract, { params: { customerId: one.id }, body: point }),
      await zhao.call(createCustomerContract, { body: { ...base, contact_points: [point] } }),
      await zhao.call(createCustomerContract, {
        body: { ...base, contacts: [{ name: "甲", contact_points: [point] }] },
      }),
    ];
    for (const { status, problem } of replies) {
      assert.deepEqual([status, problem.id], [400, "contact_point.invalid"]);
      assert.equal(problem.fields![0]!.reason, "masked");
    }
    assert.deepEqual(await stored(one.id), [one.phone]);
  });

  test("a guess is a conflict whether it hits or not, and conflicts show masks", async () => {
    const one = await make();
    const at = { params: { customerId: one.id, contactPointId: one.point.id } };
    const answers = [];
    for (const value of [one.phone, "199 0000 0000"]) {
      const reply = await li.call(updateContactPointContract, { ...at, body: { value, seen: "anything" } });
      answers.push([
        reply.status,
        reply.problem.id,
        (reply.problem.detail!.conflicts as { theirs: string }[])[0]!.theirs,
      ]);
      assert.ok(value === one.phone || !tells(reply.body, one.phone));
    }
    assert.deepEqual(answers, [
      [409, "customer.conflict", one.mask],
      [409, "customer.conflict", one.mask],
    ]);
    assert.deepEqual(await stored(one.id), [one.phone]);
  });

  test("eight write at once behind the same mask: one wins, the others meet a conflict", async () => {
    const one = await make();
    const at = { params: { customerId: one.id, contactPointId: one.point.id } };
    const replies = await race(8, (index) =>
      li.call(updateContactPointContract, { ...at, body: { value: `1890000${7000 + index}`, seen: one.mask } }),
    );
    const won = replies.filter(({ status }) => status === 200);
    assert.equal(won.length, 1);
    assert.ok(replies.every(({ status }) => status === 200 || status === 409));
  });
});

describe("revealing one number", () => {
  test("it is shown whole, each time a row of the log and an event", async () => {
    const one = await make();
    const params = { customerId: one.id, contactPointId: one.point.id };
    const shown = await wang.call(revealPhoneContract, { params });
    assert.deepEqual([shown.status, shown.body.value], [200, one.phone]);
    await wang.call(revealPhoneContract, { params });
    const reads = (await zhao.call(listSensitiveReadsContract, { params })).body.reads;
    const byWang = reads.filter(({ user }) => user!.id === wang.userId).map(({ how, fields }) => [how, fields]);
    assert.deepEqual(byWang, [
      ["reveal", ["phone"]],
      ["reveal", ["phone"]],
    ]);
    assert.deepEqual((await eventsOf(house.db, one.id)).slice(1), ["phone.revealed", "phone.revealed"]);
    const log = (await zhao.call(listReadLogContract, { query: { user_id: wang.userId } })).body.entries;
    assert.deepEqual([log[0]!.how, log[0]!.customer!.id], ["reveal", one.id]);
    assert.ok(!tells(log, one.phone));
    const again = await wang.call(readCustomerContract, { params });
    assert.equal(again.body.contact_points![0]!.value, one.mask);
  });

  test("refused without the right, and what is not there or not to be seen is not found", async () => {
    const one = await make();
    const params = { customerId: one.id, contactPointId: one.point.id };
    const refused = await li.call(revealPhoneContract, { params });
    assert.deepEqual(
      [refused.status, refused.problem.id, refused.problem.detail!.permission],
      [403, "permission.missing", "phone.reveal"],
    );
    assert.equal((await li.call(readCustomerContract, { params })).body.blocked.reveal, "no_permission");
    assert.equal((await wang.call(readCustomerContract, { params })).body.blocked.reveal, undefined);
    const elsewhere = await wang.call(revealPhoneContract, { params: { ...params, contactPointId: newId() } });
    assert.deepEqual([elsewhere.status, elsewhere.problem.id], [404, "contact_point.not_found"]);
    const mail = await zhao.call(addContactPointContract, {
      params,
      body: { kind: "mail", value: "a@masked.test" },
    });
    const mailPoint = mail.body.contact_points!.find(({ kind }) => kind === "mail")!;
    const noPhone = await wang.call(revealPhoneContract, { params: { ...params, contactPointId: mailPoint.id } });
    assert.equal(noPhone.problem.id, "contact_point.not_found");
    const emma = await giveRole(house, "emma", [
      { object: "customer", action: "read", scope: "own", fields: null },
      reveal,
    ]);
    const unseen = await emma.call(revealPhoneContract, { params });
    assert.deepEqual([unseen.status, unseen.problem.id], [404, "customer.not_found"]);
    const lars = await giveRole(house, "lars", [
      { object: "customer", action: "read", scope: "all", fields: ["stage"] },
      reveal,
    ]);
    assert.equal((await lars.call(revealPhoneContract, { params })).problem.id, "contact_point.not_found");
    assert.deepEqual(await eventsOf(house.db, one.id), ["customer.created", "contact_point.added"]);
  });

  test("sixty an hour, also when many ask at once", async () => {
    const one = await make();
    const params = { customerId: one.id, contactPointId: one.point.id };
    const chen = await giveRole(house, "chen", [...maskedGrants, reveal]);
    await sql`insert into sensitive_read (user_id, customer_id, fields, how)
      select ${chen.userId}, ${one.id}, array['phone'], 'reveal' from generate_series(1, 57)`.execute(house.db);
    const replies = await race(8, () => chen.call(revealPhoneContract, { params }));
    const told = replies.map(({ status, problem }) => (status === 200 ? 200 : problem.id)).sort();
    assert.deepEqual(told, [200, 200, 200, ...Array(5).fill("phone.too_many_reveals")]);
    await sql`update sensitive_read set read_at = read_at - interval '61 minutes' where user_id = ${chen.userId}`.execute(
      house.db,
    );
    assert.equal((await chen.call(revealPhoneContract, { params })).status, 200);
  });
});

test("whole numbers are looked up a hundred times an hour, the same one as often as one likes; others are not counted", async () => {
  const one = await make();
  const sun = await giveRole(house, "sun", maskedGrants);
  const ask = (who: typeof sun, q: string) => who.call(searchContract, { query: { q } });
  assert.equal((await ask(sun, one.phone)).body.hits.length > 0, true);
  await sql`insert into phone_lookup (user_id, digest) select ${sun.userId}, 'drawn ' || n from generate_series(1, 98) n`.execute(
    house.db,
  );
  assert.equal((await ask(sun, "18900009001")).status, 200);
  const refused = await ask(sun, "18900009002");
  assert.deepEqual([refused.status, refused.problem.id], [429, "phone.too_many_lookups"]);
  assert.equal((await ask(sun, one.phone)).status, 200);
  assert.equal((await ask(sun, one.name)).status, 200);
  const added = await sun.call(addContactPointContract, {
    params: { customerId: one.id },
    body: { kind: "phone", value: "18900009003" },
  });
  assert.equal(added.problem.id, "phone.too_many_lookups");
  await sql`update phone_lookup set looked_at = looked_at - interval '61 minutes' where user_id = ${sun.userId}`.execute(
    house.db,
  );
  assert.equal((await ask(sun, "18900009002")).status, 200);
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from phone_lookup where user_id = ${sun.userId}`.execute(house.db);
  assert.equal(rows[0]!.count, 1);
  for (let n = 0; n < 3; n++) await ask(zhao, `1890000910${n}`);
  const { rows: none } = await sql`select 1 from phone_lookup where user_id = ${zhao.userId}`.execute(house.db);
  assert.equal(none.length, 0);
});

test("looking up many numbers at the same moment counts each of them", async () => {
  const xu = await giveRole(house, "xu", maskedGrants);
  const recent = async () =>
    (
      await sql<{ count: number }>`select count(*)::int from phone_lookup where user_id = ${xu.userId}`.execute(
        house.db,
      )
    ).rows[0]!.count;
  const drawn = (from: number, to: number) =>
    sql`insert into phone_lookup (user_id, digest) select ${xu.userId}, 'drawn ' || n from generate_series(${from}::int, ${to}::int) n`.execute(
      house.db,
    );
  await drawn(1, 90);
  const points = (index: number) =>
    Array.from({ length: 10 }, (_, at) => ({
      kind: "phone" as const,
      value: `1890001${index}${String(at).padStart(3, "0")}`,
    }));
  const finds = await race(8, (index) =>
    xu.call(findDuplicatesContract, { body: { kind: "company", name: "打码试验齐查", contact_points: points(index) } }),
  );
  assert.deepEqual(finds.map(({ status }) => status).sort(), [200, ...Array(7).fill(429)]);
  assert.equal(await recent(), 100);
  await sql`delete from phone_lookup where user_id = ${xu.userId}`.execute(house.db);
  await drawn(1, 98);
  const searches = await race(8, (index) => xu.call(searchContract, { query: { q: `1890002000${index}` } }));
  assert.ok(searches.filter(({ status }) => status === 200).length <= 2);
  assert.ok((await recent()) <= 100);
});
