import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import pg from "pg";
import { eventsOf, startHarness } from "#test/harness.ts";
import { LiveClient } from "#test/live_client.ts";
import {
  createCustomerContract,
  readCustomerContract,
  updateCustomerContract,
} from "../../modules/customers/customer.contract.ts";
import { endSessionContract, listSessionsContract } from "../../modules/people/session.contract.ts";
import { eventsAfter, settledCursor } from "../event/cursor.ts";

const house = await startHarness();
const zhou = await house.as("zhou");
const chen = await house.as("chen");
const li = await house.as("li");

async function customer(name: string): Promise<string> {
  const reply = await zhou.call(createCustomerContract, { body: { kind: "company", name } });
  return reply.body.id;
}
const change = (id: string, from: string | null, to: string) =>
  zhou.call(updateCustomerContract, {
    params: { customerId: id },
    body: { set: { remark: to }, seen: { remark: from } },
  });

test("a colleague hears of a change at once, a stranger never", async () => {
  const id = await customer("杭州灵隐茶业有限公司");
  const [colleague, stranger] = [new LiveClient(house.base, chen), new LiveClient(house.base, li)];
  await Promise.all([colleague.ready(), stranger.ready()]);
  const began = performance.now();
  await change(id, null, "一");
  await colleague.until("the change", (client) => client.roots.includes(id));
  assert.ok(performance.now() - began < 1000, "faster than the poll behind it");
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual(stranger.roots, []);
  const [event] = colleague.heard.flatMap((message) => message.events ?? []).filter((one) => one.root_id === id);
  assert.deepEqual(Object.keys(event!).sort(), ["name", "object", "object_id", "root", "root_id"], "ids only");
  for (const client of [colleague, stranger]) client.cut();
});

test("after a cut the page resumes and misses nothing", async () => {
  const id = await customer("宁波舟山港配件供应链有限公司");
  const first = new LiveClient(house.base, chen);
  await first.ready();
  await change(id, null, "一");
  await first.until("the change", (client) => client.roots.includes(id));
  const cursor = first.cursor!;
  first.cut();
  for (const [from, to] of [
    ["一", "二"],
    ["二", "三"],
    ["三", "四"],
  ] as const)
    await change(id, from, to);
  const second = new LiveClient(house.base, chen, cursor);
  await second.until("three changes", (client) => client.roots.filter((root) => root === id).length >= 3);
  second.cut();
  const lost = new LiveClient(house.base, chen, "nonsense");
  await lost.until("resync", (client) => client.heard.some((message) => message.type === "resync"));
  lost.cut();
});

