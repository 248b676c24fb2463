import assert from "node:assert/strict";
import { demoPassword } from "#modules/people/me.ts";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { assertFocusIsSeen, fact, find, openMine, textOf, timelineEntry } from "../page.ts";
import { until } from "../until.ts";

journey("a day without a mouse, and the focus is always seen", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  const { keyboard } = page;
  await page.goto("/signin");
  await page.getByLabel(say("signin.email")).waitFor();
  await keyboard.type(cast.chen.mail);
  await keyboard.press("Tab");
  await assertFocusIsSeen(page);
  await keyboard.type(demoPassword);
  await keyboard.press("Enter");
  await page.waitForURL("**/customers");

  await openMine(visitor);
  await keyboard.press("Tab");
  await assertFocusIsSeen(page);
  for (const key of ["j", "j", "k"]) await keyboard.press(key);
  const current = page.locator(".crow.cur");
  assert.equal(await current.getAttribute("id"), "customer-row-0");
  const cell = current.locator(".cell-edit").first();
  const was = await textOf(cell);
  await keyboard.press("e");
  await assertFocusIsSeen(page);
  await keyboard.press("Escape");
  await page.locator(".cell-menu").waitFor({ state: "detached" });
  const wanted = was === say("customers.stage.lapsed") ? "prospect" : "lapsed";
  await keyboard.press("e");
  await keyboard.press(wanted === "lapsed" ? "6" : "1");
  await cell.filter({ hasText: say(`customers.stage.${wanted}`) }).waitFor();
  await keyboard.press("Control+z");
  await cell.filter({ hasText: was }).waitFor();
  const name = await textOf(current.getByRole("link"));
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await keyboard.press("Enter");
  await page.getByRole("heading", { name }).waitFor();

  await keyboard.press("n");
  await assertFocusIsSeen(page);
  await keyboard.type("只用键盘写的一条");
  await keyboard.press("Control+Enter");
  await timelineEntry(visitor, "只用键盘写的一条").waitFor();

  await fact(visitor, "source").focus();
  await keyboard.press("Enter");
  await assertFocusIsSeen(page);
  await keyboard.type("键盘");
  await keyboard.press("Escape");
  const source = fact(visitor, "source");
  await until("the focus is back on the fact", () => source.evaluate((button) => button === document.activeElement));

  await page.goBack();
  await page.waitForURL("**/customers?view=mine");
  await (await find(visitor, name, name)).waitFor();
  await keyboard.press("Escape");
  await page.getByRole("combobox").waitFor({ state: "detached" });
  await keyboard.press("?");
  await page.getByRole("dialog", { name: say("frame.keys.title") }).waitFor();
  await assertFocusIsSeen(page);
  await keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});
