import assert from "node:assert/strict";
import { pinyin } from "pinyin-pro";
import type { Page } from "playwright-core";
import { cast } from "#test/cast.ts";
import { fileRow, generateCsv } from "#test/generate/file.ts";
import { journey } from "../journey.ts";
import { editFact, fact, find, logHere, signIn, timelineEntry, type Visitor } from "../page.ts";

const rows = Number(process.env.ZHIYIN_JOURNEY_ROWS ?? 3000);
const file = { seed: 7, rows, encoding: "gb18030", faults: 0.01 } as const;

journey("a file is dragged in, a person found by zs and four digits, and worked on with a colleague", async (stage) => {
  const manager = await stage.visit();
  const { page, say } = manager;
  await signIn(manager, cast.he);
  await dropOnList(page, "老系统导出.csv", Buffer.concat([...generateCsv(file)]));
  await runImport(manager);

  const person = knownPerson();
  await (await find(manager, `zs ${person.lastFour}`, person.name)).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: person.name }).waitFor();

  const colleague = await stage.visit();
  await signIn(colleague, cast.zhou);
  await colleague.page.goto(page.url());
  await page.getByText(say("customers.looking", { names: cast.zhou.zh })).waitFor();
  await Promise.all([
    (async () => {
      await editFact(manager, "occupation", "包装设计师");
      await editFact(manager, "source", "老系统");
    })(),
    editFact(colleague, "payment_terms", "月结三十天"),
  ]);
  for (const visitor of [manager, colleague]) {
    for (const [field, value] of written) await fact(visitor, field).filter({ hasText: value }).waitFor();
  }

  await logHere(manager, "visit", "看了新打样，下周二回访");
  await timelineEntry(colleague, "看了新打样，下周二回访").waitFor();
});

const written = [
  ["occupation", "包装设计师"],
  ["source", "老系统"],
  ["payment_terms", "月结三十天"],
] as const;

/** A person of the file whose initials begin with zs and whom Zhou Min owns. */
function knownPerson(): { name: string; lastFour: string } {
  for (let row = 0; row < rows; row++) {
    const { cells, fault } = fileRow(file, row);
    const [name = "", , contact, phone = "", , , , , , , , owner] = cells;
    const initials = pinyin(name, { pattern: "first", toneType: "none", type: "array" }).join("");
    const isKnown = !fault && name === contact && initials.startsWith("zs") && owner === cast.zhou.zh;
    if (isKnown) return { name, lastFour: phone.replace(/\D/g, "").slice(-4) };
  }
  throw new Error("no such person in the file");
}

/** Lets a file go over the list, as a hand would. */
async function dropOnList(page: Page, name: string, bytes: Buffer): Promise<void> {
  const carried = await page.evaluateHandle(
    ([fileName = "", base64 = ""]) => {
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], fileName, { type: "text/csv" }));
      return transfer;
    },
    [name, bytes.toString("base64")],
  );
  const list = page.locator(".drop-area");
  await list.dispatchEvent("dragenter", { dataTransfer: carried });
  await page.locator(".drop-here").waitFor();
  await list.dispatchEvent("drop", { dataTransfer: carried });
}

/** Columns are guessed; the import runs, tells how far it is, and every row of the file is accounted for. */
async function runImport({ page, say }: Visitor): Promise<void> {
  const name = page.getByLabel(say("imports.field_of", { column: "客户名称" }));
  await name.waitFor();
  assert.equal(await name.inputValue(), "name");
  assert.equal(await page.getByLabel(say("imports.field_of", { column: "业务员" })).inputValue(), "owner");
  await page.getByRole("radio", { name: say("imports.policy.create") }).click();
  const progress = page.getByRole("progressbar", { name: say("imports.progress") });
  const seen = progress.waitFor().then(() => true);
  await page.locator(".im-foot .btn.primary").click();
  const done = page.getByRole("heading", { name: say("imports.result.done") });
  await Promise.race([seen, done.waitFor({ timeout: 120_000 })]);
  await done.waitFor({ timeout: 120_000 + rows });
  seen.catch(() => {}); // a short file may be done before the bar is drawn
  const counts = await page.locator(".im-counts dd").allInnerTexts();
  const numbers = counts.map((text) => Number(text.replace(/\D/g, "")));
  const [created = 0, rejected = 0] = [numbers[0], numbers.at(-1)];
  assert.equal(
    numbers.reduce((sum, count) => sum + count, 0),
    rows,
    "every row is accounted for",
  );
  assert.ok(rejected > 0 && created > rows * 0.95, `${created} created, ${rejected} rejected`);
}
