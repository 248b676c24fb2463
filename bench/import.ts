import { createReadStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { ensureDefaultRoles } from "../server/modules/people/index.ts";
import { startNode } from "../server/node.ts";
import { openEmbeddedDirectory } from "../server/platform/database/directory.ts";
import { startEmbedded } from "../server/platform/database/embedded.ts";
import { createOrganisation } from "../server/platform/database/organisation.ts";
import { createKysely, createPool } from "../server/platform/database/pool.ts";
import type { Database } from "../server/platform/database/types.gen.ts";
import { newId } from "../server/platform/ids.ts";
import { createLog } from "../server/platform/log.ts";
import { readMasterSecret } from "../server/platform/secret.ts";
import { nodeConfig, signedCookie } from "../test/harness.ts";
import { caller } from "./http.ts";
import { header, wideRow, writeFile } from "./import_file.ts";
import { line, measure, percentile } from "./measure.ts";
import { descendants, postgresOf, pssOf } from "./memory.ts";
import type { Options } from "./world.ts";

const say = (text: string): void => void process.stdout.write(`  ${text}\n`);

/** A file of `customers` rows into an empty company: rows a second until all are found, memory, and a colleague's list meanwhile. */
export async function importBench({ customers: rows, seed }: Options): Promise<unknown> {
  const folder = join(process.getuid?.() === 0 ? "/var/lib" : "/tmp", "zhiyin-bench-import");
  rmSync(join(folder, "data"), { recursive: true, force: true });
  mkdirSync(join(folder, "data"), { recursive: true, mode: 0o711 });
  const file = join(folder, `${rows}-${seed}.csv`);
  await writeFile(file, generate(rows, seed));
  const house = await open(join(folder, "data"));
  try {
    const list = () => house.call("GET", "/api/customers?limit=50");
    const before = await measure(1, Array(100).fill(list));
    const began = performance.now();
    const id = await house.upload(file);
    await house.start(id);
    let peak = 0;
    const during: number[] = [];
    let state = { state: "running", created_count: 0, rejected_count: 0, skipped_count: 0 };
    while (["queued", "running"].includes(state.state)) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const at = performance.now();
      await list();
      during.push(performance.now() - at);
      peak = Math.max(peak, house.memory());
      state = JSON.parse((await house.call("GET", `/api/imports/${id}`)).text);
    }
    const seconds = (performance.now() - began) / 1000;
    const found = await house.found(seed, rows);
    during.sort((one, other) => one - other);
    const p95 = during[Math.floor(during.length * 0.95)] ?? 0;
    say(
      `${rows} rows: ${state.state}, ${state.created_count} created, ${state.rejected_count} rejected, in ${seconds.toFixed(1)} s: ${(rows / seconds).toFixed(0)} rows/s`,
    );
    say(`found by search at the end: ${found} of 50; memory at most ${peak.toFixed(0)} MB (PSS)`);
    line("a colleague's list before", before);
    say(`a colleague's list meanwhile: p95 ${p95.toFixed(1)} ms`);
    const undone = await undo(house, id, list);
    const raw = await rawCopy(house.databaseUrl, rows, seed);
    say(`baseline: raw COPY of the same rows into a bare table: ${raw.toFixed(0)} rows/s`);
    return { rows, seconds, perSecond: rows / seconds, found, peak, before, p95, undone, raw };
  } finally {
    await house.close();
  }
}

/** All of it taken back while a colleague looks at the list: what is told before, and how long it takes. */
async function undo(house: Awaited<ReturnType<typeof open>>, id: string, list: () => Promise<unknown>) {
  const asked = performance.now();
  const { text } = await house.call("GET", `/api/imports/${id}/undo`);
  const told = performance.now() - asked;
  const { preview } = JSON.parse(text) as { preview: { binned_count: number } };
  const began = performance.now();
  await house.put(`/api/imports/${id}/undo`);
  const during: number[] = [];
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const at = performance.now();
    await list();
    during.push(performance.now() - at);
    const { undo } = JSON.parse((await house.call("GET", `/api/imports/${id}/undo`)).text) as {
      undo: { state: string };
    };
    if (undo.state !== "running") break;
  }
  const seconds = (performance.now() - began) / 1000;
  const p95 = percentile(during, 0.95);
  say(
    `undo: told in ${told.toFixed(0)} ms what would happen (${preview.binned_count} to the bin), done in ${seconds.toFixed(1)} s; a colleague's list meanwhile: p95 ${p95.toFixed(1)} ms`,
  );
  return { told, seconds, p95 };
}

