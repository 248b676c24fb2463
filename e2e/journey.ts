import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Browser } from "playwright-core";
import { projectFolder } from "#platform/config.ts";
import { type Look, openBrowser, type Visitor, visit } from "./page.ts";
import { type Product, printedByAll, startProduct } from "./product.ts";

export type Stage = {
  /** The demo company, shared by all journeys of the run. */
  product: () => Promise<Product>;
  /** Somebody new at a browser; `base` is the product's own address unless told otherwise. */
  visit: (look?: Look, base?: string) => Promise<Visitor>;
};

let product: Promise<Product> | undefined;
let browser: Promise<Browser> | undefined;
let wholeBrowser: Promise<Browser> | undefined;

after(async () => {
  await (await browser)?.close();
  await (await wholeBrowser)?.close();
  await (await product?.catch(() => undefined))?.dispose();
});

/** A test in the browser. It fails, too, when a page throws; a failure leaves pictures in e2e/shots/failed. */
export function journey(name: string, walk: (stage: Stage) => Promise<void>): void {
  test(name, { timeout: 180_000 }, async () => {
    const visitors: Visitor[] = [];
    const thrown: string[] = [];
    const stage: Stage = {
      product: () => (product ??= startProduct()),
      visit: async (look, base) => {
        if (look?.isWhole) wholeBrowser ??= openBrowser(true);
        else browser ??= openBrowser();
        const opened = await (look?.isWhole ? wholeBrowser : browser)!;
        const visitor = await visit(opened, base ?? (await stage.product()).base, look);
        visitor.page.on("pageerror", (error) => thrown.push(error.stack ?? error.message));
        visitors.push(visitor);
        return visitor;
      },
    };
    try {
      await walk(stage);
      if (thrown.length > 0) throw new Error(`A page threw:\n${thrown.join("\n")}`);
    } catch (error) {
      await picture(name, visitors);
      process.stderr.write(lastLines());
      throw error;
    } finally {
      for (const { context } of visitors) await context.close();
    }
  });
}

/** What those that run have logged: a page's trouble often begins there. */
const lastLines = (): string =>
  printedByAll()
    .map((printed) => `${printed.split("\n").slice(-12).join("\n")}\n`)
    .join("");

async function picture(name: string, visitors: readonly Visitor[]): Promise<void> {
  const folder = join(projectFolder, "e2e", "shots", "failed");
  await mkdir(folder, { recursive: true });
  const file = name.replace(/[^\w]+/g, "-").slice(0, 40);
  for (const [index, { page }] of visitors.entries()) {
    await page.screenshot({ path: join(folder, `${file}-${index}.png`) }).catch(() => {});
  }
}
