import { ask, type Visitor } from "./page.ts";
import type { Screen } from "./screens.ts";

/** The customer list's own screens: its menus, dialogs and other shapes, with data. */
export const listScreens: readonly Screen[] = [
  { name: "list-chips", open: (visitor) => openFiltered(visitor) },
  { name: "list-condition", open: (visitor) => openCondition(visitor) },
  { name: "list-views", open: (visitor) => openMenu(visitor, "list.more_views") },
  { name: "view-dialog", open: (visitor) => openViewDialog(visitor) },
  { name: "list-columns", open: (visitor) => openMenu(visitor, "list.columns") },
  { name: "list-sort", open: (visitor) => openSort(visitor) },
  { name: "list-export", open: (visitor) => openMenu(visitor, "customers.export") },
  { name: "list-groups", open: (visitor) => openGroups(visitor) },
  { name: "board", open: (visitor) => openBoard(visitor) },
  { name: "bulk-bar", open: (visitor) => openBulk(visitor) },
  { name: "bulk-edit", open: (visitor) => openBulkEdit(visitor) },
  { name: "delivery", open: (visitor) => openDelivery(visitor) },
  { name: "keys", open: (visitor) => openKeys(visitor) },
  { name: "list-none-starred", open: (visitor) => openNoneStarred(visitor) },
];

const filter = {
  all: [
    { field: "stage", op: "any", value: ["prospect", "interested", "buyer"] },
    { field: "last_interaction", op: "not_in_last", value: { count: 30, unit: "day" } },
  ],
};

async function openList({ page }: Visitor, search = ""): Promise<void> {
  await page.goto(`/customers${search}`);
  await page.getByRole("row").getByRole("link").first().waitFor();
}

async function openFiltered(visitor: Visitor): Promise<void> {
  await openList(visitor, `?filter=${encodeURIComponent(JSON.stringify(filter))}`);
}

async function openCondition(visitor: Visitor): Promise<void> {
  await openFiltered(visitor);
  await visitor.page.locator(".chip.cond button").first().click();
  await visitor.page.locator(".cond-edit").waitFor();
}

async function openMenu(visitor: Visitor, key: string): Promise<void> {
  const { page, say } = visitor;
  await openFiltered(visitor);
  const button = page.getByRole("button", { name: say(key), exact: true });
  if (await button.isVisible()) await button.click();
}

async function openSort(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openList(visitor);
  const button = page.getByRole("button", { name: say("list.sort_by", { name: "" }).trim() }).first();
  if (await button.isVisible()) await button.click();
}

async function openViewDialog(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openFiltered(visitor);
  await page.getByRole("button", { name: say("list.save_as"), exact: true }).click();
  await page.getByRole("dialog").waitFor();
}

async function openGroups(visitor: Visitor): Promise<void> {
  await openList(visitor, "?group=stage");
  await visitor.page.locator(".group-head").first().waitFor();
}

async function openBoard({ page }: Visitor): Promise<void> {
  await page.goto("/customers?layout=board");
  await page.locator(".card-link").first().waitFor();
}

async function openBulk(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openList(visitor);
  for (const key of ["j", "x", "j", "x", "j", "x"]) await page.keyboard.press(key);
  await page
    .getByRole("toolbar", { name: say("customers.bulk.label") })
    .or(page.locator(".bulk"))
    .first()
    .waitFor();
}

async function openBulkEdit(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openBulk(visitor);
  await page.getByRole("button", { name: say("list.bulk_edit"), exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(say("list.new_value")).selectOption("lapsed");
  await dialog.getByRole("listitem").first().waitFor();
}

async function openDelivery(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openList(visitor);
  const view = await ask(visitor, "/views", "POST", { object: "customer", name: "很久没联系", filter });
  await openList(visitor, `?view=${view.id}`);
  await page.getByRole("button", { name: say("list.view_menu") }).click();
  await page.getByRole("button", { name: say("list.act.deliver") }).click();
  await page.getByRole("dialog").locator("select").first().waitFor();
}

async function openKeys(visitor: Visitor): Promise<void> {
  await openList(visitor);
  await visitor.page.keyboard.press("?");
  await visitor.page.getByRole("dialog").waitFor();
}

async function openNoneStarred({ page }: Visitor): Promise<void> {
  await page.goto("/customers?view=starred");
  await page.locator(".state").first().waitFor();
}
