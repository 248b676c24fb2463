import { callScreens } from "./call_screens.ts";
import { importScreens } from "./import_screens.ts";
import { listScreens } from "./list_screens.ts";
import { failure, openAnswered, openPage } from "./open.ts";
import { ask, type Visitor } from "./page.ts";
import { relationScreens } from "./relation_screens.ts";
import { searchScreens } from "./search_screens.ts";
import { telephoneScreens } from "./telephone_screens.ts";
import { tierScreens } from "./tier_screens.ts";

export type Screen = { name: string; open: (visitor: Visitor) => Promise<void> };

const settings = [
  "me",
  "organisation",
  "mail-server",
  "users",
  "hand-overs",
  "teams",
  "roles",
  "fields",
  "duplicates",
  "pools",
  "tiers",
  "relation-types",
  "clients",
  "telephone",
  "promises",
  "purposes",
  "read-log",
  "operations",
];

/** Every screen of the product, opened as an administrator, ready when `open` returns. */
export const screens: readonly Screen[] = [
  { name: "list", open: (visitor) => openList(visitor) },
  ...listScreens,
  { name: "palette", open: (visitor) => openPalette(visitor) },
  { name: "new-customer", open: (visitor) => openNewCustomer(visitor) },
  { name: "record", open: (visitor) => openRecord(visitor) },
  { name: "list-stage", open: (visitor) => openStage(visitor) },
  { name: "range", open: (visitor) => openRange(visitor) },
  { name: "history", open: (visitor) => openRecord(visitor, "history") },
  { name: "imports", open: (visitor) => openPage(visitor, "/imports/list") },
  { name: "import-new", open: (visitor) => openPage(visitor, "/imports/new") },
  ...importScreens,
  ...relationScreens,
  ...settings.map((name) => ({
    name: `settings-${name}`,
    open: (visitor: Visitor) => openPage(visitor, `/settings/${name}`),
  })),
  { name: "layouts", open: (visitor) => openPage(visitor, "/settings/fields/layouts") },
  { name: "purpose-new", open: (visitor) => openNewPurpose(visitor) },
  { name: "hand-over", open: (visitor) => openHandOver(visitor) },
  { name: "erase", open: (visitor) => openErasure(visitor) },
  { name: "bin", open: (visitor) => openPage(visitor, "/bin") },
  { name: "duplicates", open: (visitor) => openPage(visitor, "/duplicates") },
  { name: "tasks", open: (visitor) => openPage(visitor, "/tasks?view=all") },
  { name: "tasks-board", open: (visitor) => openPage(visitor, "/tasks?view=all&layout=board") },
  { name: "pools", open: (visitor) => openPage(visitor, "/pools") },
  ...tierScreens,
  ...telephoneScreens,
  ...callScreens,
  { name: "search-begin", open: (visitor) => openPage(visitor, "/search") },
  { name: "palette-notes", open: (visitor) => openPalette(visitor, "报价") },
  ...searchScreens,
  { name: "notices", open: (visitor) => openPage(visitor, "/notices") },
  { name: "exports", open: (visitor) => openPage(visitor, "/exports") },
  { name: "own-field-new", open: (visitor) => openNewField(visitor) },
  { name: "own-fields", open: (visitor) => openOwnFields(visitor) },
  { name: "record-files", open: (visitor) => openFiles(visitor) },
  { name: "bin-erase", open: (visitor) => openBinErasure(visitor) },
  { name: "roles-tried", open: (visitor) => openTrial(visitor) },
  { name: "first-steps", open: (visitor) => openPage(visitor, "/first-steps") },
  { name: "not-found", open: (visitor) => openPage(visitor, "/customers/00000000-0000-7000-8000-000000000000") },
];

/** What somebody sees who has nothing yet; the answers are emptied on their way. */
export const emptyScreens: readonly Screen[] = [
  { name: "list-empty", open: (visitor) => openAnswered(visitor, "/customers", "**/api/customers?*", emptyList) },
  {
    name: "list-nothing-found",
    open: (visitor) => openPage(visitor, "/customers?tag_id=00000000-0000-7000-8000-000000000000&stage=lapsed"),
  },
  { name: "timeline-nothing-then", open: (visitor) => openNothingThen(visitor) },
  {
    name: "trunks-empty",
    open: (visitor) =>
      openAnswered(visitor, "/settings/telephone", "**/api/trunks", { status: 200, json: { trunks: [] } }),
  },
];

/** What somebody sees when the house answers with an error. */
export const failedScreens: readonly Screen[] = [
  { name: "list-failed", open: (visitor) => openAnswered(visitor, "/customers", "**/api/customers?*", failure) },
  { name: "imports-failed", open: (visitor) => openAnswered(visitor, "/imports/list", "**/api/imports*", failure) },
  { name: "trunks-failed", open: (visitor) => openAnswered(visitor, "/settings/telephone", "**/api/trunks", failure) },
  { name: "users-failed", open: (visitor) => openAnswered(visitor, "/settings/users", "**/api/users*", failure) },
];

