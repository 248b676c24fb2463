import { basename, join } from "node:path";
import { run } from "node:test";
import { projectFolder } from "#platform/config.ts";

/** The full counts of what npm test runs a share of. Minutes, not seconds; names of groups as arguments run only these. */
const groups: [name: string, file: string][] = [
  ["JSON bodies, addresses, filters", "test/torture/json.test.ts"],
  ["CSV", "test/torture/csv.test.ts"],
  ["a large import", "test/torture/large.test.ts"],
  ["phones of fifty countries", "test/torture/phones.test.ts"],
  ["uploads that lie", "test/torture/uploads.test.ts"],
  ["Excel workbooks", "test/torture/workbook.test.ts"],
  ["names", "test/torture/names.test.ts"],
  ["rights fuzz, 100,000 cases", "server/modules/customers/rights.test.ts"],
  ["lives of calls, 1,000,000", "server/modules/voice/control/lives.test.ts"],
];
process.env.ZHIYIN_TORTURE = "full";
process.env.ZHIYIN_FUZZ_CASES ??= "100000";
process.env.ZHIYIN_CALL_LIVES ??= "1000000";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const total = { passed: 0, failed: 0 };

async function runGroup(name: string, file: string): Promise<void> {
  const began = performance.now();
  let [passed, failed] = [0, 0];
  const stream = run({ files: [join(projectFolder, file)], cwd: projectFolder, timeout: 1_200_000 });
  stream.on("test:pass", ({ name: test, details }) => {
    if (details.type === "suite" || isFile(test, file)) return;
    passed++;
    say(`  ok     ${test} (${seconds(details.duration_ms)})`);
  });
  stream.on("test:fail", ({ name: test, details }) => {
    if ((details.error as { failureType?: string }).failureType === "subtestsFailed") return;
    failed++;
    const cause = details.error.cause;
    say(
      `  FAILED ${test} (${seconds(details.duration_ms)})\n${cause instanceof Error ? cause.message : String(cause)}`,
    );
  });
  stream.on("test:diagnostic", ({ message }) => message.startsWith("seed ") && say(`         ${message}`));
  await new Promise<void>((resolve) => {
    stream.on("close", resolve);
    stream.resume();
  });
  total.passed += passed;
  total.failed += failed;
  say(
    `${failed === 0 ? "ok    " : "FAILED"} ${name}: ${passed} passed, ${failed} failed (${seconds(performance.now() - began)})`,
  );
}

const isFile = (test: string, file: string): boolean => basename(test) === basename(file);

const asked = process.argv.slice(2);
for (const [name, file] of groups)
  if (asked.length === 0 || asked.some((word) => name.includes(word))) await runGroup(name, file);
say(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
