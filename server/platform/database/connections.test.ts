import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { dropDatabase, emptyDatabase } from "#test/database.ts";
import { Connections } from "./connections.ts";
import { createKysely } from "./pool.ts";
import { withAdmin } from "./provision.ts";

let urls: string[];
before(async () => {
  urls = await Promise.all([emptyDatabase(), emptyDatabase()]);
});
after(() => Promise.all(urls.map(dropDatabase)));

const open = (caps = {}) => new Connections({ perDatabase: 2, total: 3, idle: 10_000, wait: 300, ...caps });
const ends = (url: string) =>
  withAdmin(url, (client) =>
    client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    ),
  );

test("a full house makes room by closing what is idle, and waits when nothing is", async () => {
  const connections = open();
  const [one, other] = urls.map((url) => connections.poolOf(url));
  const first = [await one!.connect(), await one!.connect()];
  await assert.rejects(one!.connect(), { name: "ConnectionWaitError" });
  const second = await other!.connect();
  assert.equal(connections.total, 3);
  const waiting = other!.connect();
  await sleep(20);
  first[0]!.release();
  (await waiting).release();
  second.release();
  first[1]!.release();
  assert.equal(connections.total <= 3, true);
  await connections.close();
  assert.equal(connections.total, 0);
});

test("a connection that the server ends, idle or in use, is replaced and counted off", async () => {
  const connections = open();
  const db = createKysely<object>(connections.poolOf(urls[0]!));
  await sql`select 1`.execute(db);
  await ends(urls[0]!);
  await sleep(50);
  assert.equal(connections.total, 0);
  const running = assert.rejects(sql`select pg_sleep(5)`.execute(db));
  await sleep(50);
  await ends(urls[0]!);
  await running;
  await sql`select 1`.execute(db);
  assert.equal(connections.total, 1);
  await connections.close();
  assert.equal(connections.total, 0);
});

test("a database that cannot be reached gives its place back", async () => {
  const connections = open({ total: 1 });
  const wrong = new URL(urls[0]!);
  wrong.password = "wrong";
  await assert.rejects(connections.poolOf(wrong.href).connect(), { code: "28P01" });
  assert.equal(connections.total, 0);
  await sql`select 1`.execute(createKysely<object>(connections.poolOf(urls[0]!)));
  await connections.close();
});
