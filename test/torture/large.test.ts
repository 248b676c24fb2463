import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import { listCustomersContract } from "#modules/customers/customer.contract.ts";
import { importing } from "#modules/customers/import/import.fixture.ts";
import { cancelImportContract, startImportContract } from "#modules/customers/import.contract.ts";
import { demoPassword } from "#modules/people/index.ts";
import { signInContract } from "#modules/people/session.contract.ts";
import { startProduct } from "../../e2e/product.ts";
import { generateCsv } from "../generate/file.ts";
import { callerAt } from "../harness.ts";
import { isFull, seed } from "./steady.ts";

/** The whole of it takes an hour on a small machine; after these minutes the rest is cancelled, and what is in must be whole. */
const minutes = Number(process.env.ZHIYIN_TORTURE_MINUTES ?? 3);
const large = Number(process.env.ZHIYIN_TORTURE_ROWS ?? 5_000_000);

if (isFull)
  test(`${large} rows are streamed into the product, which stays free and small`, { timeout: 7_200_000 }, async (t) => {
    const product = await startProduct();
    after(() => product.dispose());
    const { base } = product;
    const signedIn = await callerAt(base, "", "").call(signInContract, {
      body: { email: "heshan@yuezhou.test", password: demoPassword, remember: true },
    });
    const cookie = signedIn.headers.getSetCookie().map((one) => one.split(";")[0]);
    const he = callerAt(base, "", cookie.join("; "));
    const { map, read } = importing({ base });
    const before = await memoryOf(base);
    let peak = before;
    let slowest = 0;
    const look = async () => {
      const asked = performance.now();
      assert.equal((await he.call(listCustomersContract, { query: { limit: 20 } })).status, 200);
      slowest = Math.max(slowest, performance.now() - asked);
      peak = Math.max(peak, await memoryOf(base));
    };

    const looking = setInterval(() => void look().catch(() => undefined), 1000);
    const bytes = Readable.from(generateCsv({ seed, rows: large, encoding: "utf-8", faults: 0.01 }));
    const sent = await fetch(`${base}/api/imports?name=${encodeURIComponent("大.csv")}`, {
      method: "POST",
      headers: { cookie: he.cookie, "x-zhiyin": "1", "content-type": "text/csv" },
      body: Readable.toWeb(bytes) as BodyInit,
      duplex: "half",
    } as RequestInit).finally(() => clearInterval(looking));
    assert.equal(sent.status, 200);
    let one = (await sent.json()) as Parameters<typeof map>[1];
    assert.ok(Math.abs(one.estimated_rows - large) < 0.1 * large, `about ${one.estimated_rows} rows`);
    await map(he, one, { policy: "create" });
    const params = { importId: one.id };
    await he.call(startImportContract, { params });
    const began = performance.now();
    while (!["done", "failed", "cancelled"].includes(one.state)) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await look();
      one = await read(he, one.id);
      if (performance.now() - began > minutes * 60_000) await he.call(cancelImportContract, { params });
    }
    const seconds = Math.round((performance.now() - began) / 1000);
    t.diagnostic(
      `seed ${seed}: ${one.row_count} of ${large} rows in ${seconds} s, the slowest list ${Math.round(slowest)} ms, memory ${Math.round(before / 1e6)} to ${Math.round(peak / 1e6)} MB`,
    );
    assert.ok(one.state === "cancelled" ? seconds >= minutes * 60 : one.row_count === large, one.error ?? one.state);
    assert.equal(one.row_count, one.created_count + one.skipped_count + one.rejected_count);
    assert.ok(slowest < 5000, `the slowest list took ${slowest} ms`);
    assert.ok(peak - before < 700e6, `memory grew by ${Math.round((peak - before) / 1e6)} MB`);
  });

/** Resident bytes of the product's own process. */
async function memoryOf(base: string): Promise<number> {
  const text = await (await fetch(`${base}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]);
}
