import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "../process/holder.ts";
import { type EmbeddedServer, startEmbedded } from "./embedded.ts";
import { createClient } from "./pool.ts";

let dataFolder: string;
before(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "zhiyin-embedded-"));
});
after(() => rm(dataFolder, { recursive: true, force: true }));

const started: EmbeddedServer[] = [];
async function start(more = {}): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataFolder, purpose: "test", ...more });
  started.push(server);
  return server;
}
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

test("a fresh server: builtin C.UTF-8, checksums, loopback only, no readable password", async () => {
  const server = await start();
  assert.deepEqual([server.adopted, server.recovered], [false, false]);
  const setting = (name: string) => ask(server.url, `select current_setting('${name}') as answer`);
  assert.equal(await setting("data_checksums"), "on");
  assert.equal(await setting("listen_addresses"), "127.0.0.1");
  assert.equal(await setting("unix_socket_directories"), "");
  assert.equal(await setting("jit"), "off");
  assert.equal(
    await ask(
      server.url,
      "select datlocprovider::text || datlocale as answer from pg_database where datname = 'template1'",
    ),
    "bC.UTF-8",
  );
  assert.equal((await stat(join(dataFolder, "postgres.password"))).mode & 0o777, 0o600);
  const wrong = new URL(server.url);
  wrong.password = "wrong";
  await assert.rejects(createClient({ url: wrong.href }).connect(), { code: "28P01" });
  await server.stop();
  await assert.rejects(createClient({ url: server.url }).connect(), { code: "ECONNREFUSED" });
});

test("the port stays the same as long as it is free", async () => {
  const first = await start();
  await first.stop();
  const second = await start();
  assert.equal(second.port, first.port);
  await second.stop();
  const thief = createServer().listen(first.port, "127.0.0.1");
  await once(thief, "listening");
  const third = await start();
  assert.notEqual(third.port, first.port);
  await third.stop();
  thief.close();
});

test("two programs: the second adopts, the last one out stops", async () => {
  const [one, other] = await Promise.all([start(), start()]);
  assert.deepEqual([one.adopted, other.adopted].sort(), [false, true]);
  assert.equal(one.url, other.url);
  await one.stop();
  await one.stop();
  assert.equal(await ask(other.url, "select 'alive' as answer"), "alive");
  await other.stop();
  await assert.rejects(createClient({ url: other.url }).connect());
});

test("a program killed with -9 leaves the server; the next one adopts it and stops it", async () => {
  const { child, url } = await startElsewhere();
  await ask(url, "create table kept as select 1 as answer");
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.equal(await ask(url, "select 'alive' as answer"), "alive");
  const server = await start();
  assert.deepEqual([server.adopted, server.url], [true, url]);
  await server.stop();
  await assert.rejects(createClient({ url }).connect());
});

test("a server killed with -9 is recovered without losing a commit", async () => {
  const server = await start({ purpose: "work" });
  await ask(server.url, "create table committed (n int)");
  let acknowledged = 0;
  const client = createClient({ url: server.url });
  await client.connect();
  const writing = (async () => {
    for (;;) {
      await client.query("insert into committed values ($1)", [acknowledged + 1]);
      acknowledged++;
    }
  })().catch(() => undefined);
  await sleep(200);
  const pid = await serverPid();
  process.kill(pid, "SIGKILL");
  await writing;
  const again = await start();
  assert.deepEqual([again.adopted, again.recovered], [false, true]);
  assert(acknowledged > 0);
  assert(Number(await ask(again.url, "select count(*) as answer from committed")) >= acknowledged);
  await again.stop();
  await server.stop();
});

test("a pid file that names a stranger's process does not stop the start", async () => {
  const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
  const pidFile = join(dataFolder, "postgres", "postmaster.pid");
  await writeFile(pidFile, `${stranger.pid}\n${dataFolder}/postgres\n1\n5432\n\n127.0.0.1\n1 1\nready   \n`);
  const server = await start();
  assert.deepEqual([server.adopted, server.recovered], [false, true]);
  await server.stop();
  assert(isRunning(stranger.pid!));
  stranger.kill();
});

test("the log holds no statement and no value", async () => {
  const server = await start();
  const client = createClient({ url: server.url });
  await client.connect();
  await client.query("create table secret_table (mail text unique)");
  await client.query("insert into secret_table values ($1)", ["li.wei@mail.test"]);
  await assert.rejects(client.query("insert into secret_table values ($1)", ["li.wei@mail.test"]), { code: "23505" });
  await assert.rejects(client.query("select 'li.wei@mail.test'::int"));
  await client.end();
  await server.stop();
  let logs = "";
  for (let waited = 0; waited < 5000 && !/is shut down/.test(logs); waited += 20) {
    await sleep(20); // the collector writes a moment later
    logs = await readLogs();
  }
  assert.match(logs, /is shut down/);
  assert.doesNotMatch(logs, /li\.wei|insert into|select/);
});

test("PostgreSQL 17 serves its own folder, and neither major opens the other's", async () => {
  const folder17 = await mkdtemp(join(tmpdir(), "zhiyin-embedded-17-"));
  const server = await startEmbedded({ dataFolder: folder17, major: 17, purpose: "test" });
  assert.match((await ask(server.url, "show server_version", "server_version")) ?? "", /^17\./);
  await server.stop();
  await assert.rejects(startEmbedded({ dataFolder: folder17 }), { name: "StartError", code: "data_folder_older" });
  await assert.rejects(start({ major: 17 }), { name: "StartError", code: "data_folder_newer" });
  await rm(folder17, { recursive: true });
});

test("too little disk is refused before anything is made", async () => {
  const folder = await mkdtemp(join(tmpdir(), "zhiyin-embedded-full-"));
  const full = startEmbedded({ dataFolder: folder, minimumFree: 1e18 });
  await assert.rejects(full, { name: "StartError", code: "disk_full", message: /^only \d+ MB are free/ });
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith("postgres")),
    [],
  );
  await rm(folder, { recursive: true });
});

async function readLogs(): Promise<string> {
  const folder = join(dataFolder, "postgres", "log");
  return (await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")))).join();
}

async function ask(url: string, query: string, column = "answer"): Promise<string | undefined> {
  const client = createClient({ url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(query);
  await client.end();
  return rows[0] && String(rows[0][column]);
}

async function serverPid(): Promise<number> {
  return Number.parseInt(await readFile(join(dataFolder, "postgres", "postmaster.pid"), "utf8"), 10);
}

async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const code = `import { type EmbeddedServer, startEmbedded } from ${JSON.stringify(new URL("./embedded.ts", import.meta.url).href)};
    const server: { url: string } = await startEmbedded({ dataFolder: ${JSON.stringify(dataFolder)}, purpose: "test" });
    console.log(server.url); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  return { child, url: String(line).trim() };
}
