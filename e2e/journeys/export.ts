import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { ask, signIn } from "../page.ts";

journey("a long list is made in the background, fetched, and withdrawn when a customer in it goes", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  await signIn(visitor, cast.zhao);
  const { id } = await ask(visitor, "/customers", "POST", { kind: "company", name: "只来一天的公司" });
  await page.goto("/customers?view=all");
  await page.locator(".head .t3").filter({ hasText: "+" }).waitFor();
  await page.getByRole("button", { name: say("customers.export"), exact: true }).click();
  await page.getByText(say("customers.export_as.in_background")).waitFor();
  await page.getByRole("button", { name: say("customers.export_as.xlsx") }).click();
  const notice = page.getByRole("region", { name: say("exports.title") });
  const ready = notice.getByRole("link", { name: say("exports.download") });
  await ready.waitFor({ timeout: 60_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), ready.click()]);
  const bytes = await readFile(await download.path());
  assert.match(download.suggestedFilename(), /\.xlsx$/);
  assert.equal(bytes.subarray(0, 2).toString(), "PK");

  await ask(visitor, `/customers/${id}`, "DELETE");
  await notice.getByRole("link", { name: say("exports.title") }).click();
  await page.waitForURL("**/exports");
  const lines = page.locator(".ex-list li");
  await lines
    .first()
    .getByRole("link", { name: say("exports.download") })
    .click();
  await page.locator(".toast").getByText(say("problem.export.rows_closed")).waitFor();
  await lines.first().getByText(say("problem.export.rows_closed")).waitFor();
  await lines
    .first()
    .getByRole("button", { name: say("exports.anew") })
    .click();
  await lines.first().getByText(say("exports.state.done"), { exact: true }).waitFor({ timeout: 60_000 });
  assert.equal(await lines.count(), 2);
});