function* generate(rows: number, seed: number): Generator<string[]> {
  for (let row = 0; row < rows; row++) yield wideRow(seed, row);
}

async function open(dataFolder: string) {
  const embedded = await startEmbedded({ dataFolder });
  const master = readMasterSecret(dataFolder);
  const directory = await openEmbeddedDirectory({ url: embedded.url, master, dataFolder });
  const organisation = await createOrganisation(directory, { slug: "import", name: "Import", hosts: ["127.0.0.1"] });
  const pool = createPool({ url: organisation.databaseUrl, max: 2, name: "zhiyin bench" });
  const db = createKysely<Database>(pool);
  const userId = newId();
  await db.transaction().execute(async (tx) => {
    const roles = await ensureDefaultRoles(tx, "zh-CN");
    await tx.insertInto("app_user").values({ id: userId, name: "导入员", email: "importer@bench.test" }).execute();
    await tx
      .insertInto("user_role")
      .values({ user_id: userId, role_id: roles.get("admin")! })
      .execute();
  });
  const node = await startNode(nodeConfig(dataFolder), directory, createLog("warn"));
  const base = `http://127.0.0.1:${node.port}`;
  const cookie = await signedCookie(db, { userId, organisationId: organisation.id, master });
  const call = caller(base, cookie);
  const put = async (path: string) => {
    const reply = await fetch(base + path, { method: "PUT", headers: { cookie, "x-zhiyin": "1" } });
    if (!reply.ok) throw new Error(await reply.text());
  };
  return {
    databaseUrl: organisation.databaseUrl,
    call,
    upload: async (file: string): Promise<string> => {
      const reply = await fetch(`${base}/api/imports?name=bench.csv`, {
        method: "POST",
        headers: { cookie, "x-zhiyin": "1", "content-type": "text/csv" },
        body: Readable.toWeb(createReadStream(file)) as ReadableStream,
        duplex: "half",
      } as RequestInit);
      if (!reply.ok) throw new Error(await reply.text());
      return ((await reply.json()) as { id: string }).id;
    },
    put,
    start: (id: string) => put(`/api/imports/${id}/start`),
    memory: () => [...descendants(process.pid), ...postgresOf(dataFolder)].reduce((sum, pid) => sum + pssOf(pid), 0),
    found: async (seed: number, rows: number): Promise<number> => {
      let found = 0;
      for (let turn = 0; turn < 50; turn++) {
        const [name = ""] = wideRow(seed, Math.floor((turn * rows) / 50));
        const { text } = await call("GET", `/api/search?limit=10&q=${encodeURIComponent(name)}`);
        const { hits } = JSON.parse(text) as { hits: { name: { text: string }[] }[] };
        if (hits.some((hit) => hit.name.map((piece) => piece.text).join("") === name)) found++;
      }
      return found;
    },
    close: async () => {
      await node.close();
      await pool.end();
      await directory.close();
      await embedded.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

async function rawCopy(url: string, rows: number, seed: number): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  const most = Math.min(rows, 200_000);
  const text = Array.from(
    { length: most },
    (_, row) =>
      `${wideRow(seed, row)
        .map((cell) => cell.replaceAll(/[\\\n\t]/g, " "))
        .join("\t")}\n`,
  );
  await client.query(`create table bench_raw (${header.map((_, index) => `c${index} text`).join(", ")})`);
  const began = performance.now();
  await pipeline(Readable.from(text, { objectMode: false }), client.query(copyFrom("copy bench_raw from stdin")));
  const seconds = (performance.now() - began) / 1000;
  await client.query("drop table bench_raw");
  await client.end();
  return most / seconds;
}