test("commits that finish out of order are all read, none twice", async () => {
  const start = await settledCursor(house.db);
  const clients = await Promise.all(
    [1, 2, 3].map(async () => {
      const client = new pg.Client(house.databaseUrl);
      await client.connect();
      return client;
    }),
  );
  const insert = (client: pg.Client, name: string) =>
    client.query(
      "insert into domain_event (name, object, object_id, root, root_id) values ($1, 'customer', gen_random_uuid(), 'customer', gen_random_uuid())",
      [name],
    );
  for (const [index, client] of clients.entries()) {
    await client.query("begin");
    await insert(client, `order.${index}`);
  }
  const seen: string[] = [];
  let cursor = start;
  const read = async () => {
    const events = await eventsAfter(house.db, cursor, 100);
    for (const event of events) if (event.name.startsWith("order.")) seen.push(event.name);
    const last = events.at(-1);
    if (last) cursor = { xid: last.xid, id: last.id };
  };
  await clients[2]!.query("commit");
  await read();
  assert.deepEqual(seen, [], "an earlier transaction is still open: nothing behind it is read yet");
  // other test files write to the same server: what is committed can be read when their open transactions have ended
  const readUntil = async (count: number) => {
    for (let tries = 0; tries < 400 && seen.length < count; tries++) {
      await read();
      if (seen.length < count) await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await clients[0]!.query("commit");
  await readUntil(1);
  assert.deepEqual(seen, ["order.0"]);
  await clients[1]!.query("commit");
  await readUntil(3);
  assert.deepEqual(seen, ["order.0", "order.1", "order.2"]);
  await read();
  assert.equal(seen.length, 3);
  await Promise.all(clients.map((client) => client.end()));
});

test("two who look at a record see each other, also from two nodes; a stranger may not look", async () => {
  const id = await customer("苏州恒瑞包装材料厂");
  const other = await house.anotherNode();
  const here = new LiveClient(house.base, zhou);
  const there = new LiveClient(other.base, chen);
  const stranger = new LiveClient(house.base, li);
  await Promise.all([here.ready(), there.ready(), stranger.ready()]);
  here.send({ type: "look", object: "customer", object_id: id, field: null });
  there.send({ type: "look", object: "customer", object_id: id, field: "remark" });
  stranger.send({ type: "look", object: "customer", object_id: id, field: null });
  const people = (client: LiveClient) =>
    client.heard.findLast((message) => message.type === "presence" && message.object_id === id)?.people ?? [];
  await here.until("the colleague", (client) =>
    people(client).some((person) => person.user_id === chen.userId && person.field === "remark"),
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(
    people(here).some((person) => person.user_id === li.userId),
    false,
  );
  assert.deepEqual(people(stranger), []);
  there.cut();
  await here.until(
    "the colleague's leaving",
    (client) => people(client).every((person) => person.user_id !== chen.userId),
    5000,
  );
  for (const client of [here, stranger]) client.cut();
  await other.close();
});

test("two nodes: sign in on one, work on the other, hear it on the first", async () => {
  const other = await house.anotherNode();
  const zhouThere = house.callerAt(other.base, zhou.userId, zhou.cookie);
  const listener = new LiveClient(house.base, chen);
  await listener.ready();
  const made = await zhouThere.call(createCustomerContract, { body: { kind: "company", name: "另一台上建的" } });
  assert.equal(made.status, 200);
  await listener.until("the other node's change", (client) => client.roots.includes(made.body.id));
  assert.equal((await zhou.call(readCustomerContract, { params: { customerId: made.body.id } })).status, 200);
  assert.deepEqual(await eventsOf(house.db, made.body.id), ["customer.created"]);
  listener.cut();
  await other.close();
});

test("an ended session closes its channel, everywhere", async () => {
  const he = await house.as("he");
  const client = new LiveClient(house.base, he);
  await client.ready();
  const [session] = (await he.call(listSessionsContract)).body.sessions;
  assert.equal((await he.call(endSessionContract, { params: { sessionId: session!.id } })).status, 200);
  await client.until("the close", (one) => one.closeCode === 4401);
  assert.equal((await he.call(listSessionsContract)).status, 401);
});

test("a frame too large, a reset connection or nonsense ends that channel only", async () => {
  const large = new LiveClient(house.base, zhou);
  await large.ready();
  large.send({ type: "look", object: "x".repeat(10_000), object_id: "" });
  await large.until("the close", (one) => one.closeCode !== undefined);
  const { hostname, port } = new URL(house.base);
  for (let tries = 0; tries < 60; tries++) {
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `GET /api/live HTTP/1.1\r\nHost: ${hostname}:${port}\r\nOrigin: ${house.base}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
        );
        setTimeout(() => {
          socket.resetAndDestroy();
          resolve();
        }, tries % 4);
      });
      socket.on("error", () => resolve());
    });
  }
  const odd = new LiveClient(house.base, zhou, "99999999999999999999-1");
  await odd.until("resync", (client) => client.heard.some((message) => message.type === "resync"));
  odd.send({ type: "look", object: "customer", object_id: "-".repeat(36) });
  odd.cut();
  assert.equal((await fetch(`${house.base}/healthz`)).status, 200);
});

test("without a session or from a foreign page there is no channel", async () => {
  const nobody = new LiveClient(house.base, { cookie: "" });
  await nobody.until("the refusal", (one) => one.closeCode !== undefined);
  const forged = new LiveClient(house.base, { cookie: zhou.cookie.replace(/.{6}$/, "AAAAAA") });
  await forged.until("the refusal", (one) => one.closeCode !== undefined);
});
