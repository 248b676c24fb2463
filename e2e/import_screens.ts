import { makeWorkbook, textRow } from "#test/generate/workbook.ts";
import type { Visitor } from "./page.ts";
import type { Screen } from "./screens.ts";

/** An import on its way, one screen a state. */
export const importScreens: readonly Screen[] = [
  { name: "import-check", open: (visitor) => openCheck(visitor) },
  { name: "import-done", open: (visitor) => openDone(visitor) },
  { name: "import-undone", open: (visitor) => openUndone(visitor) },
];

let made = 0;

async function openCheck(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  const phone = `199700${String(10_000 + ++made * 3)}`;
  await choose(visitor, [
    ["嘉兴南湖包装有限公司", phone, "2020-01-02", "展会"],
    ["湖州长兴纸业有限公司", "", "2026/13/2", ""],
    ["电话短了有限公司", "1997000", "", ""],
  ]);
  await page.getByLabel(say("imports.check.cell_of", { row: 6, field: say("imports.target.phone") })).waitFor();
}

async function openDone(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openCheck(visitor);
  await page.locator(".im-foot .btn.primary").click();
  await page.getByRole("heading", { name: say("imports.result.done") }).waitFor();
}

async function openUndone(visitor: Visitor): Promise<void> {
  const { page, say } = visitor;
  await openDone(visitor);
  await page.getByRole("button", { name: say("imports.undo.go") }).click();
  await page.getByRole("heading", { name: say("imports.undo.done") }).waitFor();
}

/** Chooses a file of rows under heads, with a title above them. */
async function choose({ page, say }: Visitor, rows: string[][]): Promise<void> {
  const text = [["客户资料"], [], ["客户名称", "电话", "成立日期", "来源"], ...rows];
  const sheet = text.map((cells, i) => textRow(i + 1, ...cells)).join("");
  await page.goto("/imports/new");
  await page.locator('input[type="file"]').setInputFiles({
    name: "展会名单.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: await makeWorkbook({ sheets: { 客户: sheet } }),
  });
  await page.getByLabel(say("imports.field_of", { column: "客户名称" })).waitFor();
}
