import { encodeGb18030 } from "#platform/text/gb18030.ts";
import { cast } from "#test/cast.ts";
import { customerAt, type GeneratedCustomer } from "./customers.ts";
import { type Random, randomOf } from "./random.ts";

export type FileEncoding = "utf-8" | "utf-8-bom" | "gb18030" | "utf-16le";

/** `faults` is the share of rows with something wrong, 0 to 1. */
export type FileOptions = { seed: number; rows: number; encoding: FileEncoding; faults: number };

export type FaultKind =
  | "no_name"
  | "short_phone"
  | "wrong_tax_id"
  | "bad_mail"
  | "duplicate"
  | "missing_columns"
  | "unknown_owner";

export const fileHeader = [
  "客户名称",
  "统一社会信用代码",
  "联系人",
  "手机",
  "邮箱",
  "省",
  "市",
  "区",
  "地址",
  "行业",
  "客户类别",
  "业务员",
  "备注",
];

/** A customer file as an old system would export it, in chunks of some 64 kB. The same options give the same bytes. */
export function* generateCsv(options: FileOptions): Generator<Buffer> {
  const encode = encoderOf(options.encoding);
  const mark = { "utf-8": [], "utf-8-bom": [0xef, 0xbb, 0xbf], gb18030: [], "utf-16le": [0xff, 0xfe] }[
    options.encoding
  ];
  let text = `${fileHeader.join(",")}\r\n`;
  let first = Buffer.from(mark);
  for (let row = 0; row < options.rows; row++) {
    text += `${fileRow(options, row).cells.map(quoted).join(",")}\r\n`;
    if (text.length < 32_768) continue;
    yield Buffer.concat([first, encode(text)]);
    first = Buffer.alloc(0);
    text = "";
  }
  if (text !== "" || first.length > 0) yield Buffer.concat([first, encode(text)]);
}

/** One row of the file and what is wrong with it, for tests that count. `duplicate` repeats the row before. */
export function fileRow(
  options: Pick<FileOptions, "seed" | "faults">,
  row: number,
): { cells: string[]; fault?: FaultKind } {
  const random = randomOf(options.seed ^ 0xf11e, row);
  const cells = cellsOf(customerAt({ seed: options.seed, now: fixedNow, users: 6, teams: 3, clients: 0 }, row), random);
  if (!random.chance(options.faults)) return { cells };
  const fault = random.pick(faultKinds);
  if (fault === "duplicate" && row === 0) return { cells };
  return { cells: spoil(cells, fault, options, row), fault };
}

const fixedNow = new Date("2026-11-23T02:00:00Z");
const faultKinds: FaultKind[] = [
  "no_name",
  "short_phone",
  "wrong_tax_id",
  "bad_mail",
  "duplicate",
  "missing_columns",
  "unknown_owner",
];

function cellsOf(customer: GeneratedCustomer, random: Random): string[] {
  const contact = customer.contacts[0];
  const value = (kind: string): string =>
    (contact?.points.find((one) => one.kind === kind) ?? customer.points.find((one) => one.kind === kind))?.value ?? "";
  const owners = [cast.zhou, cast.chen, cast.li, cast.wang, cast.emma, cast.lars];
  return [
    customer.name,
    customer.taxId ?? "",
    contact?.name ?? (customer.kind === "person" ? customer.name : ""),
    typedPhone(value("phone"), random),
    value("mail"),
    customer.province ?? "",
    customer.city ?? "",
    customer.district ?? "",
    customer.street,
    customer.industry ?? "",
    { prospect: "潜在", interested: "意向", buyer: "购买", loyal: "忠诚", high_value: "高价值", lapsed: "流失" }[
      customer.stage
    ],
    customer.owner === undefined ? "" : (owners[customer.owner]?.zh ?? ""),
    random.chance(0.02) ? `${customer.remark ?? "备注"}\n第二行，"引号"` : (customer.remark ?? ""),
  ];
}

/** The ways people write the same number. */
function typedPhone(e164: string, random: Random): string {
  const national = e164.replace(/^\+86/, "");
  if (!/^1\d{10}$/.test(national))
    return e164.startsWith("+86") ? `0${national.slice(0, -8)}-${national.slice(-8)}` : e164;
  const parts = [national.slice(0, 3), national.slice(3, 7), national.slice(7)];
  return random.pick([
    national,
    national,
    national,
    parts.join(" "),
    parts.join("-"),
    `+86 ${parts.join(" ")}`,
    `86${national}`,
  ]);
}

function spoil(
  cells: string[],
  fault: FaultKind,
  options: Pick<FileOptions, "seed" | "faults">,
  row: number,
): string[] {
  if (fault === "no_name") return cells.with(0, "");
  if (fault === "short_phone") return cells.with(3, "1990000567");
  if (fault === "wrong_tax_id") return cells.with(1, cells[1] ? wrongLast(cells[1]) : "913301");
  if (fault === "bad_mail") return cells.with(4, "没有邮箱@");
  if (fault === "missing_columns") return cells.slice(0, 5);
  if (fault === "unknown_owner") return cells.with(11, "查无此人");
  return fileRow({ seed: options.seed, faults: 0 }, row - 1).cells;
}

const wrongLast = (code: string): string => code.slice(0, -1) + (code.endsWith("7") ? "8" : "7");

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function encoderOf(encoding: FileEncoding): (text: string) => Buffer {
  if (encoding === "gb18030") return encodeGb18030;
  return (text) => Buffer.from(text, encoding === "utf-16le" ? "utf16le" : "utf-8");
}
