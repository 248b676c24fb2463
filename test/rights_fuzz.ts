import assert from "node:assert/strict";
import * as contracts from "../server/modules/customers/customer.contract.ts";
import { exportListContract } from "../server/modules/customers/export.contract.ts";
import { searchContract } from "../server/modules/customers/search.contract.ts";
import { loadPolicy } from "../server/modules/people/index.ts";
import type { ResponseOf } from "../server/platform/contract/contract.ts";
import { visibleEvents } from "../server/platform/live/visibility.ts";
import type { Actor } from "../server/platform/permission/actor.ts";
import { randomOf } from "./generate/random.ts";
import type { Harness, Reply } from "./harness.ts";
import { type Case, drawFilter } from "./rights_filter.ts";
import { oracleOf } from "./rights_oracle.ts";
import { drawPolicies, type FuzzCustomer, makeWorld } from "./rights_world.ts";

const casesPerPolicy = 40;

/** Draws policy x actor x query cases through every exit and compares each answer with the oracle's. */
export async function fuzzRights(
  house: Harness,
  { seed, cases }: { seed: number; cases: number },
): Promise<Record<string, number>> {
  const world = await makeWorld(house.db, seed);
  const oracle = oracleOf(world);
  const random = randomOf(seed, 1);
  const counts: Record<string, number> = {};
  for (let index = 0; index < cases; index++) {
    if (index % casesPerPolicy === 0) {
      await drawPolicies(house.db, world, random);
      await house.db.deleteFrom("phone_lookup").execute(); // what an hour allows is not what is asked here
    }
    const exit = random.pick(Object.keys(exits) as (keyof typeof exits)[]);
    const one: Case = { house, world, oracle, random, user: random.below(world.users.length) };
    try {
      await exits[exit](one);
    } catch (error) {
      const told = `seed ${seed}, case ${index}, ${exit}, user ${one.user} ${JSON.stringify(world.users[one.user])}`;
      throw new Error(`${told}: ${(error as Error).message}`, { cause: error });
    }
    counts[exit] = (counts[exit] ?? 0) + 1;
  }
  return counts;
}

const exits = { list, record, search, exported, live };

/** @returns the expected rows, or the expected refusal */
function expectedRows(
  { oracle, world, user }: Case,
  action: string,
  { fields, matches }: ReturnType<typeof drawFilter>,
): FuzzCustomer[] | number {
  if (!oracle.ever(user, action)) return 403;
  if (fields.some((field) => !oracle.everOpens(user, action, field))) return 400;
  return world.customers.filter(
    (customer) =>
      oracle.reaches(user, action, customer) &&
      fields.every((field) =>
        field === "phone_whole" ? oracle.shows(user, action, customer) : oracle.opens(user, action, customer, field),
      ) &&
      matches(customer),
  );
}

async function list(one: Case): Promise<void> {
  const drawn = drawFilter(one);
  const expected = expectedRows(one, "read", drawn);
  const sort = one.random.pick(["updated_at", "name", "created_at"] as const);
  const caller = await callerOf(one);
  const reply = await caller.call(contracts.listCustomersContract, {
    query: { ...drawn.filter, sort, limit: 200, with_count: true } as never,
  });
  if (typeof expected === "number") return assert.equal(reply.status, expected);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  sameIds(
    reply.body.rows.map((row) => row.id),
    expected,
  );
  assert.equal(reply.body.count!.value, expected.length);
  const small = one.random.between(1, 7);
  sameIds(await walkPages(caller, { ...drawn.filter, sort, limit: small }), expected);
  for (const row of reply.body.rows) {
    const customer: FuzzCustomer = expected.find((known) => known.id === row.id)!;
    for (const field of ["stage", "province", "industry", "owner", "phone"] as const) {
      assert.equal(field in row, one.oracle.opens(one.user, "read", customer, field), `${field} of ${customer.name}`);
    }
    if ("phone" in row) {
      assert.equal(row.phone !== null, one.oracle.seesClientFact(one.user, customer.points[0]!.client));
      if (row.phone) sameNumber(row.phone, customer, one.oracle.shows(one.user, "read", customer));
    }
  }
}

