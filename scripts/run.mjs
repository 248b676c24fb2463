// node scripts/run.mjs FILE.ts args...: runs a TypeScript file of the project under Node 24, installing first what is missing.
import { resolve } from "node:path";
import { run } from "./node.mjs";

const [file, ...args] = process.argv.slice(2);
if (!file) {
  process.stderr.write("usage: node scripts/run.mjs FILE.ts [argument...]\n");
  process.exit(2);
}
run(resolve(file), args);
