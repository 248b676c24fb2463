import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { openMine, signIn } from "../page.ts";
import { until } from "../until.ts";

journey(
  "clients are set on the record, live for a colleague; the timeline narrows down to a stretch of time",
  async (stage) => {
    const visitor = await stage.visit();
    const colleague = await stage.visit();
    const { page, say } = visitor;
    await signIn(visitor, cast.zhou);
    await (await openMine(visitor)).click();
    await page.waitForURL(/customers\/[0-9a-f]/);
    await signIn(colleague, cast.he);
    await colleague.page.goto(page.url());

    const who = page.locator(".who");
    await who.locator(".tags").first().locator(".popbox > button").click();
    const choice = page.locator(".who .menu .o").first();
    const name = (await choice.innerText()).trim();
    await choice.press("Enter");
    const tag = say("customers.client_of", { name });
    await colleague.page.getByText(tag).waitFor();
    await page.keyboard.press("Control+z");
    await colleague.page.getByText(tag).waitFor({ state: "detached" });

    await page.getByRole("button", { name: say("customers.timeline.all_range") }).click();
    await page.getByLabel(say("customers.timeline.first_day"), { exact: true }).fill("2001-01-01");
    await page.getByLabel(say("customers.timeline.last_day"), { exact: true }).fill("2001-01-31");
    await page.getByRole("button", { name: say("customers.timeline.use_days") }).click();
    await page.waitForURL(/from=2001-01-01&to=2001-01-31/);
    await page.getByRole("heading", { name: say("customers.timeline.nothing_then") }).waitFor();
    await page.getByRole("button", { name: say("customers.timeline.any_time"), exact: true }).click();
    await until("the range has left the address", async () => !page.url().includes("from="));
    await page.getByRole("article").first().waitFor();
  },
);
