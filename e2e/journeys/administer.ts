import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { signIn } from "../page.ts";
import { openRecord } from "../screens.ts";

journey("somebody leaves: what they had goes to two colleagues, and comes back", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  await signIn(visitor, cast.zhao);
  await page.goto("/settings/users");
  const { zh: name } = cast.chen;
  await page.getByRole("button", { name: say("settings.users.deactivate_of", { name }) }).click();
  await page
    .locator(".toast")
    .getByRole("button", { name: say("settings.users.hand_over") })
    .click();
  const dialog = page.getByRole("dialog", { name: say("settings.hand_overs.of", { name }) });
  for (const key of ["li", "wang"] as const) await dialog.getByRole("checkbox", { name: cast[key].zh }).check();
  await dialog.getByRole("button", { name: new RegExp(cast.li.zh) }).click();
  const line = page.getByRole("row").filter({ hasText: name });
  await line.filter({ hasText: say("settings.hand_overs.state.done") }).waitFor();
  await dialog.waitFor({ state: "detached" });
  await page
    .locator(".toast")
    .getByRole("button", { name: say("frame.undo") })
    .last()
    .click();
  await line.filter({ hasText: say("settings.hand_overs.state.undone") }).waitFor();
});

journey("a customer is erased for good, after its number was typed", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  await signIn(visitor, cast.zhao);
  await openRecord(visitor);
  const address = page.url();
  await page
    .locator(".hdr")
    .getByRole("button", { name: say("frame.more") })
    .click();
  await page.getByRole("button", { name: say("customers.erase.open") }).click();
  const dialog = page.getByRole("dialog");
  const number = (await dialog.getByRole("textbox").getAttribute("placeholder")) ?? "";
  const act = dialog.getByRole("button", { name: say("customers.erase.go") });
  assert.equal(await act.getAttribute("aria-disabled"), "true", "it is shut until the number stands there");
  await dialog.getByRole("textbox").fill(number);
  await act.click();
  await page.waitForURL("**/customers");
  await page.goto(address);
  await page.getByText(say("frame.not_found"), { exact: true }).waitFor();
});

journey("a role's layout arranges the record of its people", async (stage) => {
  const admin = await stage.visit();
  const { page, say } = admin;
  await signIn(admin, cast.zhao);
  await page.goto("/settings/fields/layouts");
  await page.locator(".lay .rl a").filter({ hasText: "销售代表" }).click();
  const first = page.locator(".lay-sect").first();
  await page.getByRole("heading", { name: "销售代表" }).waitFor();
  await first.getByRole("textbox").first().fill("先看这里");
  await page.locator(".lay-grip").nth(1).focus();
  await page.keyboard.press("ArrowUp");
  await page.getByRole("button", { name: say("settings.layouts.save", { name: "销售代表" }) }).click();
  await page.locator(".toast").waitFor();
  const seller = await stage.visit();
  await signIn(seller, cast.zhou);
  await openRecord(seller);
  const section = seller.page.locator(".aside section").filter({ hasText: "先看这里" });
  assert.equal(await section.locator("dt").first().textContent(), say("customers.field.other_names"));
});
