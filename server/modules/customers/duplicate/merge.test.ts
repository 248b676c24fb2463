import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import type { CastKey } from "#test/cast.ts";
import { type Caller, eventsOf, race, startHarness } from "#test/harness.ts";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import { newId } from "../../../platform/ids.ts";
import { restoreCustomersContract } from "../bin.contract.ts";
import {
  createCustomerContract,
  listCustomersContract,
  readCustomerContract,
  updateCustomerContract,
} from "../customer.contract.ts";
import { eraseCustomerContract } from "../erasure.contract.ts";
import { readHistoryContract } from "../history.contract.ts";
import { listInteractionsContract, logInteractionContract } from "../interaction.contract.ts";
import {
  listMergesContract,
  mergeCustomersContract,
  previewMergeContract,
  previewUndoMergeContract,
  undoMergeContract,
} from "../merge.contract.ts";
import { searchContract } from "../search.contract.ts";

const house = await startHarness();
const { kanghe, lingyin } = house.ids.clients as Record<"kanghe" | "lingyin", string>;

type New = Partial<BodyOf<typeof createCustomerContract>>;
async function make(body: New, who: CastKey = "he") {
  const made = await (await house.as(who)).call(createCustomerContract, {
    body: { kind: "company", name: "越州茶机", ...body },
  });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  return made.body;
}
const phone = (value: string) => ({ kind: "phone" as const, value });
const read = async (who: CastKey, customerId: string) =>
  await (await house.as(who)).call(readCustomerContract, { params: { customerId } });
const note = async (who: CastKey, customerId: string, subject: string, client_id: string | null = null) =>
  await (await house.as(who)).call(logInteractionContract, {
    params: { customerId },
    body: { kind: "note", subject, client_id },
  });
const merge = async (who: CastKey, body: BodyOf<typeof mergeCustomersContract>) =>
  await (await house.as(who)).call(mergeCustomersContract, { body });

