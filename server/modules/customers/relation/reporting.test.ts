import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../../platform/ids.ts";
import { addContactContract, removeContactContract, updateContactContract } from "../contact.contract.ts";
import { createCustomerContract, readCustomerContract } from "../customer.contract.ts";
import { eraseContactContract, eraseCustomerContract } from "../erasure.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import * as relations from "./relation.contract.ts";
import * as types from "./relation_type.contract.ts";

const house = await startHarness();
const [zhou, he, zhao] = await Promise.all([house.as("zhou"), house.as("he"), house.as("zhao")]);

async function company(by = zhou, names = ["甲", "乙", "丙", "丁"], more: object = {}) {
  const body = { kind: "company" as const, name: "越州汇报", contacts: names.map((name) => ({ name })), ...more };
  const made = await by.call(createCustomerContract, { body });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  const ids = names.map((name) => made.body.contacts!.find((one) => one.name === name)!.id);
  return { customerId: made.body.id, number: made.body.number, ids };
}

const report = (customerId: string, contactId: string, to: string | null, seen: string | null = null, by = zhou) =>
  by.call(updateContactContract, {
    params: { customerId, contactId },
    body: { set: { reports_to: to }, seen: { reports_to: seen } },
  });
const linesOf = async (customerId: string) =>
  new Map(
    (await zhou.call(readCustomerContract, { params: { customerId } })).body.contacts!.map((one) => [
      one.name,
      one.reports_to,
    ]),
  );

