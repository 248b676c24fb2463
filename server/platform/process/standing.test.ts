import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { endStanding, standingIn } from "./standing.ts";

const folder = await realpath(await mkdtemp(join(tmpdir(), "zhiyin-standing-")));
after(() => rm(folder, { recursive: true, force: true }));

const start = (script: string) => spawn("sh", ["-c", script], { cwd: folder, stdio: "ignore", detached: true });
const until = async (isSo: () => boolean) => {
  for (let waited = 0; waited < 2000 && !isSo(); waited += 10) await sleep(10);
  assert.ok(isSo());
};

test("who stands in a folder is found with what it has forked, though its parent is gone, and nobody else", async () => {
  const parent = start("sleep 61 & exec sleep 62");
  await until(() => standingIn(folder).filter(({ command }) => command[0] === "sleep").length === 2);
  assert.deepEqual(standingIn(folder).find(({ isLeader }) => isLeader)?.command, ["sleep", "62"]);
  parent.kill("SIGKILL");
  await until(() => standingIn(folder).length === 1);
  assert.partialDeepStrictEqual(standingIn(folder)[0], { command: ["sleep", "61"], isLeader: false });
  await endStanding(folder, 1000);
  assert.deepEqual(standingIn(folder), []);
});

test("who does not listen is killed when patience ends", async () => {
  const deaf = start("trap '' TERM; while :; do sleep 1; done");
  await until(() => standingIn(folder).length === 2);
  const began = performance.now();
  await endStanding(folder, 300);
  assert.ok(performance.now() - began >= 300);
  assert.deepEqual(standingIn(folder), []);
  await until(() => deaf.signalCode === "SIGKILL");
});
