import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { eventsOf, type Harness, startHarness } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";
import { addJob } from "../../platform/job/add.ts";
import { deactivateUserContract } from "../people/people.contract.ts";
import { createCustomerContract, readCustomerContract } from "./customer.contract.ts";
import {
  createHandOverContract,
  listHandOversContract,
  previewHandOverContract,
  undoHandOverContract,
} from "./hand_over.contract.ts";
import { readHistoryContract } from "./history.contract.ts";
import { searchContract } from "./search.contract.ts";
import { transferCustomerContract } from "./sharing.contract.ts";
import { createViewContract } from "./view.contract.ts";

const house = await startHarness();
const { users } = house.ids;
type Key = Parameters<Harness["as"]>[0];

async function create(name: string, key: Key): Promise<string> {
  const reply = await (await house.as(key)).call(createCustomerContract, { body: { kind: "company", name } });
  assert.equal(reply.status, 200);
  return reply.body.id;
}

const ownerOf = async (id: string) =>
  (await (await house.as("zhao")).call(readCustomerContract, { params: { customerId: id } })).body.owner?.name;

async function ended(id: string) {
  const admin = await house.as("zhao");
  for (let i = 0; i < 600; i++) {
    const found = (await admin.call(listHandOversContract, {})).body.hand_overs.find((one) => one.id === id)!;
    if (found.state === "done" || found.state === "undone") return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  const { rows } = await sql`select last_error from graphile_worker.jobs`.execute(house.db);
  throw new Error(`the hand-over did not end: ${JSON.stringify(rows)}`);
}

test("what a person has goes to others in one step, with history, and comes back where nobody touched it", async () => {
  const admin = await house.as("zhao");
  const ids = await Promise.all(["一", "二", "三", "四"].map((name) => create(`要交接的客户${name}`, "chen")));
  const from = users.chen!;
  const preview = await admin.call(previewHandOverContract, { params: { userId: from } });
  assert.deepEqual(preview.body.kinds, [
    { kind: "customer", count: 4 },
    { kind: "view", count: 0 },
    { kind: "promise", count: 0 },
    { kind: "task", count: 0 },
  ]);
  const body = { from, to: [users.li!, users.wang!], kinds: ["customer", "view"] };
  const made = await admin.call(createHandOverContract, { body });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  const done = await ended(made.body.id);
  assert.deepEqual([done.state, done.moved], ["done", 4]);
  const owners = await Promise.all(ids.map(ownerOf));
  assert.deepEqual([...owners].sort(), ["李思远", "李思远", "王磊", "王磊"]);
  assert.deepEqual(await eventsOf(house.db, ids[0]!), ["customer.created", "customer.transferred"]);
  const history = await admin.call(readHistoryContract, { params: { customerId: ids[0]! } });
  assert.deepEqual(history.body.entries[0]!.changes[0], { field: "owner", before: "陈立", after: owners[0] });
  const hits = await (await house.as("li")).call(searchContract, { query: { q: "要交接的客户" } });
  assert.equal(hits.body.hits.length, 4);

  const moved = await admin.call(transferCustomerContract, {
    params: { customerId: ids[3]! },
    body: { owner_id: users.zhou!, seen: owners[3] === "李思远" ? users.li! : users.wang! },
  });
  assert.equal(moved.status, 200);
  const undo = await admin.call(undoHandOverContract, { params: { handOverId: made.body.id } });
  assert.equal(undo.body.state, "undoing");
  const undone = await ended(made.body.id);
  assert.deepEqual([undone.state, undone.moved_back], ["undone", 3]);
  assert.deepEqual(await Promise.all(ids.map(ownerOf)), ["陈立", "陈立", "陈立", "周敏"]);
  const again = await admin.call(undoHandOverContract, { params: { handOverId: made.body.id } });
  assert.equal(again.problem.id, "hand_over.undone");
});

test("only what the actor may transfer is handed over, and others see nothing of it", async () => {
  const mine = await create("周敏自己的客户", "zhou");
  const others = await create("艾玛的客户", "emma");
  const manager = await house.as("zhou");
  const preview = await manager.call(previewHandOverContract, { params: { userId: users.emma! } });
  assert.equal(preview.body.kinds[0]!.count, 0);
  const made = await manager.call(createHandOverContract, {
    body: { from: users.emma!, to: [users.zhou!], kinds: ["customer"] },
  });
  assert.equal((await ended(made.body.id)).moved, 0);
  assert.equal(await ownerOf(others), "艾玛·克拉克");
  assert.equal(await ownerOf(mine), "周敏");
  const foreign = await (await house.as("emma")).call(undoHandOverContract, { params: { handOverId: made.body.id } });
  assert.equal(foreign.problem.id, "hand_over.not_found");
  assert.equal((await (await house.as("wu")).call(listHandOversContract, {})).status, 403);
});

test("a hand-over that makes no sense is refused by name", async () => {
  const admin = await house.as("zhao");
  const refuse = async (body: object) => (await admin.call(createHandOverContract, { body: body as never })).problem.id;
  const from = users.chen!;
  assert.equal(await refuse({ from, to: [from], kinds: ["customer"] }), "hand_over.bad_receiver");
  assert.equal(await refuse({ from, to: [users.li!], kinds: ["nothing"] }), "hand_over.unknown_kind");
  assert.equal(
    await refuse({ from: "01900000-0000-7000-8000-000000000000", to: [users.li!], kinds: ["customer"] }),
    "user.not_found",
  );
  await sql`update hand_over set created_at = now() - interval '31 days', state = 'done'`.execute(house.db);
  const { body } = await admin.call(listHandOversContract, {});
  assert.equal(body.hand_overs[0]!.blocked.undo, "too_old");
});

test("shared views are dealt evenly by who manages users, and by nobody else", async () => {
  const chen = await house.as("chen");
  for (const name of ["甲", "乙", "丙"]) {
    const body = { object: "customer", name, shared_users: [users.li!], filter: { all: [] } } as never;
    assert.equal((await chen.call(createViewContract, { body })).status, 200);
  }
  const params = { userId: users.chen! };
  const manager = await (await house.as("zhou")).call(previewHandOverContract, { params });
  assert.deepEqual(manager.body.kinds[1], { kind: "view", count: 0 });
  const admin = await house.as("zhao");
  assert.equal((await admin.call(previewHandOverContract, { params })).body.kinds[1]!.count, 3);
  const body = { from: users.chen!, to: [users.li!, users.wang!], kinds: ["view"] };
  assert.equal((await ended((await admin.call(createHandOverContract, { body })).body.id)).moved, 3);
  const { rows } = await sql<{ name: string; count: number }>`
    select u.name, count(*)::int as count from saved_view v join app_user u on u.id = v.owner_id where v.name in ('甲', '乙', '丙')
     group by 1 order by 2 desc`.execute(house.db);
  assert.deepEqual(rows, [
    { name: "李思远", count: 2 },
    { name: "王磊", count: 1 },
  ]);
});

test("what somebody had who has left comes back to them as well", async () => {
  const admin = await house.as("zhao");
  const id = await create("离职交接的客户", "emma");
  assert.equal((await admin.call(deactivateUserContract, { params: { userId: users.emma! } })).status, 200);
  const body = { from: users.emma!, to: [users.li!], kinds: ["customer"] };
  const made = await admin.call(createHandOverContract, { body });
  assert.ok((await ended(made.body.id)).moved > 0);
  assert.equal(await ownerOf(id), "李思远");
  const undo = await admin.call(undoHandOverContract, { params: { handOverId: made.body.id } });
  assert.equal(undo.status, 200);
  assert.equal((await ended(made.body.id)).state, "undone");
  assert.equal(await ownerOf(id), "艾玛·克拉克");
});

test("who takes a hand-over back need not be who ordered it, and the first may have left", async () => {
  const [admin, manager] = [await house.as("zhao"), await house.as("he")];
  const id = await create("经理交接后离职", "wang");
  const body = { from: users.wang!, to: [users.li!], kinds: ["customer"] };
  const made = await manager.call(createHandOverContract, { body });
  const { moved } = await ended(made.body.id);
  assert.equal(await ownerOf(id), "李思远");
  await admin.call(deactivateUserContract, { params: { userId: users.he! } });
  await admin.call(undoHandOverContract, { params: { handOverId: made.body.id } });
  const undone = await ended(made.body.id);
  assert.deepEqual([undone.state, undone.moved_back], ["undone", moved]);
  assert.equal(await ownerOf(id), "王磊");
});

test("who left after the hand-over was ordered gets nothing", async () => {
  const admin = await house.as("zhao");
  const id = await create("接收人刚离职", "zhou");
  const handOverId = newId();
  await admin.call(deactivateUserContract, { params: { userId: users.lars! } });
  await sql`insert into hand_over (id, from_user, to_users, kinds, state, by_user) values (${handOverId}, ${users.zhou},
    array[${users.lars}, ${users.li}]::uuid[], '{customer}', 'running', ${admin.userId})`.execute(house.db);
  await addJob(house.db, "run_hand_over", { hand_over_id: handOverId, user_id: admin.userId });
  await create("写一笔，叫醒队列", "chen");
  assert.ok((await ended(handOverId)).moved > 0);
  assert.equal(await ownerOf(id), "李思远");
});
