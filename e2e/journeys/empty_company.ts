import { journey } from "../journey.ts";
import { find } from "../page.ts";
import { startProduct } from "../product.ts";
import { until } from "../until.ts";

journey(
  "an empty company: the printed link sets a password, and the list leads to the first customer",
  async (stage) => {
    const empty = await startProduct("empty");
    try {
      const visitor = await stage.visit({}, empty.base);
      const { page, say } = visitor;
      const link = /http\S+\/access\/\S+(?=\n)/;
      await until("a link is printed", () => link.test(empty.printed()));
      await page.goto(link.exec(empty.printed())?.[0] ?? "");
      await page.getByLabel(say("signin.new_password"), { exact: true }).fill("高山流水 seven strings");
      await page.getByRole("button", { name: say("signin.set") }).click();
      await page.getByRole("heading", { name: say("customers.none.title") }).waitFor();
      await page.getByRole("link", { name: say("customers.none.import") }).waitFor();
      await page.getByRole("link", { name: say("customers.none.guide") }).click();
      const steps = page.getByRole("region", { name: say("settings.steps.title") });
      await steps.getByRole("link", { name: say("settings.steps.import.act"), exact: true }).waitFor();
      await steps.getByRole("link", { name: say("settings.steps.view.act") }).click();
      await page.getByRole("button", { name: say("list.save_as") }).click();
      await page.getByRole("dialog").getByLabel(say("list.view_name")).fill("新来的");
      await page
        .getByRole("dialog")
        .getByRole("button", { name: say("frame.save"), exact: true })
        .click();
      await page.waitForURL(/view=/);
      const help = say("frame.act.first_steps");
      await (await find(visitor, "bangzhu", help)).click();
      await steps
        .getByRole("listitem")
        .filter({ hasText: say("settings.steps.view.title") })
        .getByText(say("settings.steps.done"))
        .waitFor();
      await page.goto("/customers");

      await page.getByRole("button", { name: say("customers.none.create") }).click();
      const sheet = page.getByRole("dialog", { name: say("customers.new") });
      await sheet.getByLabel(say("customers.name_of.company")).fill("明远纸品有限公司");
      await sheet.getByLabel(say("customers.point.phone")).fill("199 0000 4821");
      await sheet.getByRole("button", { name: say("customers.create") }).click();
      await page.getByRole("heading", { name: "明远纸品有限公司" }).waitFor();

      await page.goto("/customers");
      await page.getByRole("row").getByRole("link", { name: "明远纸品有限公司" }).waitFor();
    } finally {
      await empty.dispose();
    }
  },
);