describe("reporting lines and roles in buying", () => {
  test("are set, shown, conflict by field, and told by name", async () => {
    const { customerId, ids } = await company();
    const [a, b] = ids as [string, string];
    const set = await report(customerId, b, a);
    assert.deepEqual([set.status, set.body.contacts!.find((one) => one.id === b)!.reports_to], [200, a]);
    const role = await zhou.call(updateContactContract, {
      params: { customerId, contactId: a },
      body: { set: { buying_role: "decides" }, seen: { buying_role: null } },
    });
    assert.equal(role.body.contacts!.find((one) => one.id === a)!.buying_role, "decides");
    const late = await report(customerId, b, ids[2]!);
    assert.deepEqual([late.status, late.problem.id], [409, "customer.conflict"]);
    const { entries } = (await zhou.call(readHistoryContract, { params: { customerId } })).body;
    assert.deepEqual(entries[1]!.changes, [{ field: "reports_to", before: null, after: "甲" }]);
    assert.deepEqual(await eventsOf(house.db, customerId), ["customer.created", "contact.updated", "contact.updated"]);
  });

  test("self, rings, strangers and other words are refused by name", async () => {
    const { customerId, ids } = await company();
    const other = await company();
    const [a, b, c] = ids as [string, string, string];
    await report(customerId, b, a);
    await report(customerId, c, b);
    const self = await report(customerId, a, a);
    assert.deepEqual([self.status, self.problem.id], [400, "reporting.self"]);
    const ring = await report(customerId, a, c);
    assert.deepEqual([ring.status, ring.problem.id], [409, "reporting.cycle"]);
    for (const stranger of [other.ids[0]!, newId()]) {
      const unknown = await report(customerId, a, stranger);
      assert.deepEqual([unknown.status, unknown.problem.id], [400, "reporting.unknown"]);
    }
    const bad = await zhou.call(updateContactContract, {
      params: { customerId, contactId: a },
      body: { set: { buying_role: "pays" as never }, seen: { buying_role: null } },
    });
    assert.equal(bad.status, 400);
    const moved = house.db.updateTable("contact").set({ reports_to: other.ids[0]! }).where("id", "=", a);
    await assert.rejects(moved.execute(), { constraint: "contact_reports_to_customer" });
    const torn = house.db.updateTable("contact").set({ customer_id: other.customerId }).where("id", "=", b);
    await assert.rejects(torn.execute(), { constraint: "contact_reports_to_customer" });
    const whole = house.db
      .updateTable("contact")
      .set({ customer_id: other.customerId })
      .where("customer_id", "=", customerId);
    await whole.execute();
    const gone = house.db.updateTable("contact").set({ reports_to: newId() }).where("id", "=", a);
    await assert.rejects(gone.execute(), { constraint: "contact_reports_to" });
  });

  test("a ring of eight closed by eight at once: seven lines stand", async () => {
    const { customerId, ids } = await company(
      zhou,
      Array.from({ length: 8 }, (_, at) => `人 ${at}`),
    );
    const replies = await race(8, (at) => report(customerId, ids[at]!, ids[(at + 1) % 8]!));
    assert.deepEqual(
      replies.filter((one) => one.status !== 200).map((one) => one.problem.id),
      ["reporting.cycle"],
    );
  });

  test("random lines against an oracle", async () => {
    const size = 8;
    const { customerId, ids } = await company(
      zhou,
      Array.from({ length: size }, (_, at) => `人 ${at}`),
    );
    const above = new Map<number, number>();
    let seed = 7;
    const random = (most: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % most;
    };
    for (let turn = 0; turn < 120; turn++) {
      const [who, to] = [random(size), random(size)];
      let ring = who === to ? "reporting.self" : "ok";
      for (let at = above.get(to); at !== undefined && ring === "ok"; at = above.get(at))
        if (at === who) ring = "reporting.cycle";
      const before = above.get(who);
      const reply = await report(customerId, ids[who]!, ids[to]!, before === undefined ? null : ids[before]!);
      assert.equal(reply.status === 200 ? "ok" : reply.problem.id, ring, `turn ${turn}`);
      if (ring === "ok") above.set(who, to);
    }
  });

  test("who reported to one that goes reports to the next above, and the history says so", async () => {
    const { customerId, number, ids } = await company();
    const [a, b, c, d] = ids as [string, string, string, string];
    await report(customerId, b, a);
    await report(customerId, c, b);
    await report(customerId, d, c);
    assert.equal((await zhou.call(removeContactContract, { params: { customerId, contactId: b } })).status, 200);
    assert.deepEqual(
      [...(await linesOf(customerId))],
      [
        ["甲", null],
        ["丙", a],
        ["丁", c],
      ],
    );
    const { entries } = (await zhou.call(readHistoryContract, { params: { customerId } })).body;
    assert.deepEqual(entries[0]!.changes, [{ field: "reports_to", before: null, after: "甲" }]);
    const erased = await zhao.call(eraseContactContract, { params: { customerId, contactId: c }, body: { number } });
    assert.equal(erased.status, 200);
    assert.equal((await linesOf(customerId)).get("丁"), a);
    assert.equal((await zhao.call(eraseCustomerContract, { params: { customerId }, body: { number } })).status, 200);
    assert.equal(await house.db.selectFrom("contact").select("id").where("id", "=", a).executeTakeFirst(), undefined);
  });

  test("several that go at once hand on to the first who stays", async () => {
    const { customerId, ids } = await company();
    const [a, b, c, d] = ids as [string, string, string, string];
    await report(customerId, b, a);
    await report(customerId, c, b);
    await report(customerId, d, c);
    await house.db.deleteFrom("contact").where("id", "in", [b, c]).execute();
    assert.equal((await linesOf(customerId)).get("丁"), a);
    await house.db.deleteFrom("contact").where("id", "=", a).execute();
    assert.deepEqual([...(await linesOf(customerId))], [["丁", null]]);
  });

  test("a new contact may come with both; a superior of another client is out of sight", async () => {
    const client_ids = [house.ids.clients.kanghe!, house.ids.clients.lingyin!];
    const { customerId, ids } = await company(he, ["甲"], { client_ids });
    const boss = await he.call(addContactContract, {
      params: { customerId },
      body: { name: "老板", client_id: client_ids[0]!, buying_role: "blocks" },
    });
    const bossId = boss.body.contacts!.find((one) => one.name === "老板")!.id;
    const added = await he.call(addContactContract, {
      params: { customerId },
      body: { name: "下属", reports_to: bossId },
    });
    assert.equal(added.body.contacts!.find((one) => one.name === "下属")!.reports_to, bossId);
    const seen = (key: "wu" | "qiang") =>
      house.as(key).then(async (by) => {
        const { body } = await by.call(readCustomerContract, { params: { customerId } });
        return body.contacts!.find((one) => one.name === "下属")!.reports_to;
      });
    assert.deepEqual([await seen("wu"), await seen("qiang")], [bossId, null]);
    const refused = await report(customerId, ids[0]!, bossId, null, await house.as("qiang"));
    assert.deepEqual([refused.status, refused.problem.id], [400, "reporting.unknown"]);
  });
});

