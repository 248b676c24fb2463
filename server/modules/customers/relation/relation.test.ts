import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CastKey } from "#test/cast.ts";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { LiveClient } from "#test/live_client.ts";
import { allPersonalData } from "../../../platform/attached.ts";
import { newId } from "../../../platform/ids.ts";
import { removeCustomerContract } from "../bin.contract.ts";
import { createCustomerContract, readCustomerContract } from "../customer.contract.ts";
import { eraseCustomerContract } from "../erasure.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { addTradeContract } from "../trade/trade.contract.ts";
import * as relations from "./relation.contract.ts";
import { listRelationTypesContract } from "./relation_type.contract.ts";

const house = await startHarness();
const [zhou, he, li] = await Promise.all([house.as("zhou"), house.as("he"), house.as("li")]);
const types = (await zhou.call(listRelationTypesContract, {})).body.types;
const typeId = (key: string) => types.find((type) => type.key === key)!.id;
const [parent, partner, distributor] = ["parent", "partner", "distributor"].map(typeId) as [string, string, string];
let made = 0;

async function create(key: CastKey = "zhou", more: object = {}): Promise<string> {
  const body = { kind: "company" as const, name: `越州测试 ${++made}`, ...more };
  const reply = await (await house.as(key)).call(createCustomerContract, { body });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.id;
}

type Added = { type?: string; end?: "from" | "to"; client_id?: string; note?: string };
const add = (by: typeof zhou, from: string, other: string, { type = parent, end = "from", ...more }: Added = {}) =>
  by.call(relations.addRelationContract, {
    params: { customerId: from },
    body: { type_id: type, end, customer_id: other, ...more },
  });
const list = async (by: typeof zhou, customerId: string) =>
  (await by.call(relations.listRelationsContract, { params: { customerId } })).body.relations;

