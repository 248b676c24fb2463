import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { pidsBelow, withoutPrograms } from "#platform/telephony/engine/voice.fixture.ts";
import { startProduct } from "../e2e/product.ts";
import {
  createCustomerContract,
  listCustomersContract,
  readCustomerContract,
} from "../server/modules/customers/customer.contract.ts";
import { demoPassword } from "../server/modules/people/index.ts";
import { signInContract } from "../server/modules/people/session.contract.ts";
import { projectFolder } from "../server/platform/config.ts";
import { openInstallation } from "../server/platform/database/installation.ts";
import { listOrganisations } from "../server/platform/database/organisation.ts";
import { callerAt } from "./harness.ts";

const product = await startProduct("demo");
after(() => product.dispose());

async function signIn(base: string): Promise<ReturnType<typeof callerAt>> {
  const reply = await callerAt(base, "", "").call(signInContract, {
    body: { email: "heshan@yuezhou.test", password: demoPassword, remember: true },
  });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return callerAt(
    base,
    "",
    reply.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; "),
  );
}

/** Runs npm start's program until it ends; what it printed and its exit code. */
function runStart(args: string[], env: Record<string, string>): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(projectFolder, "scripts/start.mjs"), ...args], {
      env: {
        ...process.env,
        ZHIYIN_DATA: product.dataFolder,
        ZHIYIN_LOG_LEVEL: "silent",
        ZHIYIN_VOICE: "off",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += String(part)));
    child.on("exit", (code) => resolve({ code, text }));
  });
}
const errorLines = (text: string): string[] => text.split("\n").filter((line) => line.startsWith("zhiyin: "));

test("two nodes: sign in on one, work on the other, kill it in mid-request: nothing acknowledged is lost", async () => {
  const here = await signIn(product.base);
  const other = await product.startNode();
  const there = callerAt(other.base, "", here.cookie);
  const acknowledged: string[] = [];
  const unknown: string[] = [];
  const create = async (index: number) => {
    const body = { kind: "company" as const, name: `掉电试验 ${index}` };
    const key = `power-cut-${String(index).padStart(6, "0")}`;
    try {
      const reply = await there.call(createCustomerContract, { body, headers: { "idempotency-key": key } });
      if (reply.status === 200) acknowledged.push(reply.body.id);
      else unknown.push(key);
    } catch {
      unknown.push(key);
    }
  };
  const creating = Promise.all(
    Array.from({ length: 8 }, async (_, lane) => {
      for (let step = 0; step < 40; step++) await create(lane * 1000 + step);
    }),
  );
  while (acknowledged.length < 60) await new Promise((resolve) => setTimeout(resolve, 5));
  await other.kill9();
  await creating;
  assert.ok(unknown.length > 0, "the node died while requests were under way");
  for (const customerId of acknowledged)
    assert.equal((await here.call(readCustomerContract, { params: { customerId } })).status, 200);
  for (const key of unknown) {
    const index = Number(key.slice(-6));
    const again = await here.call(createCustomerContract, {
      body: { kind: "company", name: `掉电试验 ${index}` },
      headers: { "idempotency-key": key },
    });
    assert.equal(again.status, 200);
  }
  const all = await here.call(listCustomersContract, { query: { limit: 200, sort: "created_at", with_count: true } });
  let rows = all.body.rows.filter((row) => row.name?.startsWith("掉电试验"));
  let next = all.body.next;
  while (next && rows.length % 200 === 0) {
    const more = await here.call(listCustomersContract, { query: { limit: 200, sort: "created_at", after: next } });
    rows = [...rows, ...more.body.rows.filter((row) => row.name?.startsWith("掉电试验"))];
    next = more.body.next;
  }
  assert.equal(rows.length, 320, "each exactly once");
  assert.equal(new Set(rows.map((row) => row.name)).size, 320);
});

test("jobs run once each, also those that a killed worker held", async () => {
  const { directory, close } = await openInstallation({ databaseUrl: undefined, dataFolder: product.dataFolder });
  const [organisation] = await listOrganisations(directory);
  const client = new pg.Client(organisation!.databaseUrl);
  await client.connect();
  const worker = await product.startNode();
  await client.query("select graphile_worker.add_job('follow_owner', json_build_object('user_id', id)) from app_user");
  await client.query(`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = 'worker-of-a-dead-node', attempts = 1
    where id = (select max(id) from graphile_worker._private_jobs)`);
  await worker.kill9();
  const waiting = async () =>
    Number(
      (
        await client.query<{ count: string }>(
          "select count(*) from graphile_worker.jobs where task_identifier = 'follow_owner'",
        )
      ).rows[0]!.count,
    );
  const end = Date.now() + 40_000;
  while ((await waiting()) > 0) {
    assert.ok(Date.now() < end, "jobs of dead workers are freed and run");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await client.end();
  await close();
});

test("a busy port is one clear line, and nothing is lost", async () => {
  const busy = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => busy.once("listening", resolve));
  const { port } = busy.address() as { port: number };
  const { code, text } = await runStart(["--port", String(port)], {});
  busy.close();
  assert.equal(code, 1);
  assert.equal(errorLines(text).length, 1, text);
  assert.match(errorLines(text)[0]!, new RegExp(String(port)));
  assert.equal((await fetch(`${product.base}/readyz`)).status, 200, "the running product is untouched");
});

