import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { type Caller, callerAt } from "#test/harness.ts";
import { withDatabase } from "../../../first_organisation.ts";
import { openInstallation } from "../../../platform/database/installation.ts";
import { listOrganisations } from "../../../platform/database/organisation.ts";
import { setPassword } from "../../people/index.ts";
import * as contracts from "../export_job.contract.ts";

const dataFolder = join(tmpdir(), `zhiyin-export-${randomBytes(6).toString("hex")}`);
const program = fileURLToPath(new URL("../import/node.fixture.ts", import.meta.url));
const rows = 60_000;
const password = "yun-shan-cang-cang-7";
let node = await start();
await prepare();
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

async function prepare(): Promise<void> {
  const { directory, close } = await openInstallation({ databaseUrl: undefined, dataFolder });
  const [organisation] = await listOrganisations(directory);
  await withDatabase(organisation!, async (db) => {
    const user = await db.selectFrom("app_user").select("id").executeTakeFirstOrThrow();
    await db.transaction().execute((tx) => setPassword(tx, user.id, password));
    await sql`insert into customer (id, number, kind, name, name_pinyin, created_by)
      select gen_random_uuid(), 100000 + n, 'company', '出口 ' || n, 'chukou', ${user.id}::uuid from generate_series(1, ${rows}::int) n`.execute(
      db,
    );
  });
  await close();
}

async function signIn(): Promise<Caller> {
  const response = await fetch(`${node.base}/api/session`, {
    method: "POST",
    headers: { "x-zhiyin": "1", "content-type": "application/json" },
    body: JSON.stringify({ email: "admin@zhiyin.test", password, remember: true }),
  });
  assert.equal(response.status, 200);
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return callerAt(node.base, "", cookies.join("; "));
}

async function until(id: string, isSo: (one: { state: string; row_count: number }) => boolean) {
  const who = await signIn();
  for (let i = 0; i < 1600; i++) {
    const one = (await who.call(contracts.listExportsContract)).body.exports.find((found) => found.id === id)!;
    if (isSo(one)) return one;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it does not come to that");
}

const isUnderWay = (one: { state: string; row_count: number }) => one.state === "running" && one.row_count > 0;
const isOver = (one: { state: string }) => one.state !== "waiting" && one.state !== "running";

async function order(): Promise<string> {
  const reply = await (await signIn()).call(contracts.createExportContract, { body: { format: "csv" } });
  assert.equal(reply.status, 200, JSON.stringify(reply.problem));
  return reply.body.id;
}

async function killInMidRun(id: string): Promise<void> {
  await until(id, isUnderWay);
  node.child.kill("SIGKILL");
  node = await start();
}

test("kill -9 in mid-run: the next program makes it anew, each row once", { timeout: 240_000 }, async () => {
  const id = await order();
  await killInMidRun(id);
  const one = await until(id, isOver);
  assert.deepEqual([one.state, one.row_count], ["done", rows]);
  const file = await (await signIn()).call(contracts.readExportFileContract, { params: { exportId: id } });
  const names = String(file.body)
    .split("\r\n")
    .slice(1, -1)
    .map((line) => line.split(",")[1]!);
  assert.deepEqual([names.length, new Set(names).size], [rows, rows]);
});
