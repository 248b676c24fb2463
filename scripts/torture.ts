import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "#platform/config.ts";

/** The full counts of what npm test runs a share of. Minutes, not seconds. */
const runs: { name: string; file: string; env: Record<string, string> }[] = [
  {
    name: "rights fuzz, 100,000 cases",
    file: "server/modules/customers/rights.test.ts",
    env: { ZHIYIN_FUZZ_CASES: process.env.ZHIYIN_FUZZ_CASES ?? "100000" },
  },
];

let failed = 0;
for (const { name, file, env } of runs) {
  process.stdout.write(`${name}\n`);
  const done = spawnSync(process.execPath, ["--test", "--test-reporter=spec", join(projectFolder, file)], {
    cwd: projectFolder,
    env: { ...process.env, ...env },
    stdio: "inherit",
  });
  if (done.status !== 0) failed++;
}
process.stdout.write(`${runs.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
