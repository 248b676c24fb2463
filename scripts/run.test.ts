import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { projectFolder } from "#platform/config.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "zhiyin-run-"));
});
after(() => rm(folder, { recursive: true }));

async function run(code: string, ...args: string[]) {
  const file = join(folder, "program.ts");
  await writeFile(file, code);
  const child = spawn(process.execPath, [join(projectFolder, "scripts", "run.mjs"), file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  const ended = once(child, "close").then(([code]) => ({ code: code as number, output }));
  return { child, ended };
}

test("runs TypeScript under Node 24, arguments go in, the exit code comes out", async () => {
  const { ended } = await run(
    `const words: string[] = process.argv.slice(2);
    console.log(process.versions.node.split(".")[0], words.join()); process.exit(5);`,
    "a",
    "b c",
  );
  assert.deepEqual(await ended, { code: 5, output: "24 a,b c\n" });
});

test("a signal reaches the program once, which ends in its own time", async () => {
  const { child, ended } =
    await run(`let count = 0; process.on("SIGTERM", () => { count++; setTimeout(() => { console.log(count); process.exit(0); }, 200); });
    setInterval(() => {}, 1000); console.log("ready");`);
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  child.kill("SIGTERM");
  assert.deepEqual(await ended, { code: 0, output: "ready\n1\n" });
});

test("a program killed by a signal is told by 128 and its number", async () => {
  const { ended } = await run(`process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);`);
  assert.equal((await ended).code, 137);
});