describe("relations between customers", () => {
  test("one is added, seen from both ends by its inverse name, told in both histories, and ended", async () => {
    const [child, above] = [await create(), await create()];
    const added = await add(zhou, child, above, { note: " 2019 年收购 " });
    assert.deepEqual([added.status, added.body.end, added.body.other.id], [200, "from", above]);
    assert.equal(added.body.note, "2019 年收购");
    assert.deepEqual(
      (await list(zhou, above)).map((one) => [one.end, one.other.id]),
      [["to", child]],
    );
    for (const [id, words] of [
      [child, "母公司"],
      [above, "子公司"],
    ] as const) {
      assert.deepEqual(await eventsOf(house.db, id), ["customer.created", "customer_relation.added"]);
      const { entries } = (await zhou.call(readHistoryContract, { params: { customerId: id } })).body;
      assert.match(String(entries[0]!.changes[0]!.after), new RegExp(`^${words} · 越州测试`));
    }
    const params = { customerId: above, relationId: added.body.id };
    assert.equal((await zhou.call(relations.removeRelationContract, { params })).status, 200);
    const again = await zhou.call(relations.removeRelationContract, { params });
    assert.deepEqual([again.status, again.problem.id], [404, "relation.not_found"]);
    assert.deepEqual(await list(zhou, child), []);
    assert.equal((await eventsOf(house.db, child)).at(-1), "customer_relation.removed");
  });

  test("a repeat with the same key adds nothing", async () => {
    const [a, b] = [await create(), await create()];
    const send = () =>
      zhou.call(relations.addRelationContract, {
        params: { customerId: a },
        body: { type_id: partner, end: "to", customer_id: b },
        headers: { "idempotency-key": "relation-once-0001" },
      });
    const replies = await race(8, send);
    assert.deepEqual(
      replies.map((one) => one.status),
      Array(8).fill(200),
    );
    assert.equal((await list(zhou, a)).length, 1);
  });

  test("self, duplicate, second parent and rings are refused by name", async () => {
    const [a, b, c] = [await create(), await create(), await create()];
    for (const type of [parent, partner, distributor]) {
      const self = await add(zhou, a, a, { type });
      assert.deepEqual([self.status, self.problem.id], [400, "relation.self"]);
    }
    assert.equal((await add(zhou, a, b, { type: partner })).status, 200);
    const mirrored = await add(zhou, b, a, { type: partner });
    assert.deepEqual([mirrored.status, mirrored.problem.id], [409, "relation.duplicate"]);
    assert.equal((await add(zhou, a, b, { type: distributor })).status, 200);
    assert.equal((await add(zhou, a, b, { type: distributor, end: "to" })).status, 200);
    assert.equal((await add(zhou, a, b)).status, 200);
    assert.equal((await add(zhou, b, c)).status, 200);
    const second = await add(zhou, a, c);
    assert.deepEqual([second.status, second.problem.id], [409, "relation.second_parent"]);
    const ring = await add(zhou, c, a);
    assert.deepEqual([ring.status, ring.problem.id], [409, "relation.cycle"]);
  });

  test("the same pair in both directions at once, eight times over: one stands", async () => {
    for (let turn = 0; turn < 4; turn++) {
      const [a, b] = [await create(), await create()];
      const replies = await race(8, (index) => (index % 2 ? add(zhou, a, b) : add(he, b, a)));
      const ids = replies.map((one) => (one.status === 200 ? "ok" : one.problem.id)).sort();
      assert.equal(ids.filter((one) => one === "ok").length, 1, ids.join());
      assert.ok(
        ids.every((one) => ["ok", "relation.cycle", "relation.duplicate"].includes(one)),
        ids.join(),
      );
    }
  });

  test("a ring of eight closed by eight at once: seven stand", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 8; index++) ids.push(await create());
    const replies = await race(8, (index) => add(zhou, ids[index]!, ids[(index + 1) % 8]!));
    const refused = replies.filter((one) => one.status !== 200);
    assert.deepEqual(
      refused.map((one) => one.problem.id),
      ["relation.cycle"],
    );
  });

  test("the database alone refuses the ring, whoever writes into it", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 8; index++) ids.push(await create());
    const write = (from_id: string, to_id: string) =>
      house.db
        .insertInto("customer_relation")
        .values({ id: newId(), type_id: parent, shape: "tree", from_id, to_id })
        .execute()
        .then(
          () => "ok",
          (error) => (error as { constraint: string }).constraint,
        );
    const answers = await race(8, (index) => write(ids[index]!, ids[(index + 1) % 8]!));
    assert.deepEqual(answers.sort(), ["customer_relation_cycle", ...Array(7).fill("ok")]);
    const moved = house.db.updateTable("customer_relation").set({ from_id: ids[1]! }).where("to_id", "=", ids[1]!);
    await assert.rejects(moved.execute(), { constraint: "customer_relation_self" });
  });

  test("eight parents at once: one", async () => {
    const child = await create();
    const above: string[] = [];
    for (let index = 0; index < 8; index++) above.push(await create());
    const replies = await race(8, (index) => add(zhou, child, above[index]!));
    assert.deepEqual(replies.map((one) => (one.status === 200 ? "ok" : one.problem.id)).sort(), [
      "ok",
      ...Array(7).fill("relation.second_parent"),
    ]);
  });

  test("random edges against an oracle: what would close a ring or be a second parent is refused, nothing else", async () => {
    const size = 12;
    const ids: string[] = [];
    for (let index = 0; index < size; index++) ids.push(await create());
    const above = new Map<number, number>();
    let seed = 20260401;
    const random = (most: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % most;
    };
    const isAbove = (one: number, other: number): boolean => {
      for (let at = above.get(other); at !== undefined; at = above.get(at)) if (at === one) return true;
      return false;
    };
    for (let turn = 0; turn < 150; turn++) {
      const [child, up] = [random(size), random(size)];
      const expected = () => {
        if (child === up) return ["relation.self"];
        if (above.get(child) === up) return ["relation.duplicate", "relation.second_parent"];
        const both = [
          ...(isAbove(child, up) ? ["relation.cycle"] : []),
          ...(above.has(child) ? ["relation.second_parent"] : []),
        ];
        return both.length > 0 ? both : ["ok"];
      };
      if (random(4) === 0 && above.has(child)) {
        const found = (await list(zhou, ids[child]!)).find((one) => one.end === "from")!;
        const params = { customerId: ids[child]!, relationId: found.id };
        assert.equal((await zhou.call(relations.removeRelationContract, { params })).status, 200);
        above.delete(child);
        continue;
      }
      const reply = await add(zhou, ids[child]!, ids[up]!);
      const got = reply.status === 200 ? "ok" : reply.problem.id;
      assert.ok(expected().includes(got), `turn ${turn}: ${child} below ${up}: ${got}, not ${expected()}`);
      if (got === "ok") above.set(child, up);
    }
  });
});

