// Dependency-free bootstrap, valid on Node 20.19: installs what is missing, finds Node 24, runs a TypeScript file with it.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const project = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");
const modules = join(project, "node_modules");
const stampFile = join(modules, ".zhiyin-stamp");

/** Runs `npm ci` when node_modules is missing or does not match package-lock.json. Exits with npm's code when it fails. */
export function install() {
  const lockText = readFileSync(join(project, "package-lock.json"), "utf8");
  const stamp = createHash("sha256").update(lockText).digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  if (!installedMatches(JSON.parse(lockText))) {
    process.stderr.write("zhiyin: installing packages (npm ci), this takes a minute the first time\n");
    runNpm([
      "ci",
      "--ignore-scripts",
      "--include=dev",
      "--include=optional",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
    ]);
  }
  writeFileSync(stampFile, stamp);
}

/** Somebody may have run npm themselves: npm's own record of what it put there then equals the lock file. */
function installedMatches(lock) {
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages ?? {};
  return Object.entries(lock.packages).every(([path, entry]) => {
    if (path === "") return true;
    if (installed[path]) return installed[path].version === entry.version;
    return (entry.optional || entry.devOptional) && !fitsThisMachine(entry);
  });
}

function fitsThisMachine({ os, cpu, libc }) {
  const fits = (list, value) => !list || list.includes(value);
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, "glibc") && Boolean(os || cpu);
}

function runNpm(args) {
  const npmCli = process.env.npm_execpath ?? "";
  const [command, first] = /npm-cli\.c?js$/.test(npmCli) ? [process.execPath, [npmCli]] : ["npm", []];
  const { NODE_ENV: _, ...env } = process.env;
  const shell = command === "npm" && process.platform === "win32";
  const done = spawnSync(command, [...first, ...args], { cwd: project, env, stdio: ["ignore", 2, 2], shell });
  if (done.error) fail(`npm could not be run (${done.error.message}); install npm and start again`);
  if (done.status !== 0) fail("npm ci failed, see above; nothing was started", done.status ?? 1);
}

/** The path of a Node 24 or newer. */
export function findNode() {
  const binary = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  const own = join(modules, `node-${process.platform}-${process.arch}`, binary);
  if (existsSync(own)) {
    if (process.platform !== "win32") makeExecutable(own);
    return own;
  }
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  return fail(`Node 24 or newer is needed on ${process.platform}-${process.arch}, found ${process.version}`);
}

function makeExecutable(file) {
  try {
    chmodSync(file, 0o755);
  } catch {
    // belongs to somebody else who has installed it: then it is executable already
  }
}

// A young generation of 8 MB keeps 40 MB less at rest and costs nothing that could be measured; compiled code is kept for the next start.
const flags = ["--max-semi-space-size=8"];
const compiled = join(modules, ".cache", "zhiyin");

/** Runs a TypeScript file under Node 24: signals go on to it once, its exit code comes back. */
export function run(file, args, { tellEnd = false } = {}) {
  install();
  // The channel's only use: the program notices when this process is killed, and stops gracefully.
  const stdio = tellEnd ? ["inherit", "inherit", "inherit", "ipc"] : "inherit";
  const child = spawn(findNode(), [...flags, file, ...args], {
    stdio,
    env: { NODE_COMPILE_CACHE: compiled, ...process.env },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) passOn(signal, child);
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
}

function passOn(signal, child) {
  let passed = false;
  process.on(signal, () => {
    // Ctrl-C in a terminal reaches the whole group: the child has it already
    if (passed || (signal === "SIGINT" && process.stdin.isTTY)) return;
    passed = true;
    child.kill(signal);
  });
}

function fail(message, code = 1) {
  process.stderr.write(`zhiyin: ${message}\n`);
  process.exit(code);
}
