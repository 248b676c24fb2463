import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { journey } from "../journey.ts";
import { ask, openMine, signIn, type Visitor } from "../page.ts";
import { until } from "../until.ts";

/** Types into the palette anew until the line is there: what was just written is indexed behind the commit. */
async function findWritten(visitor: Visitor, typed: string, wanted: string) {
  const { page, say } = visitor;
  const box = page.getByRole("combobox", { name: say("frame.search") });
  const line = page
    .locator(".po")
    .filter({ has: page.locator("mark") })
    .filter({ hasText: wanted });
  await until(`"${typed}" finds ${wanted}`, async () => {
    if (await box.isVisible()) await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await box.fill(typed);
    return await line
      .first()
      .waitFor({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
  });
  return line.first();
}

journey("a task, a note and a promise are found by what was written, in characters and in pinyin", async (stage) => {
  const visitor = await stage.visit();
  const { page, say } = visitor;
  await signIn(visitor, cast.zhou);
  await (await openMine(visitor)).click();
  await page.getByRole("heading", { name: say("tasks.open_section") }).waitFor();
  const [, customerId] = /customers\/([0-9a-f-]{36})/.exec(page.url())!;
  const note = await ask(visitor, `/customers/${customerId}/interactions`, "POST", {
    kind: "visit",
    body: "看了车间，她想把内盒换成苎麻纸，月底前要一份打样。",
    happened_at: "2026-03-02T02:00:00.000Z",
  });
  await ask(visitor, "/tasks", "POST", { title: "寄苎麻纸的色卡", customer_id: customerId });
  const due_at = new Date(Date.now() + 20 * 86_400_000).toISOString();
  await ask(visitor, `/customers/${customerId}/promises`, "POST", { what: "苎麻纸打样不收开版费", due_at });

  for (const typed of ["苎麻纸", "zhumazhi"]) {
    await findWritten(visitor, typed, "寄苎麻纸的色卡");
    await findWritten(visitor, typed, "内盒换成苎麻纸");
    const promise = await findWritten(visitor, typed, "不收开版费");
    assert.equal(await promise.locator("mark").first().textContent(), "苎麻纸");
  }

  await (await findWritten(visitor, "换成苎麻", "内盒换成苎麻纸")).click();
  await page.waitForURL(new RegExp(`${customerId}.*entry=${note.id}`));
  const entry = page.locator(".tl .found article");
  await entry.filter({ hasText: "内盒换成苎麻纸" }).waitFor();
  const shown = page.getByRole("article");
  assert.ok((await shown.first().textContent())?.includes("苎麻纸"), "the timeline begins with what was found");
  await page.getByRole("button", { name: say("customers.timeline.from_found") }).click();
  await page.locator(".tl .found").waitFor({ state: "detached" });

  const task = await findWritten(visitor, "麻纸的色卡", "寄苎麻纸的色卡");
  await task.hover();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByLabel(say("tasks.name")).waitFor();
  await page.keyboard.press("Escape");

  await page.goto("/search?q=%E8%8B%8E%E9%BA%BB%E7%BA%B8");
  const lines = page.locator(".passage");
  await until("all three stand on the page", async () => (await lines.count()) === 3);
  await page.getByRole("link", { name: say("frame.palette.promise"), exact: true }).click();
  await until("promises alone", async () => (await lines.count()) === 1);
  await page.getByRole("searchbox").fill("这句话没人写过");
  await page.getByRole("heading", { name: say("frame.passage.nothing", { q: "这句话没人写过" }) }).waitFor();

  const other = await stage.visit();
  await signIn(other, cast.wang);
  await other.page.goto("/search?q=%E8%8B%8E%E9%BA%BB%E7%BA%B8");
  await other.page.getByRole("heading", { name: other.say("frame.passage.nothing", { q: "苎麻纸" }) }).waitFor();
});
