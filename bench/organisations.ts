import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startNode } from "../server/node.ts";
import { openEmbeddedDirectory } from "../server/platform/database/directory.ts";
import { startEmbedded } from "../server/platform/database/embedded.ts";
import { createOrganisation } from "../server/platform/database/organisation.ts";
import { createLog } from "../server/platform/log.ts";
import { readMasterSecret } from "../server/platform/secret.ts";
import { nodeConfig } from "../test/harness.ts";
import { percentile } from "./measure.ts";

const count = 200;

/** 200 organisations on one node: each is asked, then all at random; connections and memory stay within their caps. */
export async function organisations(): Promise<unknown> {
  const dataFolder = mkdtempSync(join(process.getuid?.() === 0 ? "/var/lib" : "/tmp", "zhiyin-bench-many-"));
  chmodSync(dataFolder, 0o711);
  const embedded = await startEmbedded({ dataFolder, purpose: "test" });
  const directory = await openEmbeddedDirectory({
    url: embedded.url,
    master: readMasterSecret(dataFolder),
    dataFolder,
  });
  for (let index = 0; index < count; index++)
    await createOrganisation(directory, {
      slug: `org${index}`,
      name: `Organisation ${index}`,
      hosts: [`org${index}.localhost`],
    });
  const node = await startNode({ ...nodeConfig(dataFolder), role: "web" }, directory, createLog("error"));
  const before = process.memoryUsage.rss();
  const times: number[] = [];
  let most = 0;
  const ask = async (index: number) => {
    const began = performance.now();
    const reply = await fetch(`http://127.0.0.1:${node.port}/api/welcome`, {
      headers: { host: `org${index}.localhost` },
    });
    if (reply.status !== 200) throw new Error(`org${index} answered ${reply.status}`);
    times.push(performance.now() - began);
    most = Math.max(most, node.houses.stats().connections);
  };
  for (let index = 0; index < count; index++) await ask(index);
  const first = percentile(times.splice(0), 0.95);
  for (let round = 0; round < 5; round++)
    await Promise.all(Array.from({ length: count }, (_, index) => ask((index * 37 + round) % count)));
  const megabytes = (process.memoryUsage.rss() - before) / 1e6;
  const { rows } = await directory.pool.query<{ count: number }>(
    "select count(*)::int as count from pg_stat_activity where datname like 'zhiyin_org%'",
  );
  process.stdout.write(
    `  ${count} organisations: first answer p95 ${first.toFixed(0)} ms, then p95 ${percentile(times, 0.95).toFixed(0)} ms; ${most} connections at most, ${rows[0]!.count} now (cap 60); ${megabytes.toFixed(0)} MB more memory\n`,
  );
  await node.close();
  await directory.close();
  await embedded.stop();
  rmSync(dataFolder, { recursive: true, force: true });
  return { first, later: percentile(times, 0.95), most, megabytes };
}
