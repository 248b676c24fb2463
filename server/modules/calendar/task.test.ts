import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { eventsOf, race, startHarness } from "#test/harness.ts";
import { newId } from "../../platform/ids.ts";
import { removeCustomersContract } from "../customers/bin.contract.ts";
import { createCustomerContract } from "../customers/customer.contract.ts";
import { readHistoryContract } from "../customers/history.contract.ts";
import { listNoticesContract } from "../people/notification/notification.contract.ts";
import * as contracts from "./task.contract.ts";
import { nextRepeat } from "./task.repeat.ts";

const house = await startHarness();
const [admin, he, zhou, chen, li, wu] = await Promise.all([
  house.as("zhao"),
  house.as("he"),
  house.as("zhou"),
  house.as("chen"),
  house.as("li"),
  house.as("wu"),
]);
const customer = (await zhou.call(createCustomerContract, { body: { kind: "company", name: "杭州灵隐茶业有限公司" } }))
  .body.id;
const give = (body: object) => zhou.call(contracts.createTaskContract, { body: { title: "寄样品", ...body } });
const noticesOf = async (one: typeof zhou) =>
  (await one.call(listNoticesContract)).body.rows.map(({ kind, title }) => [kind, title]);

test("a task is given to somebody of another department, who is told; the customer's name stays hidden from them", async () => {
  const made = await give({
    customer_id: customer,
    assignee_id: li.userId,
    due_on: "2030-03-01",
    items: ["封口袋", "礼盒"],
  });
  assert.equal(made.status, 200, JSON.stringify(made.problem));
  assert.deepEqual(
    [made.body.customer?.id, made.body.due_on, made.body.due_time, made.body.items.map(({ title }) => title)],
    [customer, "2030-03-01", null, ["封口袋", "礼盒"]],
  );
  const seen = await li.call(contracts.readTaskContract, { params: { taskId: made.body.id } });
  assert.deepEqual([seen.status, seen.body.customer, seen.body.is_customer_hidden], [200, null, true]);
  assert.deepEqual(await noticesOf(li), [["task_assigned", "寄样品"]]);
  assert.deepEqual(await eventsOf(house.db, customer), ["customer.created", "task.created"]);
  const history = await zhou.call(readHistoryContract, { params: { customerId: customer } });
  assert.equal(history.body.entries[0]?.name, "task.created");
});

test("eight repeats with one key make one task; eight at once complete it once and make one follower", async () => {
  const headers = { "idempotency-key": "task-once-0001" };
  const body = { title: "每周回访", due_on: "2030-03-04", repeat: "FREQ=WEEKLY;BYDAY=MO", customer_id: customer };
  const made = await race(8, () => zhou.call(contracts.createTaskContract, { body, headers }));
  assert.equal(new Set(made.map((reply) => reply.body.id)).size, 1);
  const params = { taskId: made[0]!.body.id };
  const replies = await race(8, () => zhou.call(contracts.completeTaskContract, { params }));
  assert.deepEqual(
    replies.map((reply) => [reply.status, reply.body.state]),
    Array(8).fill([200, "done"]),
  );
  const open = (await zhou.call(contracts.listTasksContract)).body.rows.filter(({ title }) => title === "每周回访");
  assert.deepEqual(
    open.map(({ due_on, repeat }) => [due_on, repeat]),
    [["2030-03-11", "FREQ=WEEKLY;BYDAY=MO"]],
  );
  const again = await zhou.call(contracts.reopenTaskContract, { params });
  assert.equal(again.body.state, "open");
  const after = (await zhou.call(contracts.listTasksContract)).body.rows.filter(({ title }) => title === "每周回访");
  assert.deepEqual(
    after.map(({ id }) => id),
    [params.taskId],
  );
  assert.equal((await zhou.call(contracts.cancelTaskContract, { params })).body.state, "cancelled");
});

