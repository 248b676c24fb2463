import { test } from "node:test";
import { startHarness } from "#test/harness.ts";
import { fuzzRights } from "#test/rights_fuzz.ts";

const house = await startHarness();

test("rights: what the product answers never differs from a naive oracle", async (context) => {
  const seed = Number(process.env.ZHIYIN_SEED ?? Date.now() % 1_000_000);
  const counts = await fuzzRights(house, { seed, cases: Number(process.env.ZHIYIN_FUZZ_CASES ?? 2000) });
  context.diagnostic(`seed ${seed}: ${JSON.stringify(counts)}`);
});
