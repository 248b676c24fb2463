import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { openMine, signIn, timelineEntry } from "../page.ts";

journey(
  "a trade is entered and taken back; a promise is given, kept by a wrong click and kept again",
  async (stage) => {
    const visitor = await stage.visit();
    const { page, say } = visitor;
    await signIn(visitor, cast.zhou);
    await (await openMine(visitor)).click();
    const colleague = await stage.visit();
    await signIn(colleague, cast.he);
    await page.waitForURL(/customers\/[0-9a-f-]{36}/);
    await colleague.page.goto(page.url().replace(/\?.*$/, ""));

    const tabs = page.getByRole("navigation", { name: say("customers.record_tabs") });
    await tabs.getByRole("button", { name: say("customers.tab.trades") }).click();
    await page.getByRole("button", { name: say("customers.trade.add") }).click();
    const dialog = page.getByRole("dialog", { name: say("customers.trade.add_title") });
    assert.equal(await dialog.getByLabel(say("customers.field.cost")).count(), 0, "cost is not for a representative");
    await dialog.getByLabel(say("customers.field.amount")).fill("1.23万");
    await dialog.getByLabel(say("customers.field.product_group")).fill("膜材");
    await dialog.getByLabel(say("customers.field.reference")).fill("JOURNEY-1");
    await page.keyboard.press("Enter");
    const row = page.getByRole("listitem").filter({ hasText: "JOURNEY-1" });
    await row.getByText("¥ 12,300", { exact: true }).waitFor();
    await timelineEntry(colleague, "JOURNEY-1").waitFor();
    await page.keyboard.press("Control+z");
    await row.waitFor({ state: "detached" });
    await timelineEntry(colleague, "JOURNEY-1").waitFor({ state: "detached" });

    await tabs.getByRole("button", { name: say("customers.tab.timeline") }).click();
    await page.getByRole("tab", { name: say("customers.interaction.promise") }).click();
    const box = page.getByRole("textbox", { name: say("customers.write.promise") });
    await box.fill("明天上午给报价");
    await box.press("Control+Enter");
    const entry = timelineEntry(visitor, "明天上午给报价");
    await entry.waitFor();
    await page.locator(".who").getByText("明天上午给报价").waitFor();
    await colleague.page.locator(".who").getByText("明天上午给报价").waitFor();
    const keep = entry.getByRole("button", { name: say("customers.promise.keep") });
    await keep.click();
    await keep.waitFor({ state: "detached" });
    await page.getByText(say("customers.promise.kept_now")).waitFor();
    await page.keyboard.press("Control+z");
    await keep.waitFor();
    await entry.getByRole("button", { name: say("customers.promise.withdraw") }).click();
    await page.getByRole("dialog").getByLabel(say("customers.promise.reason")).fill("客户不要了");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: say("customers.promise.withdraw") })
      .click();
    await entry.getByText("客户不要了").waitFor();

    await page.getByRole("button", { name: say("customers.intelligence.write") }).click();
    const heard = page.getByRole("textbox", { name: say("customers.write.intelligence") });
    await heard.fill("听说在找第二家供应商");
    await heard.press("Control+Enter");
    const section = page.getByRole("region", { name: say("customers.interaction.intelligence") });
    await section.getByText("听说在找第二家供应商").waitFor();
    await timelineEntry(colleague, "听说在找第二家供应商").waitFor();
  },
);
