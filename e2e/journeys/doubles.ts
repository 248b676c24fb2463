import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { makeDoubles } from "../doubles.ts";
import { journey } from "../journey.ts";
import { signIn } from "../page.ts";

journey(
  "a clerk is warned of a double, cleans the list of doubtful ones, and takes a merge apart again",
  async (stage) => {
    const visitor = await stage.visit();
    const { page, say } = visitor;
    await signIn(visitor, cast.he);
    const { kept, other } = await makeDoubles(visitor);

    await page.goto("/customers");
    await page.getByRole("button", { name: say("customers.new") }).click();
    await page.getByLabel(say("customers.name_of.company")).fill("镜湖纺织厂");
    await page.getByRole("textbox", { name: say("customers.point.phone") }).fill("057588000101");
    const warning = page.locator(".dup-note");
    await warning.getByText("绍兴镜湖纺织有限公司").waitFor();
    await warning.getByText(say("duplicates.rule.phone_same")).first().waitFor();
    await page.keyboard.press("Escape");

    await page.goto("/duplicates");
    await page.getByRole("button", { name: say("duplicates.sweep.start") }).click();
    const group = page.locator(".dup-group").filter({ hasText: "镜湖纺织" });
    await group.waitFor({ timeout: 60_000 });
    await group.click();
    const table = page.locator(".dup-tbl");
    await table.getByText("月结 60 天").first().waitFor();
    assert.equal(await page.getByText("嘉兴镜湖").count(), 0, "one name in another city is another company");
    await table.getByRole("button", { name: /月结 60 天/ }).click();
    await table.locator("td.after").getByText("月结 60 天").waitFor();
    await page.getByText(/联系人 1/).waitFor();
    await page.locator("[data-act=merge] button").click();
    const toast = page.locator(".toast").filter({ hasText: "绍兴镜湖纺织有限公司" });
    await toast.waitFor();

    await page.goto(`/customers/${other}`);
    await page.waitForURL(`**/customers/${kept}`);
    await page.getByText("去车间看了样").waitFor();
    await page.getByText("俞芳").first().waitFor();
    await page.getByText("月结 60 天").first().waitFor();
    await page.getByRole("button", { name: say("customers.doubles.undo") }).click();
    await page.getByText(say("duplicates.unmerged")).waitFor();
    await page.getByText("去车间看了样").waitFor({ state: "detached" });
    await page.goto(`/customers/${other}`);
    await page.getByText("去车间看了样").waitFor();
  },
);
