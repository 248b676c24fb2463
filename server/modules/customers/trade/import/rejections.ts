import type { QueryOf, ResponseOf } from "../../../../platform/contract/contract.ts";
import type { Db } from "../../../../platform/database/types.ts";
import type { Download } from "../../../../platform/http/route.ts";
import type { Actor } from "../../../../platform/permission/actor.ts";
import { csvDownload } from "../../import/rejections.ts";
import type { listTradeRejectionsContract } from "./import.contract.ts";
import { accessTradeImport } from "./present.ts";
import type { TradeReason } from "./row.ts";

type Page = ResponseOf<typeof listTradeRejectionsContract>;

/** Rows that became no trade, in the order of the file. `after` is a row number. */
export async function listTradeRejections(
  db: Db,
  actor: Actor,
  id: string,
  { after = 0, limit = 100 }: QueryOf<typeof listTradeRejectionsContract>,
): Promise<Page> {
  await accessTradeImport(db, actor, id);
  const rows = await page(db, id, after, limit + 1);
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? shown.at(-1)!.row : null };
}

/** The same as a file that can be mended and imported again: the row and the reason stand in front. */
export async function downloadTradeRejections(db: Db, actor: Actor, id: string): Promise<Download> {
  const found = await accessTradeImport(db, actor, id);
  const headers = found.columns.map(({ header }) => header);
  const suffix = actor.locale === "en" ? "not-imported" : "未导入";
  return csvDownload(
    tables(db, id, headers, actor.locale),
    `${found.file_name.replace(/\.\w{1,5}$/, "")}-${suffix}.csv`,
  );
}

async function* tables(db: Db, id: string, headers: string[], locale: Actor["locale"]): AsyncGenerator<string[][]> {
  yield [[...(locale === "en" ? ["Row", "Reason"] : ["行", "原因"]), ...headers]];
  let after = 0;
  for (;;) {
    const rows = await page(db, id, after, 1000);
    if (rows.length === 0) return;
    yield rows.map(({ row, reason, cells }) => [String(row), reasons[reason][locale === "en" ? 1 : 0], ...cells]);
    after = rows.at(-1)!.row;
  }
}

async function page(db: Db, id: string, after: number, limit: number): Promise<Page["rows"]> {
  const rows = await db
    .selectFrom("trade_rejection")
    .select(["row", "reason", "field", "value", "cells"])
    .where("import_id", "=", id)
    .where("row", ">", after)
    .orderBy("row")
    .limit(limit)
    .execute();
  return rows as unknown as Page["rows"];
}

/** In the languages of the file that people mend; the page has its own words for the same reasons. */
const reasons: Record<TradeReason, [zh: string, en: string]> = {
  customer_missing: ["没写是哪位客户", "Does not say which customer"],
  customer_unknown: ["找不到这位客户", "No such customer"],
  customer_ambiguous: ["对得上的客户不止一个", "Several customers match"],
  date_missing: ["没有日期", "No date"],
  date_unreadable: ["日期认不出来", "Not a date"],
  date_future: ["日期还没到", "That day has not come yet"],
  amount_missing: ["没有金额", "No amount"],
  amount_unreadable: ["金额认不出来", "Not an amount"],
  cost_unreadable: ["成本认不出来", "Not a cost"],
  currency_unreadable: ["币种认不出来", "Unknown currency"],
  text_too_long: ["内容太长", "Text too long"],
  reference_differs: ["同一单号已有一笔交易，内容不同", "A different trade has this number"],
  too_many_cells: ["这一行的列比表头多", "More cells than columns"],
  row_unreadable: ["这一行读不了", "The row cannot be read"],
};
