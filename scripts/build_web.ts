import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { projectFolder } from "#platform/config.ts";

const output = join(projectFolder, "dist", "web");
const siteOutput = join(projectFolder, "dist", "site");
const stamp = join(output, ".hash");

/** Builds the staff page and what other web sites show, when their sources have changed since the last build. @returns whether it built */
export async function buildWeb(log: (line: string) => void): Promise<boolean> {
  const hash = await hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return false;
  log("Building the pages (once)");
  await runVite("web", "vite.config.ts");
  await runVite("site", join("site", "vite.config.ts"));
  for (const folder of [output, siteOutput]) await compressAll(folder);
  await writeFile(stamp, hash);
  return true;
}

/** In a process of its own: the bundler's memory would stay with the node for as long as it runs. */
function runVite(root: string, config: string): Promise<void> {
  const program = join(projectFolder, "node_modules", "vite", "bin", "vite.js");
  const args = [program, "build", root, "--config", config, "--logLevel", "error"];
  const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`the pages could not be built:\n${output}`)),
    );
  });
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  const contracts = (await filesBelow(join(projectFolder, "server"))).filter((file) => /contract/.test(file));
  const files = [
    ...(await filesBelow(join(projectFolder, "web"))),
    ...(await filesBelow(join(projectFolder, "site"))),
    ...contracts,
    join(projectFolder, "vite.config.ts"),
    join(projectFolder, "package-lock.json"),
  ];
  for (const file of files.sort()) hash.update(file.slice(projectFolder.length)).update(await readFile(file));
  return hash.digest("hex");
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Compressed once at the best level, so that no request waits for it. */
async function compressAll(folder: string): Promise<void> {
  const files = (await filesBelow(folder)).filter((file) => /\.(js|css|html|svg|json)$/.test(file));
  for (const file of files) {
    const bytes = await readFile(file);
    if (bytes.length < 1024) continue;
    await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
    await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params }));
  }
}