const emptyList = { status: 200, json: { rows: [], next: null, count: { value: 0, capped: false } } };
async function openList({ page }: Visitor, search = ""): Promise<void> {
  await page.goto(`/customers${search}`);
  await page.getByRole("row").getByRole("link").first().waitFor();
}

async function openPalette(visitor: Visitor, typed = "zs"): Promise<void> {
  const { page, say } = visitor;
  await openList(visitor);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: say("frame.search") }).fill(typed);
  await page.locator(".po mark").first().waitFor();
}

async function openNewCustomer(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openList(visitor);
  await page.keyboard.press("n");
  await page.getByRole("dialog", { name: say("customers.new") }).waitFor();
}

/** A company with years of touches behind it. */
export async function openRecord(visitor: Visitor, tab?: "history"): Promise<void> {
  const { page } = visitor;
  await openList(visitor, "?kind=company&stage=high_value");
  const address = await page.getByRole("row").getByRole("link").first().getAttribute("href");
  await page.goto(tab ? `${address}?tab=${tab}` : `${address}`);
  await page.locator(".ev, .hist article, .state").first().waitFor();
}

/** The choices of a stage in its cell; a phone changes it on the record. */
async function openStage(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await openList(visitor);
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  if (await page.locator(".cell-edit").first().isVisible()) await page.locator(".cell-menu .o").first().waitFor();
}

async function openRange(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openRecord(visitor);
  await page.getByRole("button", { name: say("customers.timeline.all_range") }).click();
  await page.locator(".range-form").waitFor();
}

async function openNothingThen(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await openRecord(visitor);
  await page.goto(`${page.url()}?from=2001-01-01&to=2001-01-31&kind=fax`);
  await page.locator(".state").first().waitFor();
}

/** What somebody may do with a customer, tried. */
async function openTrial(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openPage(visitor, "/settings/roles");
  await page.getByRole("button", { name: say("settings.roles.try.person") }).click();
  await page.locator(".try .menu .o").nth(2).click();
  await page.locator(".try li").first().waitFor();
}

async function openNewField(visitor: Visitor): Promise<void> {
  await openPage(visitor, "/settings/fields");
  await visitor.page.getByRole("button", { name: visitor.say("settings.fields.new") }).click();
  await visitor.page.getByRole("dialog").waitFor();
}

async function openNewPurpose(visitor: Visitor): Promise<void> {
  await openPage(visitor, "/settings/purposes");
  await visitor.page.getByRole("button", { name: visitor.say("settings.purposes.add") }).click();
  await visitor.page.getByRole("dialog").waitFor();
}

async function openHandOver(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openPage(visitor, "/settings/hand-overs");
  await page.getByRole("button", { name: say("settings.hand_overs.new") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox").selectOption({ index: 1 });
  await dialog.locator(".ho-people input").first().check();
}

async function openErasure(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openRecord(visitor);
  await page
    .locator(".hdr")
    .getByRole("button", { name: say("frame.more") })
    .click();
  await page.getByRole("button", { name: say("customers.erase.open") }).click();
  await page.getByRole("dialog").waitFor();
}

async function openOwnFields(visitor: Visitor): Promise<void> {
  await openList(visitor);
  const number = Date.now().toString(36);
  const label = { zh: `门店编号 ${number}`, en: `Shop number ${number}` };
  await ask(visitor, "/own_fields", "POST", { kind: "text", label, is_unique: true, is_sensitive: true });
  await openPage(visitor, "/settings/fields");
  await visitor.page.locator(".own-fields tbody tr").first().waitFor();
}

async function openFiles(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openRecord(visitor);
  const facts = page.getByRole("button", { name: say("customers.tab.facts"), exact: true });
  if (await facts.isVisible()) await facts.click();
  const buffer = Buffer.from("合同");
  await page
    .locator(".files input[type=file]")
    .first()
    .setInputFiles({ name: "框架合同.txt", mimeType: "text/plain", buffer });
  const kept = page.getByRole("link", { name: say("customers.files.download", { name: "框架合同.txt" }) }).first();
  await kept.waitFor();
  await page.locator(".files .bar").first().waitFor({ state: "detached" });
  await page.locator(".files").first().scrollIntoViewIfNeeded();
}

async function openBinErasure(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openList(visitor);
  const { id } = await ask(visitor, "/customers", "POST", { kind: "company", name: "不再来往的公司" });
  await ask(visitor, `/customers/${id}`, "DELETE");
  await openPage(visitor, "/bin");
  await page
    .getByRole("button", { name: say("customers.erase.more_of", { name: "不再来往的公司" }) })
    .first()
    .click();
  await page.getByRole("button", { name: say("customers.erase.open") }).click();
  await page.getByRole("dialog").waitFor();
}