/** Whole where the rights show it, otherwise with its middle gone. */
function sameNumber(shown: string, customer: FuzzCustomer, isWhole: boolean): void {
  const digits = customer.points[0]!.value.slice(3);
  const expected = isWhole
    ? `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`
    : `${digits.slice(0, 3)} **** ${digits.slice(7)}`;
  assert.equal(shown, expected, `number of ${customer.name}`);
}

async function walkPages(caller: Awaited<ReturnType<typeof callerOf>>, query: object): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 200; page++) {
    const reply: Reply<ResponseOf<typeof contracts.listCustomersContract>> = await caller.call(
      contracts.listCustomersContract,
      {
        query: { ...query, ...(after ? { after } : {}) } as never,
      },
    );
    ids.push(...reply.body.rows.map((row) => row.id));
    after = reply.body.next;
    if (after === null) return ids;
  }
  throw new Error("the pages do not end");
}

async function record(one: Case): Promise<void> {
  const customer = one.random.pick(one.world.customers);
  const reply = await (await callerOf(one)).call(contracts.readCustomerContract, {
    params: { customerId: customer.id },
  });
  const { oracle, user } = one;
  if (!oracle.ever(user, "read")) return assert.equal(reply.status, 403);
  if (!oracle.reaches(user, "read", customer)) return assert.equal(reply.status, 404);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  for (const field of ["stage", "province", "industry", "payment_terms", "city", "remark"]) {
    assert.equal(field in reply.body.facts, oracle.opens(user, "read", customer, field), field);
  }
  assert.equal("owner" in reply.body, oracle.opens(user, "read", customer, "owner"));
  const points = customer.points.filter((point) => seesPoint(one, customer, point));
  assert.deepEqual(
    (reply.body.contact_points ?? []).map((point) => point.id).sort(),
    points.map((point) => point.id).sort(),
  );
  for (const point of reply.body.contact_points ?? []) {
    if (point.kind !== "phone") continue;
    const isWhole = oracle.shows(user, "read", customer);
    sameNumber(point.display, customer, isWhole);
    assert.equal(point.is_masked, !isWhole);
    assert.equal(point.value.replace(/\D/g, "").length >= 11, isWhole, point.value);
  }
  const contacts = oracle.opens(user, "read", customer, "contacts")
    ? customer.contacts.filter((contact) => oracle.seesClientFact(user, contact.client))
    : [];
  assert.deepEqual(
    (reply.body.contacts ?? []).map((contact) => contact.id).sort(),
    contacts.map((contact) => contact.id).sort(),
  );
}

function seesPoint({ oracle, user }: Case, customer: FuzzCustomer, point: FuzzCustomer["points"][number]): boolean {
  if (!oracle.opens(user, "read", customer, point.kind) || !oracle.seesClientFact(user, point.client)) return false;
  if (point.contact === null) return true;
  return (
    oracle.opens(user, "read", customer, "contacts") &&
    oracle.seesClientFact(user, customer.contacts[point.contact]!.client)
  );
}

