import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";
import { calls } from "./calls.ts";
import { create } from "./create.ts";
import { duplicates } from "./duplicates.ts";
import { duplicatesQuality } from "./duplicates_quality.ts";
import { engine } from "./engine.ts";
import { exportBench } from "./export.ts";
import { importBench } from "./import.ts";
import { lists } from "./lists.ts";
import { organisations } from "./organisations.ts";
import { ownFields } from "./own_fields.ts";
import { page } from "./page.ts";
import { record } from "./record.ts";
import { recycling } from "./recycling.ts";
import { relations } from "./relations.ts";
import { searchBench } from "./search.ts";
import { start } from "./start.ts";
import { tiers } from "./tiers.ts";
import { trades } from "./trades.ts";
import { openWorld, readOptions } from "./world.ts";

const benches = {
  lists,
  export: exportBench,
  start,
  search: searchBench,
  record,
  page,
  create,
  import: importBench,
  organisations,
  own_fields: ownFields,
  duplicates,
  duplicates_quality: duplicatesQuality,
  recycling,
  relations,
  trades,
  tiers,
  engine,
  calls,
};
type Name = keyof typeof benches;

/** npm run bench -- [NAME...] [--customers N] [--interactions N] [--seed N] [--scale S] [--scenarios A,B]: prints the product beside its baseline. */
const options = readOptions(process.argv.slice(2));
const names =
  options.names.length > 0
    ? options.names
    : Object.keys(benches).filter((name) => name !== "own_fields" && name !== "calls");
const results: Record<string, unknown> = { at: new Date().toISOString(), options };
for (const name of names) {
  if (!(name in benches))
    throw new Error(`no benchmark is called ${name}; there are ${Object.keys(benches).join(", ")}`);
  process.stdout.write(`\n${name}\n`);
  results[name] = await benches[name as Name](options);
}
const folder = join(projectFolder, "bench", "results");
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, `${new Date().toISOString().replaceAll(":", "-").slice(0, 19)}.json`),
  JSON.stringify(results, null, 2),
);
await (await openWorld.current)?.close();
process.exit(0);
