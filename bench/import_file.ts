import { once } from "node:events";
import { createWriteStream, existsSync, renameSync } from "node:fs";
import { finished } from "node:stream/promises";
import { fileHeader, fileRow } from "../test/generate/file.ts";
import { randomOf } from "../test/generate/random.ts";

const more = ["类型", "网站", "付款条件", "员工人数", "今年销售额", "去年销售额", "客户来源"];
export const header: readonly string[] = [...fileHeader, ...more];

/** A row of 20 columns and some 300 bytes, as CSV cells. */
export function wideRow(seed: number, row: number): string[] {
  const random = randomOf(seed ^ 0x1a9e, row);
  const { cells } = fileRow({ seed, faults: 0 }, row);
  const isPerson = cells[0] === cells[2];
  return [
    ...cells,
    isPerson ? "个人" : "企业",
    `https://www.khgs${row}.test/guanyu/lianxi-women`,
    random.pick(["月结三十天", "月结六十天", "款到发货，开具增值税专用发票", "预付三成，余款见提单付清"]),
    String(1 + random.below(5000)),
    `${random.below(9_000_000)}.${10 + random.below(89)}`,
    String(random.below(9_000_000)),
    random.pick(["展会", "官网咨询", "老客户介绍", "电话营销", "行业协会名录"]),
  ];
}

/** Writes the file once for a name; a file that was cut off is begun anew. */
export async function writeFile(path: string, rows: Iterable<string[]>): Promise<void> {
  if (existsSync(path)) return;
  const out = createWriteStream(`${path}.part`);
  let text = `${header.map(quoted).join(",")}\r\n`;
  for (const cells of rows) {
    text += `${cells.map(quoted).join(",")}\r\n`;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await once(out, "drain");
    text = "";
  }
  out.end(text);
  await finished(out);
  renameSync(`${path}.part`, path);
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
