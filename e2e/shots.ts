import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { demoPassword } from "#modules/people/me.ts";
import { projectFolder } from "#platform/config.ts";
import { cast } from "#test/cast.ts";
import { fillSignIn, type Look, openBrowser, signIn, type Visitor, visit } from "./page.ts";
import { startProduct } from "./product.ts";
import { emptyScreens, failedScreens, openRecord, type Screen, screens } from "./screens.ts";

const folder = join(projectFolder, "e2e", "shots");
const pictures = join(projectFolder, "docs", "pictures");
const looks: Look[] = (["zh-CN", "en"] as const).flatMap((locale) =>
  [false, true].flatMap((dark) => [false, true].map((narrow) => ({ locale, dark, narrow }))),
);
const nameOf = ({ locale, dark, narrow }: Look) => `${locale}.${dark ? "dark" : "light"}.${narrow ? 390 : 1440}`;

/**
 * node scripts/run.mjs e2e/shots.ts [base]: a picture of every screen in every look, one contact sheet a screen, and
 * the README's pictures. With `base` a demo company that already runs is taken.
 */
async function shootAll(base: string | undefined): Promise<void> {
  const product = base === undefined ? await startProduct() : undefined;
  const browser = await openBrowser();
  try {
    await readmePictures(browser, base ?? product!.base);
    for (const look of looks) await shoot(browser, base ?? product!.base, look);
    await makeSheets(browser);
  } finally {
    await browser.close();
    await product?.dispose();
  }
}

async function shoot(browser: Browser, base: string, look: Look): Promise<void> {
  const visitor = await visit(browser, base, look);
  await visitor.page.goto("/signin");
  await visitor.page.getByRole("button", { name: look.locale === "en" ? "English" : "中文" }).click();
  await take(visitor, "signin", look);
  await fillSignIn(visitor, cast.zhao.mail, demoPassword);
  await visitor.page.waitForURL("**/customers");
  for (const screen of [...screens, ...emptyScreens, ...failedScreens]) await shootOne(visitor, screen, look);
  await visitor.context.close();
}

async function shootOne(visitor: Visitor, screen: Screen, look: Look): Promise<void> {
  try {
    await screen.open(visitor);
    await take(visitor, screen.name, look);
  } catch (error) {
    process.stdout.write(`${screen.name} ${nameOf(look)}: ${(error as Error).message.split("\n")[0]}\n`);
  } finally {
    await visitor.page.unrouteAll({ behavior: "ignoreErrors" });
  }
}

async function take({ page }: Visitor, name: string, look: Look): Promise<void> {
  await settle(page);
  await mkdir(join(folder, name), { recursive: true });
  await page.screenshot({ path: join(folder, name, `${nameOf(look)}.png`), animations: "disabled" });
}

async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** The administrator of the demo company speaks Chinese; Emma English. */
async function readmePictures(browser: Browser, base: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  const save = async ({ page }: Visitor, name: string) => {
    await settle(page);
    await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
  };
  const manager = await visit(browser, base, { locale: "zh-CN" });
  await signIn(manager, cast.he);
  await screens.find(({ name }) => name === "list")?.open(manager);
  await save(manager, "list.zh-CN");
  await openRecord(manager);
  await save(manager, "record.zh-CN");
  await screens.find(({ name }) => name === "palette")?.open(manager);
  await save(manager, "palette.zh-CN");
  await manager.context.close();
  const emma = await visit(browser, base, { locale: "en", dark: true });
  await signIn(emma, cast.emma);
  await openRecord(emma);
  await save(emma, "record.en.dark");
  await emma.context.close();
}

/** All looks of a screen beside each other. */
async function makeSheets(browser: Browser): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 2400, height: 1200 } });
  const page = await context.newPage();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === "failed") continue;
    const cells = looks.map((look) => `<img src="${entry.name}/${nameOf(look)}.png" height="560" alt="">`).join("");
    const style = "body{margin:8px;background:#888}img{margin:4px;background:#fff}";
    const file = join(folder, `${entry.name}.html`);
    await writeFile(file, `<!doctype html><style>${style}</style>${cells}`);
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({ path: join(folder, `${entry.name}.png`), fullPage: true });
  }
  await context.close();
}

await shootAll(process.argv[2]);
process.exit(0);
