import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { type Caller, eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../../platform/ids.ts";
import { createTaskContract, updateTaskContract } from "../../calendar/task.contract.ts";
import { removeCustomerContract, restoreCustomersContract } from "../bin.contract.ts";
import { createCustomerContract } from "../customer.contract.ts";
import { eraseCustomerContract } from "../erasure.contract.ts";
import {
  logInteractionContract,
  removeInteractionContract,
  updateInteractionContract,
} from "../interaction.contract.ts";
import { givePromiseContract } from "../promise/promise.contract.ts";
import { addIntelligenceContract, addTouchContract } from "../said/said.contract.ts";
import { addClientContract, transferCustomerContract } from "../sharing.contract.ts";
import { indexPassagesSoon } from "./index_passages.ts";
import { searchPassagesContract } from "./passage.contract.ts";

const house = await startHarness();
const [admin, he, zhou, li, wu, qiang] = await Promise.all([
  house.as("zhao"),
  house.as("he"),
  house.as("zhou"),
  house.as("li"),
  house.as("wu"),
  house.as("qiang"),
]);
const { kanghe } = house.ids.clients as Record<"kanghe", string>;

const customer = async (name: string, by: Caller = zhou, more: object = {}) =>
  (await by.call(createCustomerContract, { body: { kind: "company", name, ...more } })).body.id;
const tea = await customer("杭州灵隐茶业有限公司");
const note = async (body: string, customerId = tea, more: object = {}, by: Caller = zhou) => {
  const reply = await by.call(logInteractionContract, {
    params: { customerId },
    body: { kind: "note", body, ...more },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return reply.body.id;
};

/** Until nothing waits to be indexed. */
async function settled(): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const { rows } = await sql<{ waits: boolean }>`
      select exists (select 1 from passage_due) or exists (select 1 from passage_fill) as waits`.execute(house.db);
    if (!rows[0]!.waits) return;
    await pause(50);
  }
  throw new Error("passages were not indexed in 20 s");
}

async function search(by: Caller, q: string, more: object = {}) {
  await settled();
  const reply = await by.call(searchPassagesContract, { query: { q, ...more } });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return reply.body.groups;
}
const found = async (by: Caller, q: string) =>
  (await search(by, q)).flatMap(({ group, hits }) => hits.map(({ id }) => `${group} ${id}`)).sort();
const textOf = (pieces: { text: string }[] | null) => (pieces ?? []).map(({ text }) => text).join("");
const marked = (pieces: { text: string; hit: boolean }[] | null) =>
  (pieces ?? []).filter(({ hit }) => hit).map(({ text }) => text);

describe("tasks, notes and promises are found by their text", async () => {
  const task = (
    await zhou.call(createTaskContract, {
      body: { title: "寄琥珀色瓶盖", body: "走顺风，先付运费", customer_id: tea, assignee_id: li.userId },
    })
  ).body.id;
  const spoken = await note("她要琥珀色瓶盖的报价，Emma 下周再谈");
  const due_at = new Date(Date.now() + 86_400_000).toISOString();
  const promised = (
    await zhou.call(givePromiseContract, { params: { customerId: tea }, body: { what: "琥珀色瓶盖五天交货", due_at } })
  ).body.id;
  const touch = (
    await zhou.call(addTouchContract, {
      params: { customerId: tea },
      body: { channel: "letter", body: "寄了琥珀色瓶盖的样册" },
    })
  ).body.id;
  const learned = (
    await zhou.call(addIntelligenceContract, {
      params: { customerId: tea },
      body: { kind: "suppliers", body: "琥珀色瓶盖现在由台州的厂做" },
    })
  ).body.id;
  const everything = [
    `note ${spoken}`,
    `note ${touch}`,
    `note ${learned}`,
    `promise ${promised}`,
    `task ${task}`,
  ].sort();

  for (const q of ["琥珀", "琥珀色瓶盖", "hupo", "hu po se", "琥珀 瓶盖"])
    test(`"${q}" finds all five`, async () => assert.deepEqual(await found(zhou, q), everything));

  test("initials begin at a clause; a word in letters and the text below a title are found, too", async () => {
    assert.deepEqual(await found(zhou, "hpspg"), everything);
    assert.deepEqual([await found(zhou, "xfyf"), await found(zhou, "fyf")], [[`task ${task}`], []]);
    assert.deepEqual(await found(zhou, "emma"), [`note ${spoken}`]);
    assert.deepEqual(await found(zhou, "顺风"), [`task ${task}`]);
  });

  test("a hit says of whom it is, when it was, what it is and what matched", async () => {
    const groups = await search(zhou, "琥珀色");
    assert.deepEqual(
      groups.map(({ group, more }) => [group, more]),
      [
        ["task", false],
        ["note", false],
        ["promise", false],
      ],
    );
    const [hit] = groups[0]!.hits;
    assert.deepEqual(
      [hit!.customer, hit!.state, hit!.why, marked(hit!.title), textOf(hit!.title), textOf(hit!.text)],
      [{ id: tea, name: "杭州灵隐茶业有限公司" }, "open", "text", ["琥珀色"], "寄琥珀色瓶盖", "走顺风，先付运费"],
    );
    const kinds = groups[1]!.hits.map(({ kind }) => kind).sort();
    assert.deepEqual(kinds, ["intelligence", "note", "touch"]);
  });

  test("one group is asked for alone, with a limit that says whether there is more", async () => {
    const [notes, ...others] = await search(zhou, "琥珀", { group: "note", limit: 2 });
    assert.deepEqual([others.length, notes!.hits.length, notes!.more], [0, 2, true]);
  });

  test("who may not see the customer finds only their own task, without the customer's name", async () => {
    const groups = await search(li, "琥珀");
    assert.deepEqual(
      groups.map(({ group, hits }) => [group, hits.map(({ id, customer }) => [id, customer])]),
      [["task", [[task, null]]]],
    );
    assert.deepEqual(await found(await house.as("emma"), "琥珀"), []);
  });
});

test("what nobody wrote finds nothing, hostile text does no harm, one character tells nothing", async () => {
  for (const q of ["zzqqxx", "'", "\\", "a:*|b", "') or true --", "!!!", "😀", "琥", "%_", "b:task", "h:2969"])
    assert.deepEqual(await search(zhou, q), [], q);
  const bad = await zhou.call(searchPassagesContract, { query: { q: "", limit: 500 } });
  assert.deepEqual([bad.status, bad.problem.id], [400, "request.invalid"]);
  assert.equal((await house.anonymous.call(searchPassagesContract, { query: { q: "琥珀" } })).status, 401);
});

test("a change is found, the old text no more; what is removed is gone", async () => {
  const id = await note("旧话：鹦鹉螺纹理");
  assert.deepEqual(await found(zhou, "鹦鹉螺"), [`note ${id}`]);
  const params = { customerId: tea, interactionId: id };
  await zhou.call(updateInteractionContract, { params, body: { body: "新话：孔雀石纹理" } });
  assert.deepEqual([await found(zhou, "鹦鹉螺"), await found(zhou, "孔雀石")], [[], [`note ${id}`]]);
  await zhou.call(removeInteractionContract, { params });
  assert.deepEqual(await found(zhou, "孔雀石"), []);
  assert.deepEqual(await passagesOf([id]), []);
});

const passagesOf = async (ids: string[]) =>
  (await sql`select 1 from passage where object_id = any(${ids}::uuid[])`.execute(house.db)).rows;

test("eight who write at once are all found; a repeat with the same key is found once; searching leaves no event", async () => {
  const before = await eventsOf(house.db, tea);
  const ids = await race(8, (index) => note(`同时写下的青金石 ${index}`));
  const headers = { "idempotency-key": "passage-once-0001" };
  const body = { kind: "note" as const, body: "同时写下的青金石，重复" };
  const twice = await race(4, () => zhou.call(logInteractionContract, { params: { customerId: tea }, body, headers }));
  assert.deepEqual(
    (await search(zhou, "青金石", { limit: 50 }))[0]!.hits.map(({ id }) => id).sort(),
    [...ids, twice[0]!.body.id].sort(),
  );
  assert.deepEqual(await eventsOf(house.db, tea), [...before, ...Array(9).fill("interaction.logged")]);
});

describe("nothing is told of what is hidden", () => {
  test("a transfer takes the notes along at once, in both directions", async () => {
    const id = await customer("越州瓷器行");
    const written = await note("釉里红的小样", id);
    assert.deepEqual([await found(zhou, "釉里红"), await found(li, "釉里红")], [[`note ${written}`], []]);
    await he.call(transferCustomerContract, {
      params: { customerId: id },
      body: { owner_id: li.userId, seen: zhou.userId },
    });
    assert.deepEqual([await found(zhou, "釉里红"), await found(li, "釉里红")], [[], [`note ${written}`]]);
  });

  test("a client's note stays with that client's people", async () => {
    const id = await customer("两家都认得的诊所", he);
    await he.call(addClientContract, { params: { customerId: id, clientId: kanghe } });
    await he.call(addClientContract, { params: { customerId: id, clientId: house.ids.clients.lingyin! } });
    const [shared, theirs] = [
      await note("种植体：大家都知道的", id, {}, he),
      await note("种植体：康和自己的", id, { client_id: kanghe }, he),
    ];
    assert.deepEqual(await found(wu, "种植体"), [`note ${shared}`, `note ${theirs}`].sort());
    assert.deepEqual(await found(qiang, "种植体"), [`note ${shared}`]);
  });

  test("a customer in the bin is not found by what was said of it, and is when it comes back", async () => {
    const id = await customer("去了回收站的厂", he);
    const written = await note("砗磲贝壳的成色", id, {}, he);
    assert.equal((await he.call(removeCustomerContract, { params: { customerId: id } })).status, 200);
    assert.deepEqual(await found(he, "砗磲"), []);
    assert.equal((await he.call(restoreCustomersContract, { body: { ids: [id] } })).status, 200);
    assert.deepEqual(await found(he, "砗磲"), [`note ${written}`]);
  });

  test("without the right to read a kind it is not found", async () => {
    const promised = await zhou.call(givePromiseContract, {
      params: { customerId: tea },
      body: { what: "月白色打样免费", due_at: new Date(Date.now() + 86_400_000).toISOString() },
    });
    assert.deepEqual(await found(zhou, "月白色"), [`promise ${promised.body.id}`]);
    await sql`delete from role_grant where object = 'promise' and action = 'read' and role_id = ${house.ids.roles.get("sales_rep")!}`.execute(
      house.db,
    );
    await sql`update policy_version set version = version + 1`.execute(house.db);
    assert.deepEqual(await found(zhou, "月白色"), []);
    assert.deepEqual(await found(he, "月白色"), [`promise ${promised.body.id}`]);
  });

  test("whoever has no right at all finds nothing and is refused nothing", async () => {
    const id = newId();
    await house.db.insertInto("app_user").values({ id, name: "无权", email: "nobody@yuezhou.test" }).execute();
    assert.deepEqual(await search(await house.asUser(id), "琥珀"), []);
  });

  test("the erased leave no words behind", async () => {
    const made = await admin.call(createCustomerContract, { body: { kind: "person", name: "要抹除的人" } });
    const id = made.body.id;
    const written = await note("她对玳瑁过敏", id, {}, admin);
    assert.deepEqual(await found(admin, "玳瑁"), [`note ${written}`]);
    const body = { number: made.body.number };
    const erased = await admin.call(eraseCustomerContract, { params: { customerId: id }, body });
    assert.equal(erased.status, 200, JSON.stringify(erased.problem));
    assert.deepEqual([await found(admin, "玳瑁"), await passagesOf([written])], [[], []]);
  });
});

test("a task that is given on is found by whoever has it now", async () => {
  const made = await he.call(createTaskContract, { body: { title: "核对珐琅彩清单", assignee_id: zhou.userId } });
  const hit = `task ${made.body.id}`;
  assert.deepEqual([await found(zhou, "珐琅彩"), await found(li, "珐琅彩")], [[hit], []]);
  await he.call(updateTaskContract, {
    params: { taskId: made.body.id },
    body: { set: { assignee_id: li.userId }, seen: { assignee_id: zhou.userId } },
  });
  assert.deepEqual([await found(zhou, "珐琅彩"), await found(li, "珐琅彩")], [[], [hit]]);
});

test("records from before are indexed in batches, without being written to", async () => {
  const id = await customer("老客户一家", he);
  const rows = Array.from({ length: 1203 }, (_, at) => ({ id: newId(), at }));
  await sql`insert into interaction (id, customer_id, user_id, kind, happened_at, body)
    select r.id, ${id}, ${he.userId}, 'note', now() - r.at * interval '1 hour', '从前的绿松石 ' || r.at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, at int)`.execute(house.db);
  const marks = async () =>
    (
      await sql<{ xmin: string }>`select distinct xmin::text from interaction where customer_id = ${id}`.execute(
        house.db,
      )
    ).rows;
  const before = await marks();
  await sql`delete from passage_due`.execute(house.db);
  await sql`delete from passage where customer_id = ${id}`.execute(house.db);
  await sql`insert into passage_fill (object) values ('interaction'), ('task')`.execute(house.db);
  await indexPassagesSoon(house.db);
  await note("一条新的，唤醒队列");
  const [notes] = await search(he, "绿松石", { limit: 50 });
  assert.deepEqual([notes!.hits.length, notes!.more], [50, true]);
  const times = notes!.hits.map(({ at }) => at);
  assert.deepEqual(times, times.toSorted().reverse(), "the newest first");
  assert.deepEqual((await search(he, "绿松石 1202"))[0]!.hits.length, 1, "also the oldest, a month and a half ago");
  assert.deepEqual(await marks(), before);
});