test("rules of RFC 5545 go on by date, count down and end; others are refused by name", async () => {
  assert.deepEqual(nextRepeat("FREQ=MONTHLY;BYMONTHDAY=-1", "2028-01-31", "2028-01-31"), {
    day: "2028-02-29",
    rule: "FREQ=MONTHLY;BYMONTHDAY=-1",
  });
  assert.equal(nextRepeat("FREQ=DAILY;INTERVAL=2", "2030-01-01", "2030-01-06")?.day, "2030-01-07");
  assert.equal(nextRepeat("FREQ=DAILY;COUNT=2", "2030-01-01", "2030-01-01")?.rule, "FREQ=DAILY;COUNT=1");
  assert.equal(nextRepeat("FREQ=DAILY;COUNT=1", "2030-01-01", "2030-01-01"), null);
  assert.equal(nextRepeat("FREQ=DAILY;UNTIL=20300102", "2030-01-02", "2030-01-02"), null);
  for (const repeat of ["每天", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=3", "FREQ=NEVER"]) {
    const bad = await give({ due_on: "2030-01-01", repeat });
    assert.deepEqual([bad.status, bad.problem.id], [400, "task.bad_repeat"], repeat);
  }
  const undue = await give({ repeat: "FREQ=DAILY" });
  assert.deepEqual([undue.status, undue.problem.id], [400, "task.repeat_needs_due"]);
});

test("a change says what it saw; what is another value now is a conflict; an ended task stays as it is", async () => {
  const { body: task } = await give({ due_on: "2030-05-01" });
  const params = { taskId: task.id };
  const set = (from: string, to: string) =>
    zhou.call(contracts.updateTaskContract, { params, body: { set: { due_on: to }, seen: { due_on: from } } });
  assert.equal((await set("2030-05-01", "2030-05-02")).body.due_on, "2030-05-02");
  const late = await set("2030-05-01", "2030-05-03");
  assert.deepEqual([late.status, late.problem.id], [409, "task.conflict"]);
  const blind = await zhou.call(contracts.updateTaskContract, { params, body: { set: { title: "x" }, seen: {} } });
  assert.deepEqual([blind.status, blind.problem.id], [400, "task.seen_missing"]);
  await zhou.call(contracts.completeTaskContract, { params });
  assert.equal((await set("2030-05-02", "2030-05-03")).problem.id, "task.closed");
  assert.deepEqual(await eventsOf(house.db, task.id), ["task.created", "task.updated", "task.completed"]);
});

test("a checklist is ticked and rewritten", async () => {
  const { body: task } = await give({ items: ["一", "二"] });
  const params = { taskId: task.id };
  const [first, second] = task.items;
  const ticked = await zhou.call(contracts.checkTaskItemContract, {
    params: { ...params, itemId: first!.id },
    body: { is_done: true },
  });
  assert.deepEqual(
    ticked.body.items.map(({ is_done }) => is_done),
    [true, false],
  );
  const items = [
    { ...second!, title: "第二" },
    { title: "三", is_done: false },
  ];
  const set = await zhou.call(contracts.setTaskItemsContract, { params, body: { items } });
  assert.deepEqual(
    set.body.items.map(({ title }) => title),
    ["第二", "三"],
  );
  const strange = await zhou.call(contracts.setTaskItemsContract, {
    params,
    body: { items: [{ ...first!, id: newId() }] },
  });
  assert.equal(strange.problem.id, "task.item_not_found");
});

test("others see a task by team or right; refused, invisible and bad input are told apart", async () => {
  const { body: task } = await give({ title: "组内", customer_id: customer });
  const params = { taskId: task.id };
  assert.equal((await chen.call(contracts.readTaskContract, { params })).status, 200, "same team");
  assert.deepEqual((await li.call(contracts.readTaskContract, { params })).problem.id, "task.not_found");
  assert.equal((await li.call(contracts.completeTaskContract, { params })).status, 404);
  const ids = async (one: typeof zhou, query: object) =>
    (await one.call(contracts.listTasksContract, { query })).body.rows.map(({ id }) => id);
  assert.ok((await ids(chen, { view: "team" })).includes(task.id));
  assert.ok((await ids(admin, { view: "all" })).includes(task.id));
  assert.ok(!(await ids(li, { view: "all" })).includes(task.id));
  assert.ok(!(await ids(zhou, { view: "given" })).includes(task.id));
  assert.equal((await house.anonymous.call(contracts.listTasksContract)).status, 401);
  const id = newId();
  await house.db.insertInto("app_user").values({ id, name: "无权", email: "nobody@yuezhou.test" }).execute();
  assert.equal((await (await house.asUser(id)).call(contracts.listTasksContract)).status, 403);
  assert.equal((await give({ title: " " })).status, 400);
  assert.equal((await give({ assignee_id: newId() })).problem.id, "task.unknown_reference");
  assert.equal(
    (await li.call(contracts.createTaskContract, { body: { title: "x", customer_id: customer } })).status,
    404,
  );
});

test("pages follow each other, by due time", async () => {
  const rows: string[] = [];
  let after: string | undefined;
  do {
    const { body } = await zhou.call(contracts.listTasksContract, { query: { limit: 1, ...(after ? { after } : {}) } });
    rows.push(...body.rows.map(({ id }) => id));
    after = body.next ?? undefined;
  } while (after);
  assert.deepEqual(
    rows,
    (await zhou.call(contracts.listTasksContract)).body.rows.map(({ id }) => id),
  );
  assert.ok(rows.length > 1);
});

test("what is due is told once; what stays undone goes up once", async () => {
  const { body: task } = await give({
    title: "催款",
    assignee_id: chen.userId,
    due_on: "2020-01-01",
    due_time: "10:00",
    escalate_hours: 1,
    escalate_to: he.userId,
  });
  const params = { taskId: task.id };
  await until(async () => (await zhou.call(contracts.readTaskContract, { params })).body.escalated_at !== null);
  const read = (await zhou.call(contracts.readTaskContract, { params })).body;
  assert.deepEqual([read.is_overdue, read.due_time], [true, "10:00"]);
  assert.deepEqual(
    (await noticesOf(chen))
      .filter(([, title]) => title === "催款")
      .map(([kind]) => kind)
      .sort(),
    ["task_assigned", "task_due"],
  );
  assert.deepEqual(await noticesOf(he), [["task_escalated", "催款"]]);
  assert.deepEqual(await eventsOf(house.db, task.id), ["task.created", "task.escalated"]);
  const overdue = await chen.call(contracts.listTasksContract, { query: { due: "overdue" } });
  assert.deepEqual(
    overdue.body.rows.map(({ id }) => id),
    [task.id],
  );
});

test("a selection is handed out to owners or evenly, as one event, and taken back but for what was done", async () => {
  const others = await Promise.all(
    ["绍兴安昌酱园", "宁波舟宿客栈", "湖州善琏笔庄"].map((name) =>
      zhou.call(createCustomerContract, { body: { kind: "company", name } }),
    ),
  );
  const customer_ids = [...others.map(({ body }) => body.id), newId()];
  const body = { customer_ids, title: "问候", user_ids: [chen.userId, wu.userId], due_on: "2030-01-01" };
  const out = await zhou.call(contracts.handOutTasksContract, { body });
  assert.deepEqual([out.status, out.body.made, out.body.skipped], [200, 3, 1], JSON.stringify(out.problem));
  const count = async (one: typeof zhou) =>
    (await one.call(contracts.listTasksContract)).body.rows.filter(({ title }) => title === "问候");
  assert.deepEqual([(await count(chen)).length, (await count(wu)).length], [2, 1]);
  assert.deepEqual(await eventsOf(house.db, out.body.id), ["task.handed_out"]);
  await chen.call(contracts.completeTaskContract, { params: { taskId: (await count(chen))[0]!.id } });
  const params = { handOutId: out.body.id };
  assert.equal((await li.call(contracts.takeTasksBackContract, { params })).status, 404);
  assert.equal((await zhou.call(contracts.takeTasksBackContract, { params })).status, 200);
  assert.deepEqual([(await count(chen)).length, (await count(wu)).length], [0, 0]);
  const mine = await zhou.call(contracts.handOutTasksContract, {
    body: { customer_ids, title: "给负责人", user_ids: [] },
  });
  assert.equal(mine.body.made, 3);
  const nobody = await li.call(contracts.handOutTasksContract, { body: { customer_ids, title: "x", user_ids: [] } });
  assert.deepEqual([nobody.status, nobody.problem.id], [400, "task.nobody_to_give"]);
});

test("with the customer in the bin its tasks are gone, for the assignee as well", async () => {
  const { body: task } = await give({ customer_id: customer, assignee_id: li.userId });
  await admin.call(removeCustomersContract, { body: { ids: [customer] } });
  for (const one of [li, zhou, admin])
    assert.equal((await one.call(contracts.readTaskContract, { params: { taskId: task.id } })).status, 404);
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from task where customer_id = ${customer}`.execute(house.db);
  assert.ok(rows[0]!.n > 0);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, "it did not happen in 20 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
