import { spawn } from "node:child_process";
import { join } from "node:path";
import { createServer } from "vite";
import { projectFolder, readConfig } from "#platform/config.ts";

// npm run dev: the product, started again when the server's sources change, and the pages from Vite's development server.
const config = readConfig(process.env, process.argv.slice(2));
process.env.ZHIYIN_API = `http://127.0.0.1:${config.port}`;
const product = spawn(process.execPath, ["--watch-path=server", join("server", "main.ts"), "start"], {
  cwd: projectFolder,
  env: { ...process.env, ZHIYIN_PORT: String(config.port) },
  stdio: "inherit",
});
const pages = await createServer({
  root: join(projectFolder, "web"),
  configFile: join(projectFolder, "vite.config.ts"),
});
await pages.listen();
pages.printUrls();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    product.kill(signal);
    void pages.close().then(() => process.exit(0));
  });
}