describe("a merge", () => {
  test("makes what its preview says; everything goes along, once, and the old address leads to the winner", async () => {
    const zhou = house.ids.users.zhou!;
    const a = await make({
      name: "杭州灵隐茶业有限公司",
      website: "lingyin.test",
      contact_points: [phone("0571 8796 4402")],
      tags: ["茶"],
    });
    const b = await make({
      name: "灵隐茶业",
      owner_id: zhou,
      staff_count: 260,
      website: "old.lingyin.test",
      contact_points: [phone("0571 8796 4402"), phone("138 0000 0001")],
      contacts: [{ name: "林晓燕", contact_points: [phone("138 0000 0002")] }],
      tags: ["茶", "老客户"],
    });
    await note("zhou", b.id, "第一次拜访");
    const he = await house.as("he");
    const body = { winner_id: a.id, loser_ids: [b.id], fields: { website: b.id } };
    const preview = (await he.call(previewMergeContract, { body })).body;
    assert.deepEqual(preview.moves, [
      { kind: "contact", count: 1 },
      { kind: "contact_point", count: 2 },
      { kind: "interaction", count: 1 },
      { kind: "tag", count: 1 },
    ]);
    assert.deepEqual(preview.stays, [
      { kind: "contact_point", count: 1 },
      { kind: "tag", count: 1 },
    ]);
    const done = await merge("he", body);
    assert.equal(done.status, 200, JSON.stringify(done.problem));
    const { body: record } = await read("he", a.id);
    const facts = record.facts as Record<string, unknown>;
    for (const { field, after } of preview.fields) assert.deepEqual(facts[field], after, field);
    assert.deepEqual([facts.staff_count, facts.website, facts.other_names], [260, "old.lingyin.test", ["灵隐茶业"]]);
    assert.deepEqual(record.contact_points?.map((point) => point.value).sort(), [
      "0571 8796 4402",
      "138 0000 0001",
      "138 0000 0002",
    ]);
    assert.deepEqual(record.tags?.map(({ name }) => name).sort(), ["老客户", "茶"].sort());
    assert.equal((await read("zhou", a.id)).status, 200, "who had the other record reaches what became of it");
    const gone = await read("he", b.id);
    assert.deepEqual(
      [gone.status, gone.problem.id, gone.problem.detail],
      [404, "customer.merged", { winner_id: a.id }],
    );
    assert.equal(
      (await read("li", b.id)).problem.id,
      "customer.not_found",
      "who may not see the winner learns nothing",
    );
    const found = (await he.call(searchContract, { query: { q: "林晓燕" } })).body.hits.map((hit) => hit.customer_id);
    assert.deepEqual(found, [a.id]);
    assert.ok((await eventsOf(house.db, a.id)).includes("customer.merged"));
    const names = (await he.call(readHistoryContract, { params: { customerId: a.id } })).body.entries.map(
      ({ name }) => name,
    );
    assert.equal(names.filter((name) => name === "customer.created").length, 2, "the history of both");
    assert.equal((await he.call(restoreCustomersContract, { body: { ids: [b.id] } })).problem.id, "bin.not_found");
  });

  test("taken back: what came along returns, what came since stays and is named, a changed field stays", async () => {
    const a = await make({ name: "甲方记录", city: "杭州" });
    const b = await make({
      name: "乙方记录",
      street: "学院路 1 号",
      remark: "月底付款",
      contact_points: [phone("138 0000 0003")],
    });
    await note("he", b.id, "乙方的");
    const { body: done } = await merge("he", { winner_id: a.id, loser_ids: [b.id] });
    await note("he", a.id, "合并之后写的");
    const he = await house.as("he");
    const set = await he.call(updateCustomerContract, {
      params: { customerId: a.id },
      body: { set: { remark: "改过了" }, seen: { remark: "月底付款" } },
    });
    assert.equal(set.status, 200);
    const params = { mergeId: done.id };
    const preview = (await he.call(previewUndoMergeContract, { params })).body;
    const undone = (await he.call(undoMergeContract, { params })).body;
    assert.deepEqual(undone, preview);
    assert.deepEqual(undone.stays, [{ kind: "interaction", count: 1 }]);
    assert.deepEqual(undone.fields_kept, ["remark"]);
    const [one, other] = [(await read("he", a.id)).body, (await read("he", b.id)).body];
    assert.deepEqual([one.facts.street, one.facts.remark, one.facts.other_names], [null, "改过了", []]);
    assert.deepEqual([other.facts.street, other.facts.remark], ["学院路 1 号", "月底付款"]);
    assert.deepEqual([one.contact_points?.length, other.contact_points?.length], [0, 1]);
    const timeline = async (customerId: string) =>
      (await he.call(listInteractionsContract, { params: { customerId } })).body.rows.map(({ subject }) => subject);
    assert.deepEqual([await timeline(a.id), await timeline(b.id)], [["合并之后写的"], ["乙方的"]]);
    assert.equal((await he.call(undoMergeContract, { params })).problem.id, "merge.undone");
    assert.deepEqual(
      (await he.call(searchContract, { query: { q: "乙方记录" } })).body.hits.map((hit) => hit.customer_id),
      [b.id],
    );
  });

  test("step by step: a later merge is taken back first", async () => {
    const [a, b, c] = [await make({ name: "一号" }), await make({ name: "二号" }), await make({ name: "三号" })];
    const first = (await merge("he", { winner_id: a.id, loser_ids: [b.id] })).body;
    const second = (await merge("he", { winner_id: a.id, loser_ids: [c.id] })).body;
    const he = await house.as("he");
    assert.equal((await he.call(undoMergeContract, { params: { mergeId: first.id } })).problem.id, "merge.later_first");
    assert.equal((await he.call(undoMergeContract, { params: { mergeId: second.id } })).status, 200);
    assert.equal((await he.call(undoMergeContract, { params: { mergeId: first.id } })).status, 200);
    const listed = (await he.call(listMergesContract, { params: { customerId: a.id } })).body.merges;
    assert.deepEqual(
      listed.map(({ state }) => state),
      ["undone", "undone"],
    );
  });

  test("eight at once make one", async () => {
    const [a, b] = [await make({ name: "同时甲" }), await make({ name: "同时乙" })];
    const replies = await race(8, (n) =>
      merge("he", n % 2 ? { winner_id: a.id, loser_ids: [b.id] } : { winner_id: b.id, loser_ids: [a.id] }),
    );
    assert.equal(
      replies.filter(({ status }) => status === 200).length,
      1,
      JSON.stringify(replies.map(({ problem }) => problem?.id)),
    );
    assert.ok(replies.every(({ status }) => [200, 404].includes(status)));
  });

  test("is refused by name", async () => {
    const [a, person] = [await make({ name: "一家公司" }), await make({ kind: "person", name: "王小明" })];
    const plain = await make({ name: "另一家公司" });
    const [kept, other] = [await make({ client_ids: [kanghe] }, "zhao"), await make({ name: "没有委托方" }, "zhao")];
    const cases: [CastKey, BodyOf<typeof mergeCustomersContract>, number, string][] = [
      ["he", { winner_id: a.id, loser_ids: [person.id] }, 409, "merge.kinds_differ"],
      ["he", { winner_id: a.id, loser_ids: [newId()] }, 404, "customer.not_found"],
      ["he", { winner_id: a.id, loser_ids: [a.id] }, 400, "request.invalid"],
      ["he", { winner_id: a.id, loser_ids: [plain.id], fields: { salary: a.id } }, 400, "merge.unknown_field"],
      ["zhao", { winner_id: kept.id, loser_ids: [other.id] }, 409, "merge.client_unclear"],
      ["zhou", { winner_id: a.id, loser_ids: [plain.id] }, 403, "permission.missing"],
      ["li", { winner_id: a.id, loser_ids: [plain.id] }, 403, "permission.missing"],
    ];
    for (const [who, body, status, id] of cases) {
      const reply = await merge(who, body);
      assert.deepEqual([reply.status, reply.problem?.id], [status, id], `${who} ${JSON.stringify(body)}`);
    }
  });

  test("an erased winner takes along what became part of it", async () => {
    const [a, b] = [await make({ name: "要抹除的甲" }, "zhao"), await make({ name: "要抹除的乙" }, "zhao")];
    await merge("zhao", { winner_id: a.id, loser_ids: [b.id] });
    const zhao = await house.as("zhao");
    const erased = await zhao.call(eraseCustomerContract, { params: { customerId: a.id }, body: { number: a.number } });
    assert.equal(erased.status, 200, JSON.stringify(erased.problem));
    const { rows } = await sql`select 1 from customer where id in (${a.id}, ${b.id})
      union all select 1 from history where object_id in (${a.id}, ${b.id})`.execute(house.db);
    assert.equal(rows.length, 0);
  });
});

