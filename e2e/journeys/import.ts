import assert from "node:assert/strict";
import { cast } from "#test/cast.ts";
import { makeWorkbook, textRow } from "#test/generate/workbook.ts";
import { journey } from "../journey.ts";
import { find, signIn, type Visitor } from "../page.ts";

const phone = "19970000001";

journey("a workbook is checked, mended where it stands, updates who is there, and is taken back", async (stage) => {
  const manager = await stage.visit();
  const { page, say } = manager;
  await signIn(manager, cast.he);
  await importRows(manager, "第一批.xlsx", [["嘉兴南湖包装有限公司", phone, "2020-01-02", "原来的来源"]]);
  await page.locator(".im-foot .btn.primary").click();
  await page.getByRole("heading", { name: say("imports.result.done") }).waitFor();

  await importRows(manager, "第二批.xlsx", [
    ["嘉兴南湖包装有限公司", phone, "", "展会"],
    ["湖州长兴纸业有限公司", "19970000002", "2026/13/2", ""],
    ["电话短了有限公司", "1997000", "", ""],
  ]);
  await page.getByText(say("imports.remembered.text", { name: cast.he.zh, at: "" }).split("（")[0]!).waitFor();
  await page.getByRole("radio", { name: say("imports.policy.update") }).click();
  const short = page.getByLabel(say("imports.check.cell_of", { row: 6, field: say("imports.target.phone") }));
  await short.fill("19970000003");
  await short.press("Enter");
  await short.waitFor({ state: "detached" });
  await page.getByRole("button", { name: say("imports.check.change_to", { value: "2026-02-13" }) }).click();
  await page.getByText(say("imports.check.none")).waitFor();
  await page.getByText(`${say("imports.will_do.updated")} 1`).waitFor();
  await page.locator(".im-foot .btn.primary").click();
  await page.getByRole("heading", { name: say("imports.result.done") }).waitFor();
  assert.deepEqual((await page.locator(".im-counts dd").allInnerTexts()).slice(0, 2), ["2", "1"]);
  const result = page.url();
  await (await find(manager, "嘉兴南湖", "嘉兴南湖包装有限公司")).click();
  await page.getByText("展会").first().waitFor();

  await page.goto(result);
  await page.getByText(say("imports.undo.will_binned", { count: 2, shown: "2" })).waitFor();
  await page.getByRole("button", { name: say("imports.undo.go") }).click();
  await page.getByRole("heading", { name: say("imports.undo.done") }).waitFor();
  await (await find(manager, "嘉兴南湖", "嘉兴南湖包装有限公司")).click();
  await page.getByText("原来的来源").first().waitFor();
});

/** Chooses a file of rows under heads, with a title above them. */
async function importRows({ page, say }: Visitor, name: string, rows: string[][]): Promise<void> {
  const text = [["客户资料"], [], ["客户名称", "电话", "成立日期", "来源"], ...rows];
  const sheet = text.map((cells, i) => textRow(i + 1, ...cells)).join("");
  await page.goto("/imports/new");
  await page.locator('input[type="file"]').setInputFiles({
    name,
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: await makeWorkbook({ sheets: { 客户: sheet } }),
  });
  await page.getByLabel(say("imports.field_of", { column: "客户名称" })).waitFor();
}
