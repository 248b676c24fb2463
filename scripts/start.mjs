// npm start: installs what is missing and starts the product under Node 24.
import { join } from "node:path";
import { project, run } from "./node.mjs";

run(join(project, "server", "main.ts"), ["start", ...process.argv.slice(2)], { tellEnd: true });
