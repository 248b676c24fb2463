import { spawn } from "node:child_process";
import { chmod, glob, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { projectFolder } from "#platform/config.ts";
import { startEmbedded } from "#platform/database/embedded.ts";
import { buildWeb } from "./build_web.ts";
import { findChromium } from "./chromium.ts";
import { checkSizes } from "./page_size.ts";
import { findTelephones } from "./telephones.ts";

type Counts = { passed: number; failed: number; skipped: number };
const totals: Counts = { passed: 0, failed: 0, skipped: 0 };
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const began = performance.now();

/** npm test: format and lint, types, unit and HTTP tests, a part of them on PostgreSQL 17, page build and size, journeys. */
async function testAll(): Promise<void> {
  const seed = process.env.ZHIYIN_SEED ?? String(Date.now() % 1_000_000);
  process.env.ZHIYIN_SEED = seed;
  say(`Seed ${seed} (repeat with ZHIYIN_SEED=${seed})`);
  await step("format and lint", () => command("node_modules/.bin/biome", ["check", "--diagnostic-level=error", "."]));
  await step("types", () => command("node_modules/.bin/tsc", ["--noEmit"]));
  await step("page build", () => buildWeb(say));
  await step("page size", () => checkSizes(say));

  findTelephones(say);
  const chromium = await findChromium(say);
  if (chromium) process.env.ZHIYIN_CHROMIUM = chromium;
  const files = await filesOf("{server,web,test,scripts}/**/*.test.ts");
  await onServer(18, () => runFiles("tests", files));
  await onServer(17, () =>
    runFiles(
      "tests on PostgreSQL 17",
      files.filter((file) =>
        /customers\/customer\.test|database\/(migrate|organisation|backup)\.test|live\.test/.test(file),
      ),
    ),
  );
  await journeys(chromium);
}

async function journeys(chromium: string | undefined): Promise<void> {
  const files = await filesOf("e2e/*.test.ts");
  if (!chromium) {
    totals.skipped += files.length;
    return;
  }
  // two companies beside each other: what axe looks at, and what people do
  await runFiles("journeys", files);
}

async function filesOf(pattern: string): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: projectFolder })) files.push(join(projectFolder, file));
  return files.sort();
}

/** One check that passes or fails as a whole. */
async function step(name: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  try {
    await work();
    totals.passed++;
    say(`ok     ${name} (${seconds(start)})`);
  } catch (error) {
    totals.failed++;
    say(`FAILED ${name} (${seconds(start)})\n${(error as Error).message}`);
  }
}

function command(program: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(projectFolder, program), args, { cwd: projectFolder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(output.slice(-6000)))));
  });
}

/** Runs the work with one embedded server of that major that all test processes share, in a folder of its own. */
async function onServer(major: 17 | 18, work: () => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), `zhiyin-tests-${major}-`));
  await chmod(folder, 0o711);
  process.env.ZHIYIN_TEST_DATA = join(folder, "data");
  process.env.ZHIYIN_TEST_POSTGRES = String(major);
  const server = await startEmbedded({ dataFolder: process.env.ZHIYIN_TEST_DATA, major, purpose: "test" });
  try {
    await work();
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function runFiles(name: string, files: string[], concurrency = 2): Promise<void> {
  const start = performance.now();
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  let told = "";
  const stream = run({ files, concurrency, timeout: 600_000, forceExit: false, cwd: projectFolder });
  stream.on("test:pass", (event) => {
    if (event.details.type === "suite" || isFile(event.name, files)) return;
    if (event.skip) counts.skipped++;
    else counts.passed++;
  });
  stream.on("test:fail", (event) => {
    if (event.details.type === "suite" && kindOf(event.details.error) === "subtestsFailed") return;
    if (isFile(event.name, files) && kindOf(event.details.error) === "subtestsFailed") return;
    counts.failed++;
    const cause = event.details.error.cause;
    say(
      `FAILED ${event.file?.replace(projectFolder, "") ?? ""} ${event.name}\n${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? event.details.error.message)}\n${told}`,
    );
    told = "";
  });
  stream.on("test:diagnostic", (event) => {
    if (event.message.startsWith("seed ")) say(`       ${event.message}`);
  });
  stream.on("test:stderr", ({ message }) => {
    if (process.env.CI === undefined) process.stderr.write(message);
    else told = `${told}${message}`.slice(-4000);
  });
  await new Promise<void>((resolve) => {
    stream.on("close", resolve);
    stream.on("end", resolve);
    stream.resume();
  });
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  totals.skipped += counts.skipped;
  say(
    `${counts.failed === 0 ? "ok    " : "FAILED"} ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds(start)})`,
  );
}

const kindOf = (error: Error): string | undefined => (error as { failureType?: string }).failureType;
const isFile = (name: string, files: readonly string[]): boolean => files.includes(name);
const seconds = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;

await testAll();
say(`All in ${seconds(began)}`);
say(`${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ""}`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
