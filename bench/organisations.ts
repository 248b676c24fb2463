import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { type RunningNode, startNode } from "../server/node.ts";
import { type Directory, openEmbeddedDirectory } from "../server/platform/database/directory.ts";
import { startEmbedded } from "../server/platform/database/embedded.ts";
import { createOrganisation, type Organisation } from "../server/platform/database/organisation.ts";
import { usualCaps } from "../server/platform/houses.ts";
import { addJob } from "../server/platform/job/add.ts";
import { createLog } from "../server/platform/log.ts";
import { readMasterSecret } from "../server/platform/secret.ts";
import { nodeConfig } from "../test/harness.ts";
import { percentile } from "./measure.ts";

const count = 200;

const jobsOfEach = 3;

/**
 * 200 organisations on one node that does everything: each is asked, then all at random with jobs in each of them and a
 * live channel open; connections, counted by the server, and memory stay within their caps.
 */
export async function organisations(): Promise<unknown> {
  const dataFolder = mkdtempSync(join(process.getuid?.() === 0 ? "/var/lib" : "/tmp", "zhiyin-bench-many-"));
  chmodSync(dataFolder, 0o711);
  const embedded = await startEmbedded({ dataFolder, purpose: "test" });
  const directory = await openEmbeddedDirectory({
    url: embedded.url,
    master: readMasterSecret(dataFolder),
    dataFolder,
  });
  const all: Organisation[] = [];
  for (let index = 0; index < count; index++)
    all.push(
      await createOrganisation(directory, {
        slug: `org${index}`,
        name: `Organisation ${index}`,
        hosts: [`org${index}.localhost`],
      }),
    );
  const node = await startNode({ ...nodeConfig(dataFolder), role: "all" }, directory, createLog("error"));
  const before = process.memoryUsage.rss();
  const times: number[] = [];
  const seen = watchConnections(directory);
  const ask = async (index: number) => {
    const began = performance.now();
    const status = await statusFor(`org${index}.localhost`, node.port);
    if (status !== 200) throw new Error(`org${index} answered ${status}`);
    times.push(performance.now() - began);
  };
  for (let index = 0; index < count; index++) await ask(index);
  const first = percentile(times.splice(0), 0.95);
  for (const organisation of all) await node.houses.hub(organisation);
  const began = performance.now();
  const ordered = Promise.all(all.map((organisation) => order(node, organisation)));
  for (let round = 0; round < 5; round++)
    await Promise.all(Array.from({ length: count }, (_, index) => ask((index * 37 + round) % count)));
  await ordered;
  const wanted = count * jobsOfEach;
  let done = 0;
  while (done < wanted) {
    if (performance.now() - began > 300_000) throw new Error(`${done} of ${wanted} jobs were run in five minutes`);
    await new Promise((resolve) => setTimeout(resolve, 250));
    done = await jobsDone(node);
  }
  const jobSeconds = (performance.now() - began) / 1000;
  const megabytes = (process.memoryUsage.rss() - before) / 1e6;
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  const { most, now } = await seen();
  process.stdout.write(
    `  ${count} organisations, a live channel in each: first answer p95 ${first.toFixed(0)} ms; then, with ${wanted} jobs beside, p95 ${percentile(times, 0.95).toFixed(0)} ms, jobs done in ${jobSeconds.toFixed(1)} s; ${most} connections at most, ${now} at rest (cap ${usualCaps.total}); ${megabytes.toFixed(0)} MB more memory\n`,
  );
  if (most > usualCaps.total) throw new Error(`${most} connections are more than the cap`);
  await node.close();
  await directory.close();
  await embedded.stop();
  rmSync(dataFolder, { recursive: true, force: true });
  return { first, later: percentile(times, 0.95), jobSeconds, most, now, megabytes };
}

/** `fetch` keeps the Host header to itself. */
function statusFor(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asking = get({ port, host: "127.0.0.1", path: "/api/welcome", headers: { host } }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    });
    asking.on("error", reject);
  });
}

async function order(node: RunningNode, organisation: Organisation): Promise<void> {
  const { house, release } = await node.houses.acquireOrganisation(organisation);
  await house.transaction(async (tx) => {
    for (let index = 0; index < jobsOfEach; index++) await addJob(tx, "settle_search_index", { index });
  });
  release();
}

/** As the node itself counts them. */
async function jobsDone(node: RunningNode): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${node.port}/metrics`)).text();
  return Number(/^zhiyin_jobs\w*\{[^}]*settle_search_index[^}]*done[^}]*\} (\d+)/m.exec(text)?.[1] ?? 0);
}

/** Connections to the organisations' databases that the server sees: the most so far and those of now. */
function watchConnections({ pool }: Directory): () => Promise<{ most: number; now: number }> {
  let most = 0;
  const look = async () => {
    const { rows } = await pool.query<{ count: number }>(
      "select count(*)::int as count from pg_stat_activity where datname like 'zhiyin_org%' and backend_type = 'client backend'",
    );
    most = Math.max(most, rows[0]!.count);
    return rows[0]!.count;
  };
  const timer = setInterval(() => void look(), 50);
  return async () => {
    clearInterval(timer);
    const now = await look();
    return { most, now };
  };
}
