import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listCustomersContract } from "#modules/customers/customer.contract.ts";
import { projectFolder } from "#platform/config.ts";
import type { Random } from "#test/generate/random.ts";
import type { Caller, Harness } from "#test/harness.ts";

/** `npm run torture` asks for everything; `npm test` for a share of it. */
export const isFull = process.env.ZHIYIN_TORTURE === "full";
export const share = (few: number, all: number): number => (isFull ? all : few);
export const seed = Number(process.env.ZHIYIN_SEED ?? 1);

/** `some` of a list, always the same for a seed. */
export const someOf = <T>(list: readonly T[], some: number, random: Random): T[] =>
  some >= list.length
    ? [...list]
    : list
        .map((one) => ({ one, at: random.next() }))
        .sort((a, b) => a.at - b.at)
        .slice(0, some)
        .map(({ one }) => one);

const texts = ["zh-CN", "en"].map((language) =>
  JSON.parse(readFileSync(join(projectFolder, `web/locales/${language}/problem.json`), "utf8")),
);
const hasText = (id: string): boolean =>
  texts.every((all) => typeof id.split(".").reduce((found, part) => found?.[part], all) === "string");

/** What somebody reads who is refused: a 4xx whose name has words in both languages. @returns the name */
export function requireNamed(status: number, body: unknown, what: string): string {
  assert.ok(status >= 400 && status < 500, `${what}: ${status} ${JSON.stringify(body)?.slice(0, 500)}`);
  const id = (body as { error?: { id?: string } } | undefined)?.error?.id;
  assert.ok(id && hasText(id), `${what}: ${status} has no name that people can read: ${JSON.stringify(body)}`);
  return id;
}

/** Fails with what went wrong, one a line. */
export const none = (wrong: readonly string[]): void =>
  assert.ok(wrong.length === 0, `${wrong.length} wrong:\n${wrong.slice(0, 30).join("\n")}`);

/**
 * Watches a node through a group: it answers, an ordinary list comes quickly, nothing failed on the server, and memory
 * came back. Memory is this process's, with the test in it.
 */
export function steady(house: Harness, who: Caller, { memory = 700e6, patience = 2500 } = {}) {
  const before = process.memoryUsage().rss;
  return async (group: string): Promise<void> => {
    assert.equal((await fetch(`${house.base}/readyz`)).status, 200, `${group}: ready`);
    const started = performance.now();
    const list = await who.call(listCustomersContract, { query: { limit: 20 } });
    assert.equal(list.status, 200, `${group}: the list answers`);
    const took = performance.now() - started;
    assert.ok(took < patience, `${group}: the list takes ${Math.round(took)} ms`);
    assert.deepEqual(await failures(house.base), [], `${group}: the server failed`);
    const grown = process.memoryUsage().rss - before;
    assert.ok(grown < memory, `${group}: memory grew by ${Math.round(grown / 1e6)} MB`);
  };
}

/** Routes that have answered with a 5xx since the node began. */
async function failures(base: string): Promise<string[]> {
  const lines = (await (await fetch(`${base}/metrics`)).text()).split("\n");
  return lines.filter((line) => /^zhiyin_http_request_seconds_count\{.*status="5\d\d"/.test(line));
}