/** One patient, twelve client companies, twelve files. */
describe("records of different clients", () => {
  test("become one, and each client's people still see only what is theirs; taken back it is as before", async () => {
    const clients = [kanghe, lingyin];
    for (let n = 3; n <= 12; n++) {
      const id = newId();
      await house.db
        .insertInto("client")
        .values({ id, name: `委托方 ${n}` })
        .execute();
      clients.push(id);
    }
    const agents: Caller[] = [];
    for (const [n, clientId] of clients.entries()) {
      const id = newId();
      await house.db
        .insertInto("app_user")
        .values({ id, name: `坐席 ${n}`, email: `agent${n}@yuezhou.test`, client_access: "listed" })
        .execute();
      await house.db
        .insertInto("user_role")
        .values({ user_id: id, role_id: house.ids.roles.get("service_agent")! })
        .execute();
      await house.db.insertInto("user_client").values({ user_id: id, client_id: clientId }).execute();
      agents.push(await house.asUser(id));
    }
    const files: string[] = [];
    for (const [n, client] of clients.entries()) {
      const made = await make(
        {
          kind: "person",
          name: "许文静",
          birth_on: "1986-05-04",
          occupation: n === 3 ? "教师" : null,
          remark: `只给委托方 ${n} 说过`,
          client_ids: [client],
          tags: [`标签${n}`],
          contact_points: [phone("138 0000 0099"), phone(`138 0000 01${String(n).padStart(2, "0")}`)],
          contacts: [],
        },
        "zhao",
      );
      await note("zhao", made.id, `委托方 ${n} 的病历`);
      files.push(made.id);
    }
    const shown = async (at: number, customerId: string) => {
      const { status, body } = await agents[at]!.call(readCustomerContract, { params: { customerId } });
      const timeline = await agents[at]!.call(listInteractionsContract, { params: { customerId } });
      const list = await agents[at]!.call(listCustomersContract, { query: { limit: 50 } });
      return {
        status,
        text: JSON.stringify([body, timeline.body]),
        phones: body.contact_points?.map(({ value }) => value).sort(),
        clients: body.clients?.length,
        listed: list.body.rows.map(({ id }) => id).filter((id) => files.includes(id)),
      };
    };
    const before = [];
    for (const at of clients.keys()) before.push(await shown(at, files[at]!));
    const body = { winner_id: files[0]!, loser_ids: files.slice(1) };
    const zhao = await house.as("zhao");
    const preview = await zhao.call(previewMergeContract, { body });
    assert.equal(preview.status, 200, JSON.stringify(preview.problem));
    assert.equal(preview.body.is_crossing, true);
    assert.equal(
      preview.body.fields.find(({ field }) => field === "birth_on")?.after,
      "1986-05-04",
      "all of them know it",
    );
    assert.equal(
      (await zhao.call(mergeCustomersContract, { body: { ...body, fields: { remark: files[2]! } } })).problem.id,
      "merge.client_fact",
    );
    const done = await merge("zhao", body);
    assert.equal(done.status, 200, JSON.stringify(done.problem));
    for (const at of clients.keys()) {
      const now = await shown(at, files[0]!);
      assert.deepEqual([now.status, now.clients, now.listed], [200, 1, [files[0]]]);
      assert.deepEqual(now.phones, ["138 0000 0099", `138 0000 01${String(at).padStart(2, "0")}`]);
      assert.ok(
        now.text.includes(`只给委托方 ${at} 说过`) &&
          now.text.includes(`委托方 ${at} 的病历`) &&
          now.text.includes(`标签${at}`),
        now.text,
      );
      for (const other of clients.keys()) {
        if (other === at) continue;
        for (const secret of [
          `只给委托方 ${other} 说过`,
          `委托方 ${other} 的病历`,
          `标签${other}"`,
          `138 0000 01${String(other).padStart(2, "0")}`,
        ])
          assert.ok(!now.text.includes(secret), `${at} sees ${secret}`);
      }
      assert.equal(now.text.includes("教师"), at === 3);
      const history = await agents[at]!.call(readHistoryContract, { params: { customerId: files[0]! } });
      const told = JSON.stringify(history.body);
      for (const other of clients.keys())
        if (other !== at) assert.ok(!told.includes(`只给委托方 ${other} 说过`), `${at} reads of ${other}`);
      const hits = await agents[at]!.call(searchContract, {
        query: { q: `13800000 1${String((at + 1) % 12).padStart(2, "0")}`.replace(" ", "") },
      });
      assert.deepEqual(hits.body.hits, [], "nor by search");
    }
    const { rows } = await sql<{
      count: number;
    }>`select count(*)::int as count from customer where name = '许文静' and bin_id is null`.execute(house.db);
    assert.equal(rows[0]!.count, 1);
    assert.equal((await zhao.call(undoMergeContract, { params: { mergeId: done.body.id } })).status, 200);
    for (const at of clients.keys()) {
      const now = await shown(at, files[at]!);
      assert.deepEqual([now.phones, now.listed, now.clients], [before[at]!.phones, before[at]!.listed, 1]);
      assert.ok(now.text.includes(`只给委托方 ${at} 说过`) && now.text.includes(`标签${at}`));
    }
  });
});
