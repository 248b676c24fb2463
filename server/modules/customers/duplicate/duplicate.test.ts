import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import type { CastKey } from "#test/cast.ts";
import { startHarness } from "#test/harness.ts";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import { createCustomerContract } from "../customer.contract.ts";
import * as duplicates from "../duplicate.contract.ts";

const house = await startHarness();
type New = Partial<BodyOf<typeof createCustomerContract>>;
async function make(body: New, who: CastKey = "he") {
  const made = await (await house.as(who)).call(createCustomerContract, {
    body: { kind: "company", name: "无名", ...body },
  });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return made.body;
}
const phone = (value: string) => ({ kind: "phone" as const, value });
const find = async (who: CastKey, body: BodyOf<typeof duplicates.findDuplicatesContract>) =>
  (await (await house.as(who)).call(duplicates.findDuplicatesContract, { body })).body;

async function until(isSo: () => Promise<boolean>) {
  for (let tries = 0; tries < 300; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail("it did not come about");
}

/** A sweep, to its end. */
async function sweep() {
  const he = await house.as("he");
  const last = async () => (await he.call(duplicates.listDuplicatesContract, {})).body.sweep;
  const before = (await last())?.started_at;
  assert.equal((await he.call(duplicates.startSweepContract, {})).status, 200);
  for (let i = 0; i < 600; i++) {
    const now = await last();
    if (now && now.started_at !== before && now.state !== "running") return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the sweep did not end");
}

const groupsOf = async (who: CastKey, query = {}) =>
  (await (await house.as(who)).call(duplicates.listDuplicatesContract, { query: { limit: 50, ...query } })).body.groups;

describe("while somebody types", () => {
  test("who is there already is told with the reasons, the likeliest first", async () => {
    const there = await make({
      name: "杭州灵隐茶业有限公司",
      city: "杭州市",
      contact_points: [phone("0571 8796 4402")],
    });
    const found = await find("he", {
      kind: "company",
      name: "灵隐茶业",
      contact_points: [{ kind: "phone", value: "057187964402" }],
    });
    assert.deepEqual(
      found.matches.map(({ id, is_sure }) => [id, is_sure]),
      [[there.id, false]],
    );
    assert.deepEqual(
      found.matches[0]!.reasons.map(({ rule }) => rule),
      ["name_core", "phone_same"],
    );
    assert.deepEqual(
      (
        await find("he", {
          kind: "company",
          name: "灵隐茶业",
          except_id: there.id,
          contact_points: [{ kind: "phone", value: "057187964402" }],
        })
      ).matches,
      [],
    );
    assert.deepEqual((await find("he", { kind: "company", name: "" })).matches, []);
    assert.equal(
      (await find("he", { kind: "company", name: "靈隱茶業有限公司", city: "杭州" })).matches.length,
      0,
      "a short name alone says too little",
    );
    assert.equal(
      (await find("he", { kind: "company", name: "杭州靈隱茶業有限公司" })).matches.length,
      1,
      "a registered name says enough",
    );
  });

  test("people without rights learn only that one exists and whom to ask; each time is on record, so many an hour", async () => {
    const there = await make({ name: "海外专有客户", contact_points: [phone("138 0000 0021")] }, "emma");
    const asked = {
      kind: "company" as const,
      name: "海外专有客户",
      contact_points: [{ kind: "phone" as const, value: "13800000021" }],
    };
    const found = await find("li", asked);
    assert.deepEqual(found, {
      matches: [],
      told: [{ by: "phone", owner: { id: house.ids.users.emma!, name: "艾玛·克拉克" }, is_limited: false }],
    });
    await find("li", asked);
    const { rows } =
      await sql`select 1 from domain_event where name = 'duplicate.told' and object_id = ${there.id}`.execute(house.db);
    assert.equal(rows.length, 1);
    assert.deepEqual((await find("li", { kind: "company", name: "海外专有客户" })).told, [], "a name is no exact key");
    for (let n = 0; n < 31; n++) {
      const value = `138 0000 11${String(n).padStart(2, "0")}`;
      await make({ name: `试探 ${n}`, contact_points: [phone(value)] }, "emma");
      const { told } = await find("li", { kind: "company", name: "试探", contact_points: [{ kind: "phone", value }] });
      assert.equal(told[0]?.is_limited, n >= 29, String(n));
    }
  });

  test("of another client's record nothing is told", async () => {
    await make(
      {
        kind: "person",
        name: "许文静",
        client_ids: [house.ids.clients.lingyin!],
        contact_points: [phone("138 0000 0022")],
      },
      "zhao",
    );
    const asked = {
      kind: "person" as const,
      name: "许文静",
      contact_points: [{ kind: "phone" as const, value: "13800000022" }],
    };
    assert.deepEqual(await find("wu", asked), { matches: [], told: [] });
  });
});

describe("a sweep", () => {
  test("asked for while another runs comes after it, and the page says that it will", async () => {
    const he = await house.as("he");
    const page = async () => (await he.call(duplicates.listDuplicatesContract, {})).body;
    const before = (await page()).sweep?.started_at;
    await house.db.connection().execute(async (another) => {
      await sql`select pg_advisory_lock(hashtext('sweep_duplicates'))`.execute(another);
      assert.equal((await he.call(duplicates.startSweepContract, {})).status, 200);
      await until(async () => {
        const { rows } = await sql<{ later: boolean }>`
          select run_at > now() as later from graphile_worker.jobs where key = 'sweep_duplicates now' and locked_at is null`.execute(
          house.db,
        );
        return rows[0]?.later ?? false;
      });
      assert.equal((await page()).is_sweep_asked, true);
      await sql`select pg_advisory_unlock(hashtext('sweep_duplicates'))`.execute(another);
    });
    await until(async () => {
      const { sweep, is_sweep_asked } = await page();
      return !is_sweep_asked && sweep?.state === "done" && sweep.started_at !== before;
    });
  });

  test("finds groups; what was said of them stands, and later comes again", async () => {
    const [a, b, c] = [
      await make({ name: "宁波天一纺织有限公司", contact_points: [phone("138 0000 0031")] }),
      await make({
        name: "天一纺织",
        contact_points: [phone("138 0000 0031"), { kind: "mail", value: "info@tianyi.test" }],
      }),
      await make({ name: "天壹纺织", contact_points: [{ kind: "mail", value: "info@tianyi.test" }] }),
    ];
    const [d, e] = [await make({ name: "苏州拙政家具有限公司" }), await make({ name: "苏州拙政家具有限公司" })];
    await make({ name: "无锡拙政家具有限公司" });
    const swept = await sweep();
    assert.equal(swept.state, "done");
    const groups = await groupsOf("he");
    const idsOf = (group: (typeof groups)[number]) => group.records.map(({ id }) => id).sort();
    const has = (all: typeof groups, ids: string[]) =>
      all.some((group) => JSON.stringify(idsOf(group)) === JSON.stringify([...ids].sort()));
    assert.ok(has(groups, [a.id, b.id, c.id]), JSON.stringify(groups.map((g) => g.records.map((r) => r.name))));
    assert.ok(has(groups, [d.id, e.id]));
    const paged: typeof groups = [];
    for (let after: string | undefined; ; ) {
      const { body } = await (await house.as("he")).call(duplicates.listDuplicatesContract, {
        query: { limit: 1, ...(after ? { after } : {}) },
      });
      paged.push(...body.groups);
      if (!body.next) break;
      after = body.next;
    }
    assert.deepEqual(paged.map(idsOf), groups.map(idsOf), "page by page the same");
    const he = await house.as("he");
    const decide = (ids: string[], verdict: "not_same" | "later" | null) =>
      he.call(duplicates.decideDuplicatesContract, { body: { ids, verdict } });
    assert.equal((await decide([d.id, e.id], "not_same")).status, 200);
    assert.equal((await decide([a.id, b.id, c.id], "later")).status, 200);
    await sweep();
    const left = await groupsOf("he");
    assert.ok(!has(left, [d.id, e.id]) && !has(left, [a.id, b.id, c.id]));
    assert.ok(has(await groupsOf("he", { put_off: true }), [a.id, b.id, c.id]));
    await decide([d.id, e.id], null);
    assert.ok(has(await groupsOf("he"), [d.id, e.id]));
    const near = await he.call(duplicates.readDuplicatesContract, { params: { customerId: d.id } });
    assert.deepEqual(near.body.group?.records.map(({ id }) => id).sort(), [d.id, e.id].sort());
  });

  test("shows a reader only pairs whose both records they see, by fields that are open to them", async () => {
    const [a, b] = [
      await make(
        { name: "温州雁荡包装有限公司", contact_points: [phone("138 0000 0041")], owner_id: house.ids.users.emma! },
        "zhao",
      ),
      await make({ name: "雁荡包装", contact_points: [phone("138 0000 0041")] }, "zhao"),
    ];
    await sweep();
    const seen = (groups: Awaited<ReturnType<typeof groupsOf>>) =>
      groups.some(({ records }) => records.some(({ id }) => id === a.id || id === b.id));
    assert.equal(seen(await groupsOf("zhao")), true);
    const hidden = await (await house.as("sun")).call(duplicates.readDuplicatesContract, {
      params: { customerId: a.id },
    });
    assert.deepEqual(hidden.body, { group: null }, "a marketer does not see phones");
  });

  test("counts by the points that the organisation set", async () => {
    const [a, b] = [
      await make({ kind: "person", name: "诸葛小明", contact_points: [phone("138 0000 0051")] }),
      await make({ kind: "person", name: "诸葛小明", contact_points: [phone("138 0000 0051")] }),
    ];
    const zhao = await house.as("zhao");
    const set = (points: number | null) =>
      zhao.call(duplicates.setDuplicateRuleContract, {
        params: { kind: "person", rule: "phone_same" },
        body: { points },
      });
    const made = await set(5);
    assert.equal(made.status, 200, JSON.stringify(made.problem));
    assert.equal(made.body.person.find(({ rule }) => rule === "phone_same")?.points, 5);
    await sweep();
    assert.equal(
      (await (await house.as("he")).call(duplicates.readDuplicatesContract, { params: { customerId: a.id } })).body
        .group,
      null,
    );
    await set(null);
    await sweep();
    assert.ok(
      (await (await house.as("he")).call(duplicates.readDuplicatesContract, { params: { customerId: b.id } })).body
        .group,
    );
    const unknown = await zhao.call(duplicates.setDuplicateRuleContract, {
      params: { kind: "person", rule: "shoe_size" },
      body: { points: 1 },
    });
    assert.equal(unknown.problem.id, "duplicate.unknown_rule");
    const refused = await (await house.as("he")).call(duplicates.setDuplicateRuleContract, {
      params: { kind: "person", rule: "phone_same" },
      body: { points: 1 },
    });
    assert.equal(refused.status, 403);
  });

  test("is refused to who may not merge", async () => {
    const zhou = await house.as("zhou");
    assert.equal((await zhou.call(duplicates.listDuplicatesContract, {})).status, 403);
    assert.equal((await zhou.call(duplicates.startSweepContract, {})).status, 403);
    const he = await house.as("he");
    const [a, b] = [
      await make({ name: "看得到" }),
      await make({ name: "看不到", owner_id: house.ids.users.sun! }, "zhao"),
    ];
    const reply = await he.call(duplicates.decideDuplicatesContract, {
      body: { ids: [a.id, b.id], verdict: "not_same" },
    });
    assert.equal(reply.problem?.id, "customer.not_found");
    assert.equal(
      (await he.call(duplicates.listDuplicatesContract, { query: { after: "x" } })).problem.id,
      "list.bad_cursor",
    );
  });
});
