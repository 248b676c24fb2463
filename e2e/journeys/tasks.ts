import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { openMine, signIn } from "../page.ts";
import { until } from "../until.ts";

journey("a task is planned on a record, done by a key, and a mention reaches the colleague's bell", async (stage) => {
  const [zhou, chen] = [await stage.visit(), await stage.visit()];
  await Promise.all([signIn(zhou, cast.zhou), signIn(chen, cast.chen)]);
  const { page, say } = zhou;
  await (await openMine(zhou)).click();
  await page.getByRole("heading", { name: say("tasks.open_section") }).waitFor();
  await page.keyboard.press("t");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(say("tasks.name")).fill("寄纸样");
  await dialog.getByLabel(say("tasks.assignee")).selectOption({ label: cast.chen.zh });
  await dialog.getByLabel(say("tasks.due_on")).fill("2031-05-06");
  await dialog.getByRole("button", { name: say("frame.save") }).click();
  await page.locator(".task").filter({ hasText: "寄纸样" }).waitFor();

  const bell = chen.page.locator(".bell");
  await until("the colleague is told", async () => (await bell.textContent())?.includes("1") ?? false);
  await bell.click();
  await chen.page.locator(".notice").filter({ hasText: "寄纸样" }).click();
  await chen.page.waitForURL(/\/tasks\?task=/);
  await chen.page.getByRole("dialog").getByLabel(say("tasks.name")).waitFor();
  await chen.page.keyboard.press("Escape");
  await chen.page.getByRole("dialog").waitFor({ state: "detached" });
  await chen.page.locator(".task.here").filter({ hasText: "寄纸样" }).waitFor();
  await chen.page.keyboard.press("d");
  await until("it is done", async () => (await chen.page.locator(".task").filter({ hasText: "寄纸样" }).count()) === 0);
  await until(
    "the record shows it",
    async () => (await page.locator(".task").filter({ hasText: "寄纸样" }).count()) === 0,
  );

  const box = page.locator("#composer-text");
  await box.fill("请看报价 @陈");
  await page.getByRole("button", { name: cast.chen.zh, exact: true }).click();
  assert.equal(await box.inputValue(), "请看报价 @陈立 ");
  await box.focus();
  await page.keyboard.press("Control+Enter");
  await until("the mention arrives", async () => (await bell.textContent())?.includes("1") ?? false);
});