describe("who may", () => {
  test("both ends are seen or the relation is not there; refusals name nothing that is out of sight", async () => {
    const [mine, theirs] = [await create("zhou"), await create("li", { name: "看不见的母公司" })];
    assert.equal((await add(he, mine, theirs, { note: "密" })).status, 200);
    assert.deepEqual(await list(zhou, mine), []);
    const history = (await zhou.call(readHistoryContract, { params: { customerId: mine } })).body;
    assert.equal(/看不见的|密/.test(JSON.stringify(history)), false);
    assert.equal(history.entries.length, 1);
    const other = await create("zhou");
    const second = await add(zhou, mine, other);
    assert.deepEqual([second.status, second.problem.id], [409, "relation.second_parent"]);
    assert.equal(JSON.stringify(second.problem).includes(theirs), false);
    const graph = await zhou.call(relations.readGraphContract, { params: { customerId: mine } });
    assert.deepEqual([graph.body.nodes.length, graph.body.edges], [1, []]);
    const group = await zhou.call(relations.readCustomerGroupContract, { params: { customerId: mine } });
    assert.deepEqual([group.body.members.length, group.body.sums.customers], [1, 1]);
    const relation = (await list(he, mine))[0]!;
    const params = { customerId: mine, relationId: relation.id };
    assert.equal((await zhou.call(relations.removeRelationContract, { params })).status, 404);
    assert.equal((await add(zhou, mine, theirs, { type: partner })).problem.id, "customer.not_found");
    assert.equal((await add(li, mine, theirs, { type: partner })).problem.id, "customer.not_found");
  });

  test("the live channel tells of a relation to those who see both ends only", async () => {
    const [mine, theirs, other] = [await create("zhou"), await create("li"), await create("zhou")];
    const colleague = new LiveClient(house.base, await house.as("chen"));
    await colleague.ready();
    await add(he, mine, theirs, { type: partner });
    await add(zhou, other, mine, { type: partner });
    await colleague.until("the relation it may hear of", (client) => client.roots.includes(mine));
    // that the customers were made may be told late too, when somebody else's transaction was open
    const heard = colleague.heard
      .flatMap((message) => message.events ?? [])
      .filter((event) => event.name !== "customer.created");
    assert.deepEqual(heard.map((event) => event.root_id).sort(), [mine, other].sort());
    colleague.cut();
  });

  test("who may only read writes nothing, and nobody without a session", async () => {
    const [a, b] = [await create("zhou"), await create("zhou")];
    const chen = await house.as("chen");
    const refused = await add(chen, a, b);
    assert.deepEqual([refused.status, refused.problem.id], [403, "permission.missing"]);
    assert.equal((await add(await house.as("sun"), a, b)).status, 403);
    assert.equal((await add(house.anonymous, a, b)).status, 401);
    assert.equal((await list(chen, a)).length, 0);
  });

  test("a relation of one client is seen by those who work for it; who stands above whom is no client's", async () => {
    const client_ids = [house.ids.clients.kanghe!, house.ids.clients.lingyin!];
    const [a, b] = [await create("he", { client_ids }), await create("he", { client_ids })];
    const added = await add(he, a, b, { type: partner, client_id: client_ids[0]! });
    assert.equal(added.status, 200);
    assert.equal((await list(await house.as("wu"), a)).length, 1);
    assert.equal((await list(await house.as("qiang"), a)).length, 0);
    const tree = await add(he, a, b, { client_id: client_ids[0]! });
    assert.deepEqual([tree.status, tree.problem.id], [400, "relation.of_no_client"]);
    const foreign = await add(await house.as("xu"), a, b, { type: distributor, client_id: newId() });
    assert.deepEqual([foreign.status, foreign.problem.id], [400, "customer.unknown_reference"]);
  });

  test("the bin hides a relation and gives it back; bad input is named", async () => {
    const [a, b] = [await create("he"), await create("he")];
    await add(he, a, b);
    await he.call(removeCustomerContract, { params: { customerId: b } });
    assert.deepEqual(await list(he, a), []);
    const bad = await add(he, a, b, { end: "above" as never });
    assert.deepEqual([bad.status, bad.problem.fields?.map(({ field }) => field)], [400, ["end"]]);
    const unknown = await add(he, a, await create("he"), { type: newId() });
    assert.deepEqual([unknown.status, unknown.problem.id], [404, "relation_type.not_found"]);
  });

  test("a person is told of relations, and they go with an erasure", async () => {
    const [a, b] = [await create(), await create("zhou", { name: "另一头" })];
    await add(zhou, a, b);
    const told = await Promise.all(allPersonalData().map(({ tell }) => tell(house.db, a)));
    assert.deepEqual(told.flat().filter((one) => (one as { other?: string }).other === "另一头").length, 1);
    const params = { customerId: a };
    const { number } = (await zhou.call(readCustomerContract, { params })).body;
    const zhao = await house.as("zhao");
    assert.equal((await zhao.call(eraseCustomerContract, { params, body: { number } })).status, 200);
    assert.deepEqual(await list(zhou, b), []);
    const { entries } = (await zhou.call(readHistoryContract, { params: { customerId: b } })).body;
    assert.deepEqual(
      entries.map((one) => one.name),
      ["customer.created"],
    );
  });
});

