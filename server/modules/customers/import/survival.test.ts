import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Caller, callerAt } from "#test/harness.ts";
import { withDatabase } from "../../../first_organisation.ts";
import { openInstallation } from "../../../platform/database/installation.ts";
import { listOrganisations } from "../../../platform/database/organisation.ts";
import { createClient } from "../../../platform/database/pool.ts";
import { setPassword } from "../../people/index.ts";
import * as contracts from "../import.contract.ts";
import type { Import } from "./present.ts";

const dataFolder = join(tmpdir(), `zhiyin-import-${randomBytes(6).toString("hex")}`);
const program = fileURLToPath(new URL("./node.fixture.ts", import.meta.url));
const rows = 60_000;
const password = "yun-shan-cang-cang-7";
let node = await start();
const databaseUrl = await makeSignIn();
after(async () => {
  node.child.kill("SIGKILL");
  const left = await openInstallation({ databaseUrl: undefined, dataFolder });
  await left.close();
  await rm(dataFolder, { recursive: true, force: true });
});

async function start(): Promise<{ child: ChildProcess; base: string }> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ZHIYIN_DATA: dataFolder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of child.stdout!) {
    const port = /ready (\d+)/.exec(String(line))?.[1];
    if (port) return { child, base: `http://127.0.0.1:${port}` };
  }
  throw new Error("the program did not start");
}

async function makeSignIn(): Promise<string> {
  const { directory, close } = await openInstallation({ databaseUrl: undefined, dataFolder });
  const [organisation] = await listOrganisations(directory);
  await withDatabase(organisation!, async (db) => {
    const user = await db.selectFrom("app_user").select("id").executeTakeFirstOrThrow();
    await db.transaction().execute((tx) => setPassword(tx, user.id, password));
  });
  await close();
  return organisation!.databaseUrl;
}

async function signIn(): Promise<Caller> {
  const response = await fetch(`${node.base}/api/session`, {
    method: "POST",
    headers: { "x-zhiyin": "1", "content-type": "application/json" },
    body: JSON.stringify({ email: "admin@zhiyin.test", password, remember: true }),
  });
  assert.equal(response.status, 200);
  return callerAt(
    node.base,
    "",
    response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; "),
  );
}

const nameOf = (run: string, i: number) => `${run}客户${i}有限公司`;

/** Rows of some 150 bytes: nine chunks. Every thousandth has no name, every 997th line is empty. */
function fileOf(run: string): string {
  const remark = "常年合作，按月结算。".repeat(3);
  const lines = Array.from({ length: rows }, (_, i) => {
    if (i % 997 === 500) return "";
    const phone = `199${String(i).padStart(8, "0")}`;
    return `${i % 1000 === 0 ? "" : nameOf(run, i)},${phone},${remark}`;
  });
  return `名称,手机,备注\n${lines.join("\n")}\n`;
}

async function begin(run: string): Promise<string> {
  const who = await signIn();
  const response = await fetch(`${node.base}/api/imports?name=a.csv`, {
    method: "POST",
    headers: { cookie: who.cookie, "x-zhiyin": "1", "content-type": "text/csv" },
    body: fileOf(run),
  });
  const { id, columns, defaults } = (await response.json()) as Import;
  const targets = columns.map((column) => column.target);
  const settings = { targets, defaults: { ...defaults, policy: "create" as const } };
  assert.equal((await who.call(contracts.mapImportContract, { params: { importId: id }, body: settings })).status, 200);
  assert.equal((await who.call(contracts.startImportContract, { params: { importId: id } })).status, 200);
  return id;
}

async function until(importId: string, isSo: (one: { state: string; row_count: number }) => boolean): Promise<void> {
  const who = await signIn();
  for (let i = 0; i < 1200; i++) {
    const { body } = await who.call(contracts.readImportContract, { params: { importId } });
    if (isSo(body)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it does not come to that");
}

async function requireEveryRowOnce(run: string, importId: string): Promise<void> {
  const client = createClient({ url: await currentUrl() });
  await client.connect();
  const one = (await client.query("select * from import where id = $1", [importId])).rows[0];
  const named = await client.query(
    "select c.name, i.row::int as row from import_customer i join customer c on c.id = i.customer_id where i.import_id = $1 order by i.row",
    [importId],
  );
  const counts = await client.query(
    `select (select count(*)::int from customer where name like $2 || '%') as customers,
      (select count(*)::int from search_entry s join import_customer i on i.customer_id = s.root_id where i.import_id = $1) as entries,
      (select count(*)::int from contact_point p join import_customer i using (customer_id) where i.import_id = $1) as points,
      (select sum(row_count)::int from import_chunk where import_id = $1) as chunk_rows,
      (select count(*)::int from domain_event where object_id = $1 and name = 'import.progressed') as progressed,
      (select count(*)::int from import_chunk where import_id = $1) as chunks,
      (select array_agg(row::int order by row) from import_rejection where import_id = $1) as rejected`,
    [importId, run],
  );
  await client.end();
  const all = Array.from({ length: rows }, (_, i) => i);
  const isEmpty = (i: number) => i % 997 === 500;
  const rejected = all.filter((i) => i % 1000 === 0 && !isEmpty(i));
  const good = all.filter((i) => i % 1000 !== 0 && !isEmpty(i));
  assert.equal(one.state, "done", one.error);
  assert.equal(named.rows.length, good.length); // a difference of sixty thousand lines would fill the memory
  const wrong = named.rows.filter(({ name, row }, i) => name !== nameOf(run, good[i]!) || row !== good[i]! + 2);
  assert.deepEqual(wrong.slice(0, 5), []);
  const found = counts.rows[0];
  assert.deepEqual(
    found.rejected,
    rejected.map((i) => i + 2),
  );
  assert.deepEqual([found.customers, found.entries, found.points], [good.length, good.length, good.length]);
  assert.deepEqual(
    [one.row_count, one.created_count, one.skipped_count, one.rejected_count, found.chunk_rows].map(Number),
    [rows, good.length, rows - good.length - rejected.length, rejected.length, rows],
  );
  assert.equal(found.progressed, found.chunks);
}

/** The embedded server may have come back on another port. */
async function currentUrl(): Promise<string> {
  const url = new URL(databaseUrl);
  url.port = (await readFile(join(dataFolder, "postgres.port"), "utf8").catch(() => url.port)).trim();
  return url.href;
}

test("kill -9 of the program in mid-run: the next one goes on with the next chunk", { timeout: 240_000 }, async () => {
  const id = await begin("甲");
  await until(id, (one) => one.row_count > 0);
  node.child.kill("SIGKILL");
  node = await start();
  await until(id, (one) => one.row_count > 30_000);
  node.child.kill("SIGKILL");
  node = await start();
  await until(id, (one) => one.state === "done" || one.state === "failed");
  await requireEveryRowOnce("甲", id);
});

test("kill -9 of the database in mid-run: nothing twice, nothing lost", { timeout: 240_000 }, async () => {
  const id = await begin("乙");
  await until(id, (one) => one.row_count > 0);
  const [pid] = (await readFile(join(dataFolder, "postgres", "postmaster.pid"), "utf8")).split("\n");
  process.kill(Number(pid), "SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, 1500));
  node.child.kill("SIGKILL");
  node = await start();
  await until(id, (one) => one.state === "done" || one.state === "failed");
  await requireEveryRowOnce("乙", id);
});
