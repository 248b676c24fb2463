import assert from "node:assert/strict";
import { after, test } from "node:test";
import { sql } from "kysely";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";
import { readCustomerContract } from "../customers/customer.contract.ts";
import { eraseCustomerContract } from "../customers/erasure.contract.ts";
import {
  asHouse,
  customer,
  desks,
  engine,
  house,
  lastCall,
  openExchange,
  until,
  wu,
  zhao,
  zhou,
} from "./exchange/exchange.fixture.ts";
import { callBack, callbackJobs } from "./web_callback.give.ts";
import { createWebWidgetContract } from "./widget.contract.ts";

const exchange = await openExchange();
after(() => exchange.close());
const node = { ...asHouse, organisation: { id: house.organisationId } } as unknown as House;
const widget = (
  await zhao!.call(createWebWidgetContract, {
    body: { name: "商城", origins: ["https://shop.example"], user_id: zhou!.userId },
  })
).body;
const by = { userId: null, requestId: "test" };

/** As a visitor's request stands when it was found good. */
async function asked(digits: string, customerId: string | null = null): Promise<string> {
  const id = newId();
  await sql`insert into web_callback (id, widget_id, key_hash, digits, words, customer_id, address_hash)
    values (${id}, ${widget.id}, ${id}, ${digits}, '想问价', ${customerId}, ${id})`.execute(house.db);
  return id;
}
const handle = (id: string, registered: string[]) =>
  house.db.transaction().execute((tx) => callBack(tx, { house: node, by, registered }, id));
const rowOf = async (id: string) =>
  await house.db.selectFrom("web_callback").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
const settle = (id: string) => callbackJobs[0]!.run(node, { id });

test("at once: who is free is rung first, then the number; spoken to, there is no task", async () => {
  const id = await asked("+8619900004001", await customer("湖州南浔纸品", "199 0000 4001"));
  const visitor = await engine.phones.subscriber("+8619900004001");
  await handle(id, ["801"]);
  assert.equal((await rowOf(id)).task_id, null);
  await exchange.wake();
  await until(() => desks.zhou.state === "ringing", "the agent's device");
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(desks.zhou.state, "ringing", "it does not pick up by itself: nobody has clicked there");
  await desks.zhou.answer();
  await until(() => visitor.state === "ringing", "the visitor's telephone");
  await settle(id);
  assert.equal((await rowOf(id)).task_id, null, "while it rings nothing is decided");
  await visitor.answer();
  await until(async () => (await lastCall()).answered_at !== null);
  const busy = await asked("+8619900004002");
  await handle(busy, ["801"]);
  assert.ok((await rowOf(busy)).task_id, "who is in a call has the next one as a task");
  await visitor.hangup();
  await until(async () => (await lastCall()).ended_at !== null);
  await settle(id);
  const { task_id, call_id } = await rowOf(id);
  assert.deepEqual([task_id, call_id], [null, (await lastCall()).id]);
});

test("the visitor does not answer: a task, however often it is looked", async () => {
  await sql`update call_person set occupation = null`.execute(house.db);
  const id = await asked("+8619900004003");
  const visitor = await engine.phones.subscriber("+8619900004003");
  await handle(id, ["801"]);
  assert.ok((await rowOf(id)).call_id);
  await exchange.wake();
  await until(() => desks.zhou.state === "ringing", "the agent's device");
  await desks.zhou.answer();
  await until(() => visitor.state === "ringing", "the visitor's telephone");
  await visitor.refuse(486);
  await until(async () => (await lastCall()).ended_at !== null);
  await Promise.all([settle(id), settle(id), settle(id)]);
  const { rows } = await sql<{ body: string }>`select body from task where title = '回电 199 0000 4003'`.execute(
    house.db,
  );
  assert.deepEqual(
    rows.map((row) => row.body),
    ["来意：想问价"],
  );
});

test("nobody at a device, or a customer that the agent may not reach: a task at once", async () => {
  const away = await asked("+8619900004004");
  await handle(away, ["802"]);
  assert.ok((await rowOf(away)).task_id);
  const hidden = await asked("+8619900004005", await customer("吴所有", "199 0000 4005", wu!));
  await sql`update call_person set occupation = null`.execute(house.db);
  await handle(hidden, ["801"]);
  const row = await rowOf(hidden);
  assert.deepEqual([row.call_id, typeof row.task_id], [null, "string"]);
});

test("a person who is erased leaves nothing of what they wrote, known at the time or not", async () => {
  const unknown = await asked("+8619900004006");
  await handle(unknown, []);
  const id = await customer("绍兴安昌", "199 0000 4006");
  const known = await asked("+8619900004006", id);
  await handle(known, []);
  const { number } = (await zhao!.call(readCustomerContract, { params: { customerId: id } })).body;
  const reply = await zhao!.call(eraseCustomerContract, {
    params: { customerId: id },
    body: { number },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  for (const one of [unknown, known]) {
    const { digits, words, name, page, customer_id } = await rowOf(one);
    assert.deepEqual([digits, words, name, page, customer_id], [null, null, null, null, null]);
  }
  const { rows } = await sql`
    select 1 from task where title like '%4006%' or (body like '%想问价%' and id = ${(await rowOf(unknown)).task_id})
    union all select 1 from history where object = 'task' and after::text like '%4006%'`.execute(house.db);
  assert.deepEqual(rows, []);
});