describe("graph and group", () => {
  test("two hundred customers around one are answered, and the rest is counted", async () => {
    const hub = await create();
    const ids: string[] = [];
    for (let index = 0; index < 220; index++) ids.push(newId());
    const row = await house.db.selectFrom("customer").selectAll().where("id", "=", hub).executeTakeFirstOrThrow();
    const { number: _number, id: _id, ...rest } = row;
    await house.db
      .insertInto("customer")
      .values(ids.map((id, at) => ({ ...rest, id, name: `邻居 ${at}`, staff_count: 10, revenue_this_year: 100 })))
      .execute();
    await house.db
      .insertInto("customer_relation")
      .values(ids.map((id) => ({ id: newId(), type_id: parent, shape: "tree", from_id: hub, to_id: id })))
      .execute();
    const graph = (await zhou.call(relations.readGraphContract, { params: { customerId: hub } })).body;
    assert.deepEqual([graph.nodes.length, graph.edges.length, graph.more], [200, 199, 21]);
    const group = await zhou.call(relations.readCustomerGroupContract, { params: { customerId: ids[7]! } });
    assert.deepEqual([group.body.members.length, group.body.more, group.body.is_cut], [200, 21, false]);
    assert.deepEqual(group.body.members[0]!.id, hub);
    assert.deepEqual(group.body.sums.customers, 221);
    assert.deepEqual(group.body.sums.staff, { sum: 2200, known: 220, hidden: 0 });
    assert.deepEqual(group.body.sums.revenue.amounts, [{ currency: "CNY", amount: 22_000 }]);
    const sun = await (await house.as("sun")).call(relations.readCustomerGroupContract, {
      params: { customerId: hub },
    });
    assert.equal(sun.body.sums.revenue.hidden, 221);
    assert.equal(sun.body.members[1]!.revenue_this_year, undefined);
    const first = await zhou.call(relations.listRelationsContract, {
      params: { customerId: hub },
      query: { limit: 200 },
    });
    assert.equal(first.body.relations.length, 200);
    const rest2 = await zhou.call(relations.listRelationsContract, {
      params: { customerId: hub },
      query: { limit: 200, after: first.body.next! },
    });
    assert.deepEqual([rest2.body.relations.length, rest2.body.next], [20, null]);
  });

  test("a group sums the trades of twelve months; margin is for who may see cost, and nothing for who may not read trades", async () => {
    const [above, below] = [await create("zhou"), await create("zhou")];
    assert.equal((await add(zhou, above, below)).status, 200);
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    for (const [customerId, body] of [
      [above, { traded_on: day(3), amount: 10_000, cost: 4_000 }],
      [below, { traded_on: day(40), amount: 5_000 }],
      [below, { traded_on: day(5), amount: 700, currency: "USD" }],
      [below, { traded_on: day(800), amount: 99_000 }],
    ] as const)
      assert.equal((await he.call(addTradeContract, { params: { customerId }, body })).status, 200);
    const read = async (who: typeof zhou) =>
      (await who.call(relations.readCustomerGroupContract, { params: { customerId: below } })).body;
    const seen = await read(he);
    assert.deepEqual(seen.sums.trades, [
      { currency: "CNY", amount: 15_000, margin: 6_000 },
      { currency: "USD", amount: 700, margin: 0 },
    ]);
    assert.deepEqual(
      seen.members.find(({ id }) => id === below)!.trades!.map(({ amount }) => amount),
      [5_000, 700],
    );
    assert.deepEqual((await read(zhou)).sums.trades, [
      { currency: "CNY", amount: 15_000 },
      { currency: "USD", amount: 700 },
    ]);
    await house.db
      .deleteFrom("role_grant")
      .where("object", "=", "trade")
      .where("role_id", "=", house.ids.roles.get("sales_rep")!)
      .execute();
    await house.db
      .updateTable("policy_version")
      .set((eb) => ({ version: eb("version", "+", 1) }))
      .execute();
    const without = await read(zhou);
    assert.deepEqual([without.sums.trades, without.members[0]!.trades], [undefined, undefined]);
  });
});
