import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { editFact, openMine, signIn, textOf, timelineEntry } from "../page.ts";

journey("the same in English, dark, on a phone", async (stage) => {
  const emma = await stage.visit({ locale: "en", dark: true, narrow: true });
  const { page, say } = emma;
  await signIn(emma, cast.emma);
  await page.locator("html[lang=en][data-theme=dark]").waitFor();
  const first = await openMine(emma);
  const name = await textOf(first.locator(".grow"));

  await page.locator(".find").click();
  await page.getByRole("combobox", { name: say("frame.search") }).fill(name);
  await page.getByRole("option").filter({ hasText: name }).first().click();
  await page.getByRole("heading", { name }).waitFor();

  await page.getByRole("button", { name: say("customers.tab.facts"), exact: true }).click();
  await editFact(emma, "source", "Trade fair in Hamburg");
  await page.getByRole("button", { name: say("customers.tab.timeline"), exact: true }).click();
  await page.getByRole("button", { name: say("customers.log"), exact: true }).click();
  const sheet = page.getByRole("dialog", { name: say("customers.log") });
  await sheet.getByRole("textbox", { name: say("customers.write.note") }).fill("Wants samples of the new carton");
  await sheet.getByRole("button", { name: say("customers.log_it") }).click();
  await sheet.waitFor({ state: "detached" });
  await timelineEntry(emma, "Wants samples of the new carton").waitFor();
});
