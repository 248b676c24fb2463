import type { Readable } from "node:stream";
import type { Tx } from "../../../../platform/database/types.ts";
import { record } from "../../../../platform/event/record.ts";
import type { House } from "../../../../platform/house.ts";
import { newId } from "../../../../platform/ids.ts";
import type { Actor } from "../../../../platform/permission/actor.ts";
import { cut } from "../../../../platform/text/cut.ts";
import { storable } from "../../import/chunk.ts";
import { type Look, lookAt } from "../../import/look.ts";
import { workbookType } from "../../import/rejections.ts";
import { signatureOf } from "../../import/remember.ts";
import { forgetFile, type Stored, storeFile } from "../../import/store.ts";
import type { Column } from "../../import/target.ts";
import { addFile } from "../../import/upload.ts";
import { type Book, bookOf } from "../../import/workbook.ts";
import { guessTradeColumns, type TradeTarget } from "./heads.ts";
import { uploadTradesContract } from "./import.contract.ts";
import { accessTradeImport, closedTradeTargets, type TradeImport } from "./present.ts";

/** Keeps a file and looks at it; nothing is imported yet. What is refused or breaks off leaves nothing behind. */
export async function uploadTrades(house: House, actor: Actor, name: string, stream: Readable): Promise<TradeImport> {
  const stored = await storeFile(house, stream, uploadTradesContract.bodyLimit);
  let book: Book | undefined;
  try {
    book = await bookOf(house, stored.path);
    const text = book?.text ?? stored;
    const look = await lookAt(text.path, text.size);
    return await house.transaction((tx) => addTradeImport(tx, actor, { name, stored, book, look }));
  } catch (error) {
    await forgetFile(stored);
    if (book) await forgetFile(book.text);
    throw error;
  }
}

interface Uploaded {
  name: string;
  stored: Stored;
  book: Book | undefined;
  look: Look;
}

async function addTradeImport(tx: Tx, actor: Actor, { name, stored, book, look }: Uploaded): Promise<TradeImport> {
  const id = newId();
  await addFile(tx, actor, name, stored, book ? workbookType : "text/csv");
  if (book) await addFile(tx, actor, cut(`${name} · ${book.sheet}`, 255), book.text, "text/csv");
  const header = look.header.map(storable);
  const known = await rememberedMapping(tx, header, look.hasHeader);
  const closed = closedTradeTargets(actor);
  const targets = known?.targets.map((one) => (closed.includes(one) ? "" : one)) ?? guessTradeColumns(header, closed);
  const rows = look.rows.slice(0, 20).map((row) => row.map((cell) => cut(storable(cell), 200)));
  const columns = header.map((head, at) => ({
    header: head,
    samples: rows.flatMap((row) => row[at]?.trim() || []).slice(0, 3),
    target: targets[at] ?? "",
    is_remembered: known !== undefined,
  }));
  await tx
    .insertInto("trade_import")
    .values({
      id,
      file_id: book?.text.id ?? stored.id,
      workbook_id: book ? stored.id : null,
      sheet: book?.sheet ?? null,
      created_by: actor.userId,
      encoding: look.sniffed.encoding,
      byte_order_mark: look.sniffed.bom,
      delimiter: look.delimiter,
      has_header: look.hasHeader,
      columns: JSON.stringify(columns),
      preview: JSON.stringify(rows),
      estimated_rows: look.estimatedRows,
      client_id: actor.clientAccess === "all" ? null : (actor.clientIds[0] ?? null),
      currency: known?.currency ?? "CNY",
    })
    .execute();
  await record(tx, actor, "trade_import.uploaded", { object: "trade_import", objectId: id });
  return await accessTradeImport(tx, actor, id);
}

/** Files with the same heads in the same order have one signature. */
export const tradeSignature = (header: readonly string[], hasHeader: boolean): string =>
  signatureOf(
    header.map((head) => ({ header: head }) as Column),
    hasHeader,
  );

async function rememberedMapping(tx: Tx, header: readonly string[], hasHeader: boolean) {
  const row = await tx
    .selectFrom("trade_mapping")
    .select(["targets", "currency"])
    .where("signature", "=", tradeSignature(header, hasHeader))
    .executeTakeFirst();
  return row ? { targets: row.targets as TradeTarget[], currency: row.currency } : undefined;
}
