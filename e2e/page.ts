import assert from "node:assert/strict";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { demoPassword } from "#modules/people/me.ts";
import type { CastMember } from "#test/cast.ts";
import { type Locale, type Say, sayIn } from "./say.ts";

export type Look = {
  locale?: Locale;
  dark?: boolean;
  narrow?: boolean;
  trustsAll?: boolean;
  /** In the whole browser, which pushes and notifies; the others have the same engine alone. */
  isWhole?: boolean;
};

/** Somebody at a browser of their own, and the page's words in their language. */
export type Visitor = { page: Page; context: BrowserContext; say: Say; locale: Locale };

export function openBrowser(isWhole = false): Promise<Browser> {
  const quiet = "quic gpu background-networking component-update sync".split(" ").map((name) => `--disable-${name}`);
  return chromium.launch({
    executablePath: (isWhole ? undefined : process.env.ZHIYIN_CHROMIUM) ?? "/usr/bin/chromium",
    // a page with a made-up microphone may not play without a touch, as one with a real microphone may
    args: ["--no-sandbox", "--no-first-run", "--autoplay-policy=no-user-gesture-required", ...quiet],
  });
}

/** A fresh browser profile: nothing is shared with the other visitors. */
export async function visit(browser: Browser, base: string, look: Look = {}): Promise<Visitor> {
  const { locale = "zh-CN", dark = false, narrow = false, trustsAll = false } = look;
  const context = await browser.newContext({
    baseURL: base,
    locale: locale === "en" ? "en-GB" : locale,
    timezoneId: "Asia/Shanghai",
    colorScheme: dark ? "dark" : "light",
    viewport: narrow ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    hasTouch: narrow,
    ignoreHTTPSErrors: trustsAll,
  });
  context.setDefaultTimeout(15_000);
  return { page: await context.newPage(), context, say: sayIn(locale), locale };
}

/** Signs in by the form and waits for the customers. */
export async function signIn(visitor: Visitor, person: CastMember, password = demoPassword): Promise<void> {
  const { page, say } = visitor;
  await page.goto("/signin");
  await fillSignIn(visitor, person.mail, password);
  await page.waitForURL("**/customers");
  await page.getByRole("navigation", { name: say("frame.rail") }).waitFor();
}

export async function fillSignIn({ page, say }: Visitor, mail: string, password: string): Promise<void> {
  await page.getByLabel(say("signin.email")).fill(mail);
  await page.getByLabel(say("signin.password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: say("signin.go"), exact: true }).click();
}

/** One's own customers: what one may change for certain. Returns the first of them. */
export async function openMine({ page }: Visitor): Promise<Locator> {
  await page.goto("/customers?view=mine");
  const first = page.getByRole("row").getByRole("link").first();
  await first.waitFor();
  return first;
}

/** Opens the palette by its key, types, and returns the result that carries `wanted`. */
export async function find({ page, say }: Visitor, typed: string, wanted: string): Promise<Locator> {
  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", { name: say("frame.search") });
  await box.waitFor();
  await box.pressSequentially(typed);
  const hit = page.getByRole("option").filter({ hasText: wanted }).first();
  await hit.waitFor();
  return hit;
}

/** The closed fact, to be clicked or read. */
export function fact({ page, say }: Visitor, field: string): Locator {
  const label = say("frame.edit_field", { field: say(`customers.field.${field}`) });
  return page.getByRole("button", { name: label });
}

/** Opens a fact's editor and types over what stands there. Nothing is saved yet. */
export async function writeFact(visitor: Visitor, field: string, value: string): Promise<Locator> {
  await fact(visitor, field).click();
  const editor = visitor.page.getByRole("textbox", { name: visitor.say(`customers.field.${field}`) });
  await editor.fill(value);
  return editor;
}

/** Changes a fact where it stands and waits until it is saved. */
export async function editFact(visitor: Visitor, field: string, value: string): Promise<void> {
  const editor = await writeFact(visitor, field, value);
  await editor.press("Enter");
  await editor.waitFor({ state: "detached" });
  await fact(visitor, field).filter({ hasText: value }).waitFor();
}

/** Writes into the open composer and logs it with Ctrl Enter. */
export async function logHere(visitor: Visitor, kind: string, text: string): Promise<void> {
  const { page, say } = visitor;
  await page.getByRole("tab", { name: say(`customers.interaction.${kind}`) }).click();
  const box = page.getByRole("textbox", { name: say(`customers.write.${kind}`) });
  await box.fill(text);
  await box.press("Control+Enter");
  await timelineEntry(visitor, text).waitFor();
}

export function timelineEntry({ page }: Visitor, text: string): Locator {
  return page.getByRole("article").filter({ hasText: text });
}

/** The element that has the focus, or the composer around it, shows it by an outline or a ring. */
export async function assertFocusIsSeen(page: Page): Promise<void> {
  const focus = await page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    const isRinged = [element, element.closest(".comp")].some((one) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one ?? element);
      return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
    });
    return { isRinged: isRinged && element.matches(":focus-visible"), html: element.outerHTML.slice(0, 160) };
  });
  assert.ok(focus.isRinged, `the focus is not seen on ${focus.html}`);
}

/** What the page itself could ask, as this visitor. */
export function ask({ page }: Visitor, path: string, method: string, body?: unknown): Promise<{ id: string }> {
  return page.evaluate(
    async ([to, how, text]) => {
      const headers = { "x-zhiyin": "1", ...(text === undefined ? {} : { "content-type": "application/json" }) };
      const reply = await fetch(`/api${to}`, { method: how!, headers, ...(text === undefined ? {} : { body: text }) });
      if (!reply.ok) throw new Error(`${to}: ${reply.status} ${await reply.text()}`);
      return await reply.json();
    },
    [path, method, body === undefined ? undefined : JSON.stringify(body)],
  );
}

export async function textOf(place: Locator): Promise<string> {
  return ((await place.textContent()) ?? "").trim();
}
