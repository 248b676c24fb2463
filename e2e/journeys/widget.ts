import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator } from "playwright-core";
import { cast } from "#test/cast.ts";
import { wordsIn } from "../../site/widget/words.ts";
import { journey, type Stage } from "../journey.ts";
import { type Look, signIn, type Visitor } from "../page.ts";
import { openSite } from "../site.ts";
import { agentAt, hears, telephoneHouse } from "../telephone.ts";
import { until } from "../until.ts";

const number = "199 0000 2001";

journey(
  "an administrator makes a widget and pastes its line; a visitor of that site asks for a call, and the agent calls by one click",
  async (stage) => {
    const { product, caller } = await telephoneHouse(stage);
    const shop = await openSite();
    const stranger = await openSite();
    try {
      const boss = await stage.visit({}, product.base);
      await signIn(boss, cast.zhao);
      const line = await makeWidget(boss, shop.origin);
      shop.line = line;
      stranger.line = line;

      const elsewhere = await stage.visit({}, stranger.origin);
      const refused = elsewhere.page.waitForEvent("requestfailed", (request) => /\/api\/widgets\//.test(request.url()));
      await elsewhere.page.goto("/");
      await refused;
      await until("nothing stands on a page that may not show it", async () => {
        return (await elsewhere.page.locator("zhiyin-widget").count()) === 0;
      });

      const visitor = await stage.visit({}, shop.origin);
      await askToBeCalled(visitor);
      assert.deepEqual(await visitor.context.cookies(), []);

      const agent = await agentAt(stage, product.base, 1000);
      const { page, say } = agent;
      await signIn(agent, cast.zhou);
      await page.locator(".fone .dot.ready").waitFor({ timeout: 20_000 });
      await page.goto("/tasks");
      await page.locator(".fone .dot.ready").waitFor({ timeout: 20_000 });
      const task = page.locator(".task").filter({ hasText: `回电 ${number}` });
      await task.getByRole("button", { name: say("customers.point.call", { number }) }).click();
      await until("the visitor's telephone rings", () => caller.state === "ringing");
      caller.say(440);
      await caller.answer();
      await hears(agent, [440], [440]);
      await caller.hangup();
      await page.getByRole("button", { name: say("phone.wrapped_up") }).click();
      await page.locator(".call-dock").waitFor({ state: "detached" });

      await askAtOnce(await stage.visit({}, shop.origin));
      await page
        .locator(".ring-card")
        .filter({ hasText: say("phone.rung_for.caller") })
        .waitFor();
      await page.keyboard.press("Alt+a");
      await until("the visitor's telephone rings at once", () => caller.state === "ringing");
      await caller.answer();
      await hears(agent, [440], [440]);
      await caller.hangup();

      await takeBack(visitor);
    } finally {
      await shop.close();
      await stranger.close();
    }
  },
);

journey(
  "the widget in each look: axe finds nothing, no style gets in or out, the keyboard does it all",
  async (stage) => {
    const { product } = await telephoneHouse(stage);
    const shop = await openSite();
    try {
      const boss = await stage.visit({}, product.base);
      await signIn(boss, cast.zhao);
      shop.line = await makeWidget(boss, shop.origin);
      for (const look of [{}, { dark: true, narrow: true, locale: "en" }, { dark: true }, { narrow: true }] as Look[])
        await inspect(stage, shop.origin, look);
    } finally {
      await shop.close();
    }
  },
);

/** @returns the line to paste, as the page shows it */
async function makeWidget({ page, say }: Visitor, origin: string): Promise<string> {
  const word = (key: string) => say(`settings.telephone.widget.${key}`);
  await page.goto("/settings/telephone/widgets");
  await page
    .getByRole("button", { name: word("add") })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(new RegExp(`^${word("name")}`)).fill("商城");
  const origins = dialog.getByLabel(word("origins"));
  await origins.fill("shop.example/path");
  await dialog.getByRole("button", { name: word("calls_is.user") }).click();
  await dialog.getByLabel(word("calls_whom.user")).selectOption({ label: cast.zhou.zh });
  for (const day of ["周六", "周日"]) await dialog.getByRole("button", { name: day, exact: true }).click();
  await dialog.getByLabel(word("opens_at"), { exact: true }).fill("00:00");
  await dialog.getByLabel(word("closes_at"), { exact: true }).fill("23:59");
  const save = dialog.getByRole("button", { name: say("frame.save") });
  await save.click();
  await dialog.getByText(say("settings.telephone.fault.origins")).waitFor();
  await origins.fill(`${origin}/`);
  await save.click();
  const line = page.getByRole("dialog").getByLabel(word("line"));
  await line.waitFor();
  await dialog.getByText(wordsIn("zh-CN").title).waitFor();
  await shoot(page, "settings-widget");
  await axe(page, "settings", ".tel-preview", "#widget", ".tel-line");
  return await line.inputValue();
}

async function askToBeCalled({ page, locale }: Visitor): Promise<void> {
  const words = wordsIn(locale);
  await page.goto("/?token=secret");
  await page.getByRole("button", { name: words.open }).click();
  const panel = page.getByRole("dialog");
  const send = panel.getByRole("button", { name: words.send });
  await send.click();
  await panel.getByText(words.fill).waitFor();
  await panel.getByLabel(words.number).fill("110");
  await panel.getByRole("checkbox").check();
  await send.click();
  await panel.getByText(words.problem.emergency).waitFor();
  await panel.getByLabel(words.number).fill("19900002001");
  await panel.getByLabel(words.name).fill("林经理");
  await panel.getByLabel(words.words).fill("老机架能装 320 吗");
  await panel.getByRole("radio", { name: words.later }).check();
  const slot = panel.getByLabel(words.slot, { exact: true });
  const shown = await slot.locator("option").first().textContent();
  await send.click();
  await panel.getByRole("heading", { name: words.done_later }).waitFor();
  await panel.getByText(number).waitFor();
  assert.ok((await panel.textContent())!.includes(shown!), "the time that was chosen");
  assert.match(shown!, /\d\d:00/);
}

async function askAtOnce({ page, locale }: Visitor): Promise<void> {
  const words = wordsIn(locale);
  await page.goto("/");
  await page.getByRole("button", { name: words.open }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel(words.number).fill(number);
  await panel.getByRole("checkbox").check();
  await panel.getByLabel(words.number).press("Enter");
  await panel.getByRole("heading", { name: words.done_now }).waitFor();
}

/** On another page of the same tab it is still known. */
async function takeBack({ page, locale }: Visitor): Promise<void> {
  const words = wordsIn(locale);
  await page.goto("/another");
  await page.getByRole("button", { name: words.open }).click();
  const panel = page.getByRole("dialog");
  await panel.getByRole("button", { name: words.withdraw }).click();
  await panel.getByRole("heading", { name: words.withdrawn }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: words.open }).click();
  await panel.getByLabel(words.number).waitFor();
}

async function inspect(stage: Stage, origin: string, look: Look): Promise<void> {
  const { page, locale, context } = await stage.visit(look, origin);
  const words = wordsIn(locale);
  const name = `${locale}.${look.dark ? "dark" : "light"}.${look.narrow ? 390 : 1440}`;
  await page.emulateMedia({ colorScheme: look.dark ? "dark" : "light", reducedMotion: "reduce" });
  await page.goto("/");
  const opener = page.getByRole("button", { name: words.open });
  await opener.waitFor();
  await shoot(page, `widget-shut.${name}`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog");
  const digits = panel.getByLabel(words.number);
  await until("the number has the focus", () => digits.evaluate((one) => one.matches(":focus")));
  assert.equal(await fontSizeOf(panel.locator("h2")), "16px");
  await shoot(page, `widget-form.${name}`);
  await axe(page, "form");
  await page.keyboard.press("Enter");
  await panel.getByText(words.fill).waitFor();
  await shoot(page, `widget-faults.${name}`);
  await axe(page, "faults");
  await page.keyboard.press("Escape");
  await until("the button has the focus again", () => opener.evaluate((one) => one.matches(":focus")));

  await page.route("**/callbacks", (route) => route.abort());
  await page.keyboard.press("Enter");
  await digits.fill("199 0000 2002");
  await panel.getByRole("checkbox").check();
  await panel.getByRole("button", { name: words.send }).click();
  await panel.getByText(words.problem.offline).waitFor();
  await shoot(page, `widget-offline.${name}`);
  await page.unroute("**/callbacks");
  await page.route("**/callbacks", (route) =>
    route.fulfill({
      json: { reference: "K7M2QX", number: "199 0000 2002", at: null },
      headers: { "access-control-allow-origin": origin },
    }),
  );
  await panel.getByRole("button", { name: words.send }).click();
  await panel.getByRole("heading", { name: words.done_now }).waitFor();
  await shoot(page, `widget-done.${name}`);
  await axe(page, "done");
  const box = (await panel.boundingBox())!;
  assert.ok(box.x >= 0 && box.x + box.width <= page.viewportSize()!.width, "inside the page");
  await context.close();
}

const fontSizeOf = (place: Locator): Promise<string> => place.evaluate((one) => getComputedStyle(one).fontSize);

async function axe(page: Visitor["page"], what: string, ...places: string[]): Promise<void> {
  const builder = new AxeBuilder({ page });
  for (const place of places.length > 0 ? places : ["zhiyin-widget"]) builder.include(place);
  const { violations } = await builder.analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html}`),
    [],
  );
}

async function shoot(page: Visitor["page"], name: string): Promise<void> {
  if (process.env.ZHIYIN_SHOTS) await page.screenshot({ path: `${process.env.ZHIYIN_SHOTS}/${name}.png` });
}