/** A disk of its own, 8 MB, seen by the program alone; only root may make one. */
function runOnSmallDisk(): Promise<{ code: number | null; text: string }> {
  const node = [process.execPath, join(projectFolder, "scripts/start.mjs"), "--port", "0"];
  const script = `mkdir -p "$0" && mount -t tmpfs -o size=8m,mode=711 tmpfs "$0" || exit 77
    head -c 8m /dev/zero > "$0/filler" 2>/dev/null; "$@"; code=$?; ls "$0"; exit $code`;
  return new Promise((resolve) => {
    const data = join(product.dataFolder, "..", "small");
    const { DATABASE_URL: _, ZHIYIN_MASTER_KEY: __, ...env } = process.env;
    const child = spawn("unshare", ["-m", "sh", "-c", script, data, ...node], {
      env: { ...env, ZHIYIN_DATA: data, ZHIYIN_VOICE: "off" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (text += String(part)));
    child.on("error", () => resolve({ code: 77, text }));
    child.on("exit", (code) => resolve({ code, text }));
  });
}

test("a full disk is one clear line, and nothing is left half made", async (t) => {
  const { code, text } = await runOnSmallDisk();
  if (code === 77 || /unshare/.test(text)) return t.skip("no mount namespace here");
  assert.equal(code, 1, text);
  assert.equal(errorLines(text).length, 1, text);
  assert.match(errorLines(text)[0]!, /the disk is full/);
  assert.doesNotMatch(text, / {4}at /);
  assert.deepEqual(text.match(/^(master|holder|postgres).*$/gm) ?? [], []);
});

test("a signal for the whole group ends it gracefully, though it arrives twice", async () => {
  const holders = () => readdir(join(product.dataFolder, "holders"));
  const before = await holders();
  const child = spawn(process.execPath, [join(projectFolder, "scripts/start.mjs"), "--port", "0"], {
    env: { ...process.env, ZHIYIN_DATA: product.dataFolder, ZHIYIN_VOICE: "off" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let text = "";
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (part) => {
      text += String(part);
      if (text.includes("is ready at")) resolve();
    });
    child.once("exit", () => resolve());
  });
  assert.equal((await holders()).length, before.length + 1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.kill(-child.pid!, "SIGINT");
  setTimeout(() => child.exitCode === null && process.kill(-child.pid!, "SIGINT"), 20);
  const [code] = await once(child, "exit");
  assert.deepEqual([code, await holders()], [0, before]);
});

test("voice comes with the program and goes with it, told in one line after the page is ready", {
  skip: withoutPrograms,
}, async () => {
  const child = spawn(process.execPath, [join(projectFolder, "scripts/start.mjs"), "--port", "0"], {
    env: { ...process.env, ZHIYIN_DATA: product.dataFolder, ZHIYIN_VOICE: "on", ZHIYIN_SIP_PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (part) => {
      text += String(part);
      if (/^Voice is .*\n/m.test(text)) resolve();
    });
    child.once("exit", () => resolve());
  });
  assert.match(text, /is ready at.*^Voice is on: SIP on UDP port \d+ \(kamailio [\d.]+, rtpengine [\d.]+\)$/ms);
  const { kamailio, rtpengine } = pidsBelow(product.dataFolder);
  assert.deepEqual([kamailio.length, rtpengine.length], [1, 1]);
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  assert.deepEqual(pidsBelow(product.dataFolder), { kamailio: [], rtpengine: [] });
});

test("a DATABASE_URL that cannot be used is one clear line without its password", async () => {
  for (const url of [
    "nonsense",
    "postgres://me:secret-word@127.0.0.1:1/zhiyin",
    "mysql://me:secret-word@127.0.0.1/x",
  ]) {
    const { code, text } = await runStart(["--port", "0"], { DATABASE_URL: url });
    assert.equal(code, 1, url);
    assert.equal(errorLines(text).length, 1, text);
    assert.equal(text.includes("secret-word"), false);
  }
});

test("a database newer than the program is one clear line; then a killed program starts again with everything", async () => {
  const { directory, close } = await openInstallation({ databaseUrl: undefined, dataFolder: product.dataFolder });
  const [organisation] = await listOrganisations(directory);
  const client = new pg.Client(organisation!.databaseUrl);
  await client.connect();
  await client.query("insert into schema_migration (number, name, checksum) values (9999, 'from_the_future', 'x')");
  const { code, text } = await runStart(["--port", "0"], {});
  await client.query("delete from schema_migration where number = 9999");
  const { rows } = await client.query<{ count: string }>("select count(*) from customer");
  await client.end();
  await close();
  assert.equal(code, 1);
  assert.equal(errorLines(text).length, 1, text);
  assert.match(text, /newer/);
  const node = await product.startNode();
  await node.kill9();
  const again = await product.startNode();
  const caller = await signIn(again.base);
  const list = await caller.call(listCustomersContract, { query: { limit: 1, with_count: true } });
  assert.equal(list.status, 200);
  assert.ok(Number(rows[0]!.count) > 3000);
  await again.stop();
});
