import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { ask, signIn } from "../page.ts";
import { until } from "../until.ts";

journey(
  "a manager changes a rule, sees what it would do, applies it, reads why a customer stands where it stands, holds it, and finds the move in the chart",
  async (stage) => {
    const manager = await stage.visit();
    const { page, say } = manager;
    await signIn(manager, cast.he);
    const mark = Date.now().toString(36);
    const name = `曹娥江分级 ${mark}`;
    const { id } = await ask(manager, "/customers", "POST", { kind: "company", name });
    const traded_on = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
    await ask(manager, `/customers/${id}/trades`, "POST", { traded_on, amount: 1_234_500, currency: "CNY" });
    const path = `/customers/${id}/tiers`;
    const code = async () =>
      (
        (await ask(manager, path, "GET")) as unknown as { ladders: { ladder: string; value: string | null }[] }
      ).ladders.find(({ ladder }) => ladder === "code")?.value;
    await until("the new customer is placed", async () => (await code()) === "C");

    const settings = (await ask(manager, "/tiers", "GET")) as unknown as {
      ladders: { ladder: string; rules: object[] }[];
    };
    const before = settings.ladders.find(({ ladder }) => ladder === "code")!;
    await page.goto("/settings/tiers");
    const rules = page.getByRole("region", { name: say("customers.tier.ladder.code") });
    await rules.getByRole("button", { name: say("settings.tiers.add_rule") }).click();
    const last = rules.locator(".tier-rule").last();
    await last.locator("select").first().selectOption("B");
    await last.getByRole("button", { name: say("filter.add"), exact: true }).click();
    await page.getByLabel(say("frame.narrow_down_in", { what: say("filter.field") })).waitFor();
    await page.keyboard.type(say("customers.field.name"));
    await page.keyboard.press("Enter");
    await page.getByLabel(say("filter.operator")).waitFor();
    await page.locator(".cond-edit input").fill(mark);
    await page.keyboard.press("Enter");
    await last.getByText(mark).waitFor();
    await rules.getByRole("button", { name: say("settings.tiers.preview") }).click();
    await page.locator(".tier-preview").getByRole("link", { name }).waitFor();
    await rules.getByRole("button", { name: say("settings.tiers.apply") }).click();
    await until("everybody is placed by the new rules", async () => (await code()) === "B");

    await page.goto(`/customers/${id}`);
    const opener = page.locator(".tier-button").filter({ has: page.locator(".tier-code") });
    await opener.filter({ hasText: "B" }).click();
    const panel = page.locator(".tier-panel");
    await panel.getByText(mark).first().waitFor();
    await panel.getByRole("heading", { name: say("customers.tier.changes") }).waitFor();
    await panel.getByRole("button", { name: say("customers.tier.hold") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: say("customers.code.A") }).click();
    await dialog.getByLabel(say("customers.tier.reason")).fill(`战略客户 ${mark}`);
    await dialog.getByRole("button", { name: say("customers.tier.hold_now"), exact: true }).click();
    await opener.filter({ hasText: "A" }).click();
    await panel.getByText(`战略客户 ${mark}`).waitFor();
    assert.equal(await code(), "A");
    await panel.getByRole("button", { name: say("customers.tier.release") }).waitFor();

    await panel.getByRole("link", { name: say("customers.tier.to_chart") }).click();
    const table = page.locator(".tbl.moves");
    await table.waitFor();
    // from C by the rule to B, by hand to A: the month counts it from C to A
    const cell = table.getByRole("row").nth(3).getByRole("cell").first();
    await cell.getByRole("link").click();
    await page.getByRole("row").getByRole("link", { name }).waitFor();

    await page.goto("/settings/tiers");
    await rules
      .getByRole("button", { name: say("settings.tiers.remove", { name: "" }) })
      .last()
      .click();
    await rules.getByRole("button", { name: say("settings.tiers.apply") }).click();
    await until("the rules are as they were", async () => {
      const { ladders } = (await ask(manager, "/tiers", "GET")) as unknown as typeof settings;
      return ladders.find(({ ladder }) => ladder === "code")!.rules.length === before.rules.length;
    });
  },
);
