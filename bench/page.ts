import type { BrowserContext, Page } from "playwright-core";
import { openBrowser } from "../e2e/page.ts";
import { buildWeb } from "../scripts/build_web.ts";
import { percentile } from "./measure.ts";
import { type Options, openWorld } from "./world.ts";

const say = (text: string): void => void process.stdout.write(`  ${text}\n`);

/** What a person waits for in the browser, with a million customers behind: the first row, a record, and frames while scrolling. */
export async function page(options: Options): Promise<unknown> {
  await buildWeb((text) => say(text));
  const world = await openWorld(options);
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
    const [name = "", value = ""] = (await world.cookieOf(world.readerId)).split("=", 2);
    await context.addCookies([{ name, value, url: world.base }]);
    const firstRows = await repeated(7, () => timeToFirstRow(context, world.base));
    const records = await toRecord(context, world.base);
    const frames = await scrolling(context, world.base);
    const median = percentile(firstRows, 0.5);
    say(
      `sign-in done to first row, empty cache: median ${median.toFixed(0)} ms, worst ${Math.max(...firstRows).toFixed(0)} ms`,
    );
    say(
      `list to record: median ${percentile(records, 0.5).toFixed(0)} ms, p95 ${percentile(records, 0.95).toFixed(0)} ms`,
    );
    say(
      `scrolling 100,000 rows (${frames.rows}): ${frames.frames} frames at 4,800 px a second, ${(100 * frames.dropped).toFixed(1)}% dropped, longest ${frames.longest.toFixed(0)} ms; brought there in ${(frames.loading / 1000).toFixed(0)} s`,
    );
    return { firstRows, records, frames };
  } finally {
    await browser.close();
  }
}

async function repeated(times: number, run: () => Promise<number>): Promise<number[]> {
  const all: number[] = [];
  for (let turn = 0; turn < times; turn++) all.push(await run());
  return all;
}

const firstLink = (here: Page) => here.locator('.vrow a[href^="/customers/"]').first();

async function timeToFirstRow(context: BrowserContext, base: string): Promise<number> {
  const here = await context.newPage();
  const session = await context.newCDPSession(here);
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  await here.goto("about:blank");
  const began = performance.now();
  await here.goto(`${base}/customers`, { waitUntil: "commit" });
  await firstLink(here).waitFor();
  const took = performance.now() - began;
  await here.close();
  return took;
}

/** From the click to the record's head, in the page's own clock. */
async function toRecord(context: BrowserContext, base: string): Promise<number[]> {
  const here = await context.newPage();
  await here.goto(`${base}/customers`);
  await firstLink(here).waitFor();
  const times = await repeated(20, async () => {
    const link = here.locator('.vrow a[href^="/customers/"]').nth(Math.floor(Math.random() * 15));
    await link.hover();
    const took = await link.evaluate(
      (element) =>
        new Promise<number>((done) => {
          const began = performance.now();
          const { textContent: name } = element;
          const watch = () =>
            document.querySelector("h1")?.textContent?.includes(name ?? "")
              ? done(performance.now() - began)
              : requestAnimationFrame(watch);
          (element as HTMLElement).click();
          requestAnimationFrame(watch);
        }),
    );
    await here.goBack();
    await firstLink(here).waitFor();
    return took;
  });
  await here.close();
  return times;
}

const speed = 80; // px a frame, 4,800 a second: a fast wheel
const stretch = 15_000;

/** Frames while the wheel turns at the top, in the middle and at the end of 100,000 rows; the list is brought there at full tilt. */
async function scrolling(context: BrowserContext, base: string) {
  const here = await context.newPage();
  await here.goto(`${base}/customers`);
  await firstLink(here).waitFor();
  const gaps: number[] = [];
  let loading = 0;
  for (const row of [0, 50_000, 98_000]) {
    const began = performance.now();
    await here.evaluate(fling, row);
    loading += performance.now() - began;
    gaps.push(...(await here.evaluate(turn, { speed, stretch })));
  }
  const rows = await here.evaluate(() => Math.round(document.querySelector(".grid-box")!.scrollTop / 36));
  await here.close();
  const lost = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / 16.7) - 1), 0);
  return { rows, frames: gaps.length, dropped: lost / (gaps.length + lost), longest: Math.max(...gaps), loading };
}

/** In the page: to the end of what is there, again and again, until the row has come. */
function fling(row: number): Promise<void> {
  const box = document.querySelector<HTMLElement>(".grid-box")!;
  return new Promise((done) => {
    const step = () => {
      if (box.scrollTop / 36 >= row - 100) return done();
      box.scrollTop = box.scrollHeight;
      setTimeout(step, 10);
    };
    step();
  });
}

/** In the page: the gaps between frames while the wheel turns. */
function turn({ speed, stretch }: { speed: number; stretch: number }): Promise<number[]> {
  const box = document.querySelector<HTMLElement>(".grid-box")!;
  return new Promise((done) => {
    const gaps: number[] = [];
    let began = 0;
    let before = 0;
    const step = (now: number) => {
      if (began === 0) began = now;
      else gaps.push(now - before);
      before = now;
      box.scrollTop += speed;
      if (now - began < stretch) requestAnimationFrame(step);
      else done(gaps);
    };
    requestAnimationFrame(step);
  });
}