/** By a value that only one customer has: found if and only if the reader may see the row and the field, and by a part of a number only where it is shown whole. */
async function search(one: Case): Promise<void> {
  const { oracle, user, world, random } = one;
  const target = random.pick(world.customers);
  const point = random.pick(target.points);
  const by = random.pick(["name", "point", "part"] as const);
  const number = target.points[0]!;
  const q =
    by === "name"
      ? target.name
      : by === "part"
        ? random.pick([number.value.slice(-7), number.value.slice(3, 11)])
        : point.kind === "phone"
          ? point.value.slice(3)
          : point.value;
  const reply = await (await callerOf(one)).call(searchContract, { query: { q, limit: 50 } });
  if (!oracle.ever(user, "read")) return assert.equal(reply.status, 403);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  const visible =
    oracle.reaches(user, "read", target) &&
    (by === "name" ||
      (by === "part"
        ? seesPoint(one, target, number) && oracle.shows(user, "read", target)
        : seesPoint(one, target, point)));
  const found = reply.body.hits.some((hit) => hit.customer_id === target.id);
  assert.equal(found, visible, `${q} by ${by}`);
  for (const hit of reply.body.hits) {
    const customer = world.customers.find((known) => known.id === hit.customer_id)!;
    assert.ok(oracle.reaches(user, "read", customer), `leak of ${customer.name}`);
    if (hit.object === "contact")
      assert.ok(oracle.opens(user, "read", customer, "contacts"), `leak of a contact of ${customer.name}`);
    if (hit.why === "phone" || hit.why === "mail")
      assert.ok(oracle.opens(user, "read", customer, hit.why), `leak of ${hit.why}`);
    if (hit.why === "phone") {
      assert.ok(by !== "part" || oracle.shows(user, "read", customer), "found by a part of a masked number");
      const shown = hit.matched.map(({ text }) => text).join("");
      sameNumber(shown, customer, oracle.shows(user, "read", customer));
    }
  }
}

async function exported(one: Case): Promise<void> {
  const drawn = drawFilter(one);
  const expected = expectedRows(one, "export", drawn);
  const reply = await (await callerOf(one)).call(exportListContract, {
    query: { ...drawn.filter, format: "csv", columns: "phone,payment_terms" } as never,
  });
  if (typeof expected === "number") return assert.equal(reply.status, expected);
  const [head = "", ...lines] = String(reply.body).replace("\ufeff", "").trim().split("\r\n");
  assert.equal(head, "客户编号,客户名称,类型,电话,付款条件");
  const columns = ["number", "name", "kind", "phone", "payment_terms"];
  const rows = lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [columns[index]!, cell])));
  assert.deepEqual(rows.map((row) => row.name).sort(), expected.map((customer) => customer.name).sort());
  for (const row of rows) {
    const customer: FuzzCustomer = expected.find((known) => known.name === row.name)!;
    const { oracle, user } = one;
    assert.equal(
      row.payment_terms,
      oracle.opens(user, "export", customer, "payment_terms") ? customer.facts.payment_terms : "",
    );
    const phone =
      oracle.opens(user, "export", customer, "phone") && oracle.seesClientFact(user, customer.points[0]!.client);
    assert.equal(row.phone !== "", phone, "phone");
    if (row.phone) sameNumber(row.phone, customer, oracle.shows(user, "export", customer));
  }
}

async function live(one: Case): Promise<void> {
  const { house, world, random, oracle, user } = one;
  const customers = Array.from({ length: 8 }, () => random.pick(world.customers));
  const events = customers.map((customer, index) => {
    const client = random.chance(0.3) ? random.below(world.clientIds.length) : null;
    const row = {
      xid: "1",
      id: index + 1,
      at: "",
      name: "customer.updated",
      actor_id: null,
      object: "customer",
      object_id: customer.id,
      root: "customer",
      root_id: customer.id,
      client_id: client === null ? null : world.clientIds[client]!,
      changed: [],
    };
    return { row, expected: oracle.reaches(user, "read", customer) && oracle.seesClientFact(user, client) };
  });
  const heard = await visibleEvents(
    house.db,
    await actorOf(one),
    events.map(({ row }) => row),
  );
  assert.deepEqual(
    heard.map((event) => event.id),
    events.filter(({ expected }) => expected).map(({ row }) => row.id),
  );
}

const callerOf = ({ house, world, user }: Case) => house.asUser(world.users[user]!.id);

async function actorOf({ house, world, user }: Case): Promise<Actor> {
  const { id } = world.users[user]!;
  const policy = await loadPolicy(house.db, id);
  return {
    ...policy,
    userId: id,
    name: "",
    locale: "zh-CN",
    sessionId: null,
    organisationId: house.organisationId,
    requestId: "fuzz",
  };
}

function sameIds(given: string[], expected: FuzzCustomer[]): void {
  assert.deepEqual([...given].sort(), expected.map((customer) => customer.id).sort());
}
