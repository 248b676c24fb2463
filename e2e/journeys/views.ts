import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { assertFocusIsSeen, openMine, signIn, textOf, type Visitor } from "../page.ts";
import { until } from "../until.ts";

const total = async ({ page }: Visitor) => Number((await textOf(page.locator(".head .t3"))).replace(/\D/g, ""));

/** Types a field's name after F and takes it. */
async function pickField({ page, say }: Visitor, field: string): Promise<void> {
  await page.keyboard.press("f");
  await page.getByLabel(say("frame.narrow_down_in", { what: say("filter.field") })).waitFor();
  await page.keyboard.type(say(`customers.field.${field}`));
  await page.keyboard.press("Enter");
}

journey("a filter is built by keys, saved as a view, shared, changed and asked with another number", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  const { keyboard } = page;
  await signIn(visitor, cast.zhou);
  await openMine(visitor);
  const mine = await total(visitor);

  await pickField(visitor, "stage");
  await assertFocusIsSeen(page);
  await keyboard.press("Space");
  await keyboard.press("ArrowDown");
  await keyboard.press("Space");
  await keyboard.press("Enter");
  const chip = page.locator(".chip.cond").filter({ hasText: say("customers.field.stage") });
  await chip.filter({ hasText: say("customers.stage.prospect") }).waitFor();
  await until("the list is narrowed", async () => (await total(visitor)) < mine);
  const narrowed = await total(visitor);
  await chip.locator(".x").click();
  await until("the list is whole again", async () => (await total(visitor)) === mine);
  await keyboard.press("Control+z");
  await until("the condition is back", async () => (await total(visitor)) === narrowed);

  await pickField(visitor, "last_interaction");
  await page.getByLabel(say("filter.operator")).selectOption("not_in_last");
  await page.getByRole("button", { name: say("filter.done") }).click();
  await page.locator(".chip.cond").nth(2).waitFor();
  await page.getByRole("button", { name: say("list.save_as") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(say("list.view_name")).fill("{30} 天没联系");
  await dialog.getByRole("checkbox").first().check();
  await dialog.getByLabel(cast.chen.zh).check();
  await dialog.getByRole("button", { name: say("frame.save"), exact: true }).click();
  const tab = page.getByRole("navigation", { name: say("customers.views") }).getByRole("button", { name: "天没联系" });
  await tab.waitFor();
  await page.waitForURL(/view=[0-9a-f-]{36}$/);
  const view = new URL(page.url()).searchParams.get("view");

  const few = await total(visitor);
  await page.locator(".given").fill("9000");
  await keyboard.press("Enter");
  await page.waitForURL(/given=9000/);
  await until("nobody but the never touched is left", async () => (await total(visitor)) <= few);
  assert.equal(await page.getByText(say("list.unsaved")).count(), 0, "a number is asked, not changed");
  assert.equal(await textOf(tab), "9000 天没联系");

  await page
    .getByRole("columnheader", { name: say("customers.column.revenue") })
    .getByRole("button")
    .click();
  await page.getByText(say("list.unsaved")).waitFor();
  await page.getByRole("button", { name: say("list.columns"), exact: true }).click();
  await page.getByRole("checkbox", { name: say("customers.field.source"), exact: true }).check();
  await keyboard.press("Escape");
  await page.getByRole("columnheader", { name: say("customers.field.source") }).waitFor();
  await page.getByRole("button", { name: say("list.save_to_view") }).click();
  await page.getByText(say("list.unsaved")).waitFor({ state: "detached" });

  const colleague = await stage.visit();
  await signIn(colleague, cast.chen);
  await colleague.page.goto(`/customers?view=${view}`);
  await colleague.page.getByRole("columnheader", { name: say("customers.field.source") }).waitFor();
  assert.equal(await colleague.page.getByRole("button", { name: say("list.save_to_view") }).count(), 0);

  await page.getByRole("button", { name: say("list.view_menu") }).click();
  await page.getByRole("button", { name: say("list.act.remove") }).click();
  await tab.waitFor({ state: "detached" });
  await colleague.page.getByText(say("list.view_missing")).waitFor();
  await keyboard.press("Control+z");
  await tab.waitFor();
});

journey("one field of many customers is changed after a look ahead, and taken back", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  await signIn(visitor, cast.zhou);
  const lapsed = async () => {
    const filter = {
      all: [
        { field: "owner", op: "any", value: ["me"] },
        { field: "stage", op: "any", value: ["lapsed"] },
      ],
    };
    await page.goto(`/customers?filter=${encodeURIComponent(JSON.stringify(filter))}`);
    await page.locator(".head .t3").waitFor();
    return await total(visitor);
  };
  const before = await lapsed();
  await openMine(visitor);
  await page.getByLabel(say("customers.select_all")).check();
  await page.getByRole("button", { name: say("list.bulk_edit") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(say("list.new_value")).selectOption("lapsed");
  await dialog.getByRole("listitem").first().waitFor();
  const wanted = Number((await textOf(dialog.getByRole("listitem").first())).replace(/\D/g, ""));
  await dialog.locator(".btn.primary").click();
  await dialog.waitFor({ state: "detached" });
  const undo = page.getByRole("button", { name: say("frame.undo") });
  await page
    .locator(".crow .cell-edit")
    .filter({ hasText: say("customers.stage.lapsed") })
    .nth(10)
    .waitFor();
  await undo.click();
  await page
    .locator(".toast")
    .filter({ hasText: say("list.bulk_undone", { count: wanted }) })
    .waitFor();
  assert.ok(wanted > 0);
  assert.equal(await lapsed(), before);
});

journey("the list is a board: a card is moved by keys and taken back", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  await signIn(visitor, cast.zhou);
  await page.goto("/customers?view=mine&layout=board");
  const column = (stageName: string) => page.locator(`.board-col[data-value=${stageName}]`);
  const card = column("prospect").locator(".card-link").first();
  await card.waitFor();
  const name = await textOf(card.locator("b"));
  await card.focus();
  await assertFocusIsSeen(page);
  await page.keyboard.press("Alt+ArrowRight");
  await column("interested").getByText(name, { exact: true }).waitFor();
  await column("prospect").getByText(name, { exact: true }).waitFor({ state: "detached" });
  await page.getByText(say("frame.undo")).first().waitFor();
  await page.keyboard.press("Control+z");
  await column("prospect").getByText(name, { exact: true }).waitFor();
  await column("interested").locator(".card").first().dragTo(column("buyer"));
  await page.locator(".toast .btn").last().waitFor();
  await page.keyboard.press("Control+z");
});
