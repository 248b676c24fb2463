import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { ask, signIn } from "../page.ts";

interface Row {
  title: string;
  customer: unknown;
  assignee: unknown;
}

journey("a clerk finds the VIPs without a trade for thirty days and hands out tasks from the list", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  await signIn(visitor, cast.he);
  await page.goto("/customers");
  await page.getByRole("button", { name: say("list.more_views") }).click();
  await page.getByText(/超过 30 天没有交易/).click();
  await page
    .locator(".chip.cond")
    .filter({ hasText: say("customers.field.trade_last_on") })
    .waitFor();
  await page.getByRole("row").nth(3).waitFor();
  for (const at of [1, 2, 3]) await page.getByRole("row").nth(at).getByRole("checkbox").check();
  await page.getByRole("button", { name: say("customers.bulk.tasks") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(say("tasks.name")).fill("问问最近为什么没下单");
  await dialog.getByLabel(say("tasks.due_on")).fill("2031-06-07");
  await dialog.getByRole("button", { name: say("tasks.hand_out", { count: "3" }) }).click();
  await page
    .locator(".toast")
    .filter({ hasText: say("tasks.handed", { count: "3" }) })
    .waitFor();
  // A chosen customer may be one's own: then its task is mine, not one that I gave to somebody.
  const seen = await Promise.all(["given", "mine"].map((view) => ask(visitor, `/tasks?view=${view}&limit=100`, "GET")));
  const rows = seen.flatMap((page) => (page as unknown as { rows: Row[] }).rows);
  const mine = rows.filter(({ title }) => title === "问问最近为什么没下单");
  assert.equal(mine.length, 3);
  assert.ok(mine.every(({ customer, assignee }) => customer && assignee));
  await page.keyboard.press("Control+z");
  await page.getByText(say("tasks.taken_back")).waitFor();
});
