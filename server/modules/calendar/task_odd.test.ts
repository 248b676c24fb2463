import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { race, startHarness } from "#test/harness.ts";
import { createCustomerContract } from "../customers/customer.contract.ts";
import { createHandOverContract } from "../customers/hand_over.contract.ts";
import { addTradeContract, updateTradeContract } from "../customers/trade/trade.contract.ts";
import {
  readNoticePreferencesContract,
  updateNoticePreferencesContract,
} from "../people/notification/notification.contract.ts";
import * as contracts from "./task.contract.ts";

const house = await startHarness();
const [zhao, zhou] = await Promise.all([house.as("zhao"), house.as("zhou")]);

test("one item that is named twice is refused by name", async () => {
  const { body: task } = await zhou.call(contracts.createTaskContract, {
    body: { title: "清单", items: ["一", "二"] },
  });
  const [one] = task.items;
  const twice = [one!, { ...one!, title: "又一个" }];
  const reply = await zhou.call(contracts.setTaskItemsContract, {
    params: { taskId: task.id },
    body: { items: twice },
  });
  assert.deepEqual([reply.status, reply.problem?.id], [404, "task.item_not_found"]);
});

test("a kind of notice that is named twice is as it was named last", async () => {
  const { body } = await zhou.call(readNoticePreferencesContract);
  const [kind] = body.kinds;
  const reply = await zhou.call(updateNoticePreferencesContract, {
    body: {
      kinds: [
        { ...kind!, mail: "off" },
        { ...kind!, mail: "digest" },
      ],
      digest_hour: 8,
    },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  assert.equal(reply.body.kinds.find((one) => one.kind === kind!.kind)?.mail, "digest");
});

test("odd days, rules and places in the list are no failures", async () => {
  for (const body of [
    { due_on: "0001-01-01" },
    { due_on: "9999-12-31", repeat: "FREQ=DAILY" },
    { due_on: "2030-02-28", repeat: "FREQ=YEARLY;INTERVAL=9999999999" },
    { due_on: "2030-02-28", repeat: "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=99999999" },
    { due_on: "2030-02-28", repeat: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" },
    { due_on: "2030-02-28", repeat: "FREQ=SECONDLY" },
    { due_on: "2030-02-28", repeat: "DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY" },
    { due_on: "2030-02-28", repeat: "FREQ=DAILY;UNTIL=20200101" },
  ]) {
    const reply = await zhou.call(contracts.createTaskContract, { body: { title: "怪日子", ...body } });
    assert.ok(reply.status < 500, JSON.stringify([body, reply.problem]));
    if (reply.status !== 200) continue;
    const done = await zhou.call(contracts.completeTaskContract, { params: { taskId: reply.body.id } });
    assert.ok(done.status < 500, JSON.stringify([body, done.problem]));
  }
  for (const query of [
    { after: zhou.userId },
    { due: "later" as const, limit: 1 },
    { state: "done" as const, view: "team" as const },
  ])
    assert.equal((await zhou.call(contracts.listTasksContract, { query })).status, 200);
});

test("who gets the tasks of somebody who leaves is told to the people of the task's client only", async () => {
  const { kanghe, lingyin } = house.ids.clients as Record<string, string>;
  const { body: customer } = await zhao.call(createCustomerContract, {
    body: { kind: "person", name: "两家的客户", client_ids: [kanghe!, lingyin!] },
  });
  const { body: task } = await zhao.call(contracts.createTaskContract, {
    body: { title: "回访", customer_id: customer.id, client_id: kanghe!, assignee_id: house.ids.users.chen! },
  });
  const handed = await zhao.call(createHandOverContract, {
    body: { from: house.ids.users.chen!, to: [house.ids.users.zhou!], kinds: ["task"] },
  });
  assert.equal(handed.status, 200, JSON.stringify(handed.problem));
  for (let i = 0; i < 100; i++) {
    const { rows } = await sql<{ client_id: string | null }>`
      select client_id from domain_event where object_id = ${task.id} and name = 'task.updated'`.execute(house.db);
    if (rows.length > 0) return assert.deepEqual(rows, [{ client_id: kanghe }]);
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail("nothing was handed over");
});

test("two trades that are given one number at once: one has it, the other is refused by name", async () => {
  const { body: customer } = await zhou.call(createCustomerContract, { body: { kind: "company", name: "抢单号" } });
  const params = { customerId: customer.id };
  for (let round = 0; round < 5; round++) {
    const ids: string[] = [];
    for (let n = 0; n < 4; n++)
      ids.push((await zhou.call(addTradeContract, { params, body: { traded_on: "2024-01-02", amount: 100 } })).body.id);
    const replies = await race(4, (n) =>
      zhou.call(updateTradeContract, { params: { ...params, tradeId: ids[n]! }, body: { reference: `抢 ${round}` } }),
    );
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 409, 409, 409]);
  }
});