describe("relations between people", () => {
  test("one is added over two customers, seen from both, refused twice, and goes with its contact", async () => {
    const all = (await zhou.call(types.listRelationTypesContract, {})).body.types;
    const spouse = all.find((one) => one.key === "spouse")!.id;
    const [one, two] = [await company(), await company()];
    const add = (by = zhou, from = one, to = two, end: "from" | "to" = "to") =>
      by.call(relations.addContactRelationContract, {
        params: { customerId: from.customerId },
        body: {
          type_id: spouse,
          end,
          contact_id: from.ids[0]!,
          other_customer_id: to.customerId,
          other_contact_id: to.ids[0]!,
        },
      });
    const added = await add();
    assert.deepEqual(
      [added.status, added.body.contact.name, added.body.other.customer.id],
      [200, "甲", two.customerId],
    );
    const mirrored = await add(zhou, two, one);
    assert.deepEqual([mirrored.status, mirrored.problem.id], [409, "relation.duplicate"]);
    const self = await add(zhou, one, one);
    assert.deepEqual([self.status, self.problem.id], [400, "relation.self"]);
    const list = (by: typeof zhou, customerId: string) =>
      by.call(relations.listContactRelationsContract, { params: { customerId } });
    assert.deepEqual(
      (await list(zhou, two.customerId)).body.relations.map((r) => r.other.id),
      [one.ids[0]!],
    );
    assert.equal((await list(await house.as("li"), two.customerId)).status, 404);
    const { entries } = (await zhou.call(readHistoryContract, { params: { customerId: two.customerId } })).body;
    assert.deepEqual(entries[0]!.changes, [{ field: "relation", before: null, after: "甲 · 配偶 · 甲" }]);
    assert.equal((await add(await house.as("sun"))).status, 403);
    const unseen = await company(await house.as("li"));
    const far = await add(zhou, one, unseen);
    assert.deepEqual([far.status, far.problem.id], [404, "customer.not_found"]);
    const params = { customerId: two.customerId, relationId: added.body.id };
    assert.equal((await zhou.call(relations.removeContactRelationContract, { params })).status, 200);
    assert.equal((await zhou.call(relations.removeContactRelationContract, { params })).status, 404);
    assert.equal((await add()).status, 200);
    await zhou.call(removeContactContract, { params: { customerId: one.customerId, contactId: one.ids[0]! } });
    assert.deepEqual((await list(zhou, two.customerId)).body.relations, []);
  });
});

describe("types of relations", () => {
  test("the organisation adds its own, renames and retires it; others only read", async () => {
    const name = { zh: "加盟总部", en: "Franchisor" };
    const inverse = { zh: "加盟店", en: "Franchisee" };
    const body = { applies_to: "customer" as const, shape: "tree" as const, name, inverse };
    const added = await zhao.call(types.createRelationTypeContract, { body });
    assert.deepEqual([added.status, added.body.name, added.body.inverse], [200, name, inverse]);
    assert.equal((await zhou.call(types.createRelationTypeContract, { body })).status, 403);
    const taken = await zhao.call(types.createRelationTypeContract, { body });
    assert.deepEqual([taken.status, taken.problem.id], [409, "relation_type.name_taken"]);
    const { inverse: _inverse, ...oneSided } = { ...body, name: { zh: "单边", en: "One-sided" } };
    const odd = await zhao.call(types.createRelationTypeContract, { body: oneSided });
    assert.deepEqual([odd.status, odd.problem.id], [400, "relation_type.inverse"]);
    const params = { relationTypeId: added.body.id };
    const renamed = await zhao.call(types.updateRelationTypeContract, {
      params,
      body: { name: { zh: "加盟品牌", en: "Franchise brand" } },
    });
    assert.equal(renamed.body.name.en, "Franchise brand");
    const [one, two] = [await company(), await company()];
    const relate = (from: string, to: string) =>
      zhou.call(relations.addRelationContract, {
        params: { customerId: from },
        body: { type_id: added.body.id, end: "from", customer_id: to },
      });
    assert.equal((await relate(one.customerId, two.customerId)).status, 200);
    for (const _ of [1, 2]) {
      const retired = await zhao.call(types.retireRelationTypeContract, { params });
      assert.deepEqual([retired.status, retired.body.is_retired, retired.body.count], [200, true, 1]);
    }
    const refused = await relate(two.customerId, (await company()).customerId);
    assert.deepEqual([refused.status, refused.problem.id], [409, "relation_type.retired"]);
    assert.equal((await zhao.call(types.reviveRelationTypeContract, { params })).body.is_retired, false);
    const missing = await zhao.call(types.retireRelationTypeContract, { params: { relationTypeId: newId() } });
    assert.equal(missing.status, 404);
    assert.equal((await zhou.call(types.listRelationTypesContract, {})).body.types[0]!.count, null);
    assert.deepEqual(await eventsOf(house.db, added.body.id), [
      "relation_type.created",
      "relation_type.updated",
      "relation_type.retired",
      "relation_type.revived",
    ]);
  });
});
