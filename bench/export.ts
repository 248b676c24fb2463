import { type Options, openWorld } from "./world.ts";

/** The whole list as CSV and as a workbook, read by somebody who may export it all; the node's memory beside it. */
export async function exportBench(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const cookie = await world.cookieOf(world.readerId);
  const results: Record<string, unknown> = {};
  for (const format of ["csv", "xlsx"] as const) {
    const path = `/api/customers/export?format=${format}`;
    global.gc?.();
    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 200);
    const began = performance.now();
    const response = await fetch(world.base + path, { headers: { cookie } });
    if (!response.ok || !response.body) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    let bytes = 0;
    for await (const part of response.body) bytes += part.length;
    clearInterval(watch);
    const seconds = (performance.now() - began) / 1000;
    const grown = Math.round((most - before) / 1e6);
    process.stdout.write(
      `  ${format.padEnd(5)} ${options.customers} rows, ${Math.round(bytes / 1e6)} MB in ${seconds.toFixed(1)} s, ${Math.round(options.customers / seconds)} rows/s, memory +${grown} MB\n`,
    );
    results[format] = { bytes, seconds, grown };
  }
  return results;
}
