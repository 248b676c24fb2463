import assert from "node:assert/strict";
import { test } from "node:test";
import { race, startHarness } from "#test/harness.ts";
import * as contracts from "./customer.contract.ts";
import { transferCustomerContract } from "./sharing.contract.ts";
import * as stars from "./star.contract.ts";

const house = await startHarness();
const zhou = await house.as("zhou");
const li = await house.as("li");

const make = async (name: string): Promise<string> =>
  (await zhou.call(contracts.createCustomerContract, { body: { kind: "company", name } })).body.id;
const listed = async (field: string, query: object = {}) => {
  const filter = JSON.stringify({ all: [{ field, op: "filled" }] });
  const reply = await zhou.call(contracts.listCustomersContract, { query: { filter, ...query } });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.rows.map((row) => `${row.name}${row.is_starred ? "*" : ""}`);
};

test("a star is one's own, set once however often, and the list can be narrowed to it", async () => {
  const params = { customerId: await make("甲") };
  await make("乙");
  const replies = await race(8, () => zhou.call(stars.starCustomerContract, { params }));
  assert.deepEqual(
    replies.map((reply) => reply.body),
    Array(8).fill({ is_starred: true }),
  );
  assert.deepEqual(await listed("starred_at"), ["甲*"]);
  assert.equal((await zhou.call(contracts.readCustomerContract, { params })).body.is_starred, true);
  const zhao = await house.as("zhao");
  assert.equal((await zhao.call(contracts.readCustomerContract, { params })).body.is_starred, false);
  assert.deepEqual((await zhou.call(stars.unstarCustomerContract, { params })).body, { is_starred: false });
  assert.deepEqual(await listed("starred_at"), []);
  const events = await house.db
    .selectFrom("domain_event")
    .select("name")
    .where("object", "=", "star")
    .orderBy("id")
    .execute();
  assert.deepEqual(
    events.map(({ name }) => name),
    ["star.added", "star.removed"],
  );
  assert.equal((await li.call(stars.starCustomerContract, { params })).problem.id, "customer.not_found");
  assert.equal((await li.call(stars.unstarCustomerContract, { params })).status, 404);
  assert.equal((await house.anonymous.call(stars.starCustomerContract, { params })).status, 401);
});

test("the last fifty records one opened are kept, the latest first, as far as one may still see them", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 52; index++) ids.push(await make(`客户 ${index}`));
  for (const customerId of [...ids, ids[10]!])
    assert.equal((await zhou.call(stars.visitCustomerContract, { params: { customerId } })).status, 200);
  const { body } = await zhou.call(stars.listVisitsContract);
  assert.equal(body.visits.length, 50);
  assert.deepEqual(
    body.visits.slice(0, 2).map(({ name }) => name),
    ["客户 10", "客户 51"],
  );
  assert.deepEqual((await listed("visited_at", { sort: "visited_at", limit: 2 })).slice(0, 2), ["客户 10", "客户 51"]);
  assert.equal((await li.call(stars.visitCustomerContract, { params: { customerId: ids[0]! } })).status, 404);
  assert.deepEqual((await li.call(stars.listVisitsContract)).body.visits, []);
  await zhou.call(transferCustomerContract, {
    params: { customerId: ids[10]! },
    body: { owner_id: li.userId, seen: zhou.userId },
  });
  const later = await zhou.call(stars.listVisitsContract);
  const canStillSee =
    (await zhou.call(contracts.readCustomerContract, { params: { customerId: ids[10]! } })).status === 200;
  assert.equal(
    later.body.visits.some(({ id }) => id === ids[10]),
    canStillSee,
  );
});
