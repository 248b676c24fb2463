import * as contracts from "../server/modules/customers/export_job.contract.ts";
import { type Options, openWorld } from "./world.ts";

/** The whole list made by the job, as CSV and as a workbook, then fetched with each row looked at again; the node's memory beside it. */
export async function exportBench(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const who = await world.callerOf(world.readerId);
  const results: Record<string, unknown> = {};
  for (const format of ["csv", "xlsx"] as const) {
    global.gc?.();
    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 200);
    const began = performance.now();
    const ordered = await who.call(contracts.createExportContract, { body: { format } });
    if (ordered.status !== 200) throw new Error(JSON.stringify(ordered.problem));
    let one = ordered.body;
    while (one.state === "waiting" || one.state === "running") {
      await new Promise((resolve) => setTimeout(resolve, 200));
      one = (await who.call(contracts.listExportsContract)).body.exports.find(({ id }) => id === one.id)!;
    }
    if (one.state !== "done") throw new Error(`${one.state}: ${one.reason}`);
    const seconds = (performance.now() - began) / 1000;
    const fetching = performance.now();
    const response = await fetch(`${world.base}/api/customers/exports/${one.id}/file`, {
      headers: { cookie: who.cookie },
    });
    if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
    const checked = (performance.now() - fetching) / 1000;
    let bytes = 0;
    for await (const part of response.body) bytes += part.length;
    clearInterval(watch);
    const grown = Math.round((most - before) / 1e6);
    process.stdout.write(
      `  ${format.padEnd(5)} ${one.row_count} rows, ${Math.round(bytes / 1e6)} MB in ${seconds.toFixed(1)} s, ${Math.round(one.row_count / seconds)} rows/s, looked at again in ${checked.toFixed(1)} s, memory +${grown} MB\n`,
    );
    results[format] = { bytes, seconds, checked, grown };
  }
  return results;
}
