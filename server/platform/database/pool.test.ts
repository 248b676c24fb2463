import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import type pg from "pg";
import { dropDatabase, emptyDatabase } from "#test/database.ts";
import { explainConnectError } from "./error.ts";
import { createClient, createKysely, createPool } from "./pool.ts";
import { withDatabase } from "./provision.ts";

let url: string;
let pool: pg.Pool;
before(async () => {
  url = await emptyDatabase();
  pool = createPool({ url, max: 1 });
});
after(async () => {
  await pool.end();
  await dropDatabase(url);
});

test("values leave the database as the contracts write them", async () => {
  const { rows } = await pool.query(
    `select 9007199254740991::bigint as big, 12.50::numeric as amount, date '2026-01-31' as day,
       timestamptz '2026-01-31 16:00:00.123456+08' as moment, array[1, null]::bigint[] as list, array[timestamptz 'epoch'] as moments,
       true as yes, '{"a": 1}'::jsonb as json, null::bigint as nothing`,
  );
  assert.deepEqual(rows[0], {
    big: 9007199254740991,
    amount: "12.50",
    day: "2026-01-31",
    moment: "2026-01-31T08:00:00.123456Z",
    list: [1, null],
    moments: ["1970-01-01T00:00:00Z"],
    yes: true,
    json: { a: 1 },
    nothing: null,
  });
  await assert.rejects(pool.query("select 9007199254740992::bigint"), /beyond 2\^53-1/);
  assert.equal((await pool.query("select 1 as one")).rows[0].one, 1, "the connection is still good");
});

test("a text with values is a named statement from its second use on, at most 500 of them", async () => {
  const own = createPool({ url, max: 1 });
  const names = async () => (await own.query("select count(*) as count from pg_prepared_statements")).rows[0].count;
  const db = createKysely<object>(own);
  await sql`select ${1}::int`.execute(db);
  assert.equal(await names(), 0);
  for (let time = 0; time < 3; time++) await sql`select ${time}::int`.execute(db);
  assert.equal(await names(), 1);
  for (let column = 0; column < 520; column++) {
    for (let time = 0; time < 2; time++) await own.query(`select $1::int as c${column}`, [1]);
  }
  assert.equal(await names(), 500);
  await own.end();
});

test("a changed column fails a named statement once, then it works again", async () => {
  await pool.query("create table shape (a int)");
  const read = () => pool.query("select * from shape where $1 = 1", [1]);
  await read();
  await read();
  await pool.query("alter table shape add column b int");
  await assert.rejects(read(), /cached plan/);
  await read();
  assert.equal((await read()).fields.length, 2);
});

test("a statement that takes too long is ended", async () => {
  const client = createClient({ url, statementTimeout: 50 });
  await client.connect();
  await assert.rejects(client.query("select pg_sleep(5)"), { code: "57014" });
  await client.end();
});

const broken: [string, (url: URL) => void, string][] = [
  ["a wrong password", (address) => (address.password = "wrong"), "database_password"],
  ["no such database", (address) => (address.pathname = "/nowhere"), "database_missing"],
  ["nobody there", (address) => (address.port = "1"), "database_refused"],
  ["an unknown host", (address) => (address.hostname = "nowhere.invalid"), "database_refused"],
];
for (const [title, change, code] of broken) {
  test(`${title} is one clear line without the password`, async () => {
    const address = new URL(withDatabase(url, new URL(url).pathname.slice(1)));
    change(address);
    const error = await createClient({ url: address.href })
      .connect()
      .then(
        () => undefined,
        (failure: unknown) => explainConnectError(failure, address.href),
      );
    assert(error instanceof Error);
    assert.deepEqual([error.name, (error as { code?: string }).code], ["StartError", code]);
    assert.doesNotMatch(error.message, /\n/);
    assert.equal(error.message.includes(address.password), false);
  });
}
