import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { signIn, type Visitor } from "../page.ts";

journey(
  "an administrator tries a person's rights, sees what a change would do, and who changed the role",
  async (stage) => {
    const visitor = await stage.visit();
    const { page, say } = visitor;
    await signIn(visitor, cast.zhao);
    await page.goto("/settings/roles");
    await page.getByRole("link", { name: "销售代表" }).click();
    await page.getByRole("heading", { name: "销售代表" }).waitFor();

    await page.getByRole("button", { name: say("settings.roles.try.person") }).click();
    await page
      .getByRole("region", { name: say("settings.roles.try.title") })
      .getByRole("textbox")
      .fill(cast.zhou.zh);
    await page.keyboard.press("Enter");
    await line(visitor, "read").and(page.locator(".can")).filter({ hasText: "销售代表" }).waitFor();
    await line(visitor, "export")
      .filter({ hasText: say("settings.roles.try.why.no_grant") })
      .waitFor();

    const exporting = page.getByRole("button", {
      name: `${say("settings.roles.object.customer")} ${say("settings.roles.action.export")}`,
    });
    await exporting.focus();
    await page.keyboard.press("1");
    await line(visitor, "export")
      .filter({ hasText: say("settings.roles.try.then_may") })
      .waitFor();

    await page.getByRole("button", { name: say("settings.roles.try.customer") }).click();
    await page.getByRole("textbox", { name: say("settings.roles.try.search") }).fill("茶");
    await page.locator(".try-customer .menu .o").first().click();
    await page.waitForURL(/customer_id=/);
    await line(visitor, "transfer").waitFor();

    await page.getByRole("button", { name: say("settings.roles.save", { count: 1 }) }).click();
    const told = page
      .getByRole("region", { name: say("settings.roles.history.title") })
      .getByRole("article")
      .first();
    await told
      .filter({ hasText: cast.zhao.zh })
      .filter({ hasText: say("settings.roles.action.export") })
      .waitFor();
    await page.keyboard.press("Control+z");
    await told
      .locator("del")
      .filter({ hasText: say("settings.roles.scope.own") })
      .waitFor();
  },
);

function line({ page, say }: Visitor, action: string) {
  return page
    .locator(".try li")
    .filter({ hasText: say(`settings.roles.action.${action}`) })
    .first();
}
