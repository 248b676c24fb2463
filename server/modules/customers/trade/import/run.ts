import { createReadStream } from "node:fs";
import { sql } from "kysely";
import type { Tx } from "../../../../platform/database/types.ts";
import { record } from "../../../../platform/event/record.ts";
import type { House } from "../../../../platform/house.ts";
import { newId } from "../../../../platform/ids.ts";
import { type Actor, mayEver } from "../../../../platform/permission/actor.ts";
import { type CsvRow, chunkCsv, type Delimiter, parseChunk } from "../../../../platform/text/csv.ts";
import { cut } from "../../../../platform/text/cut.ts";
import { byteEncoding, type Encoding, plainBytes, type Sniffed } from "../../../../platform/text/encoding.ts";
import { actorOfUser } from "../../../people/index.ts";
import { storable } from "../../import/chunk.ts";
import { storedPath } from "../../import/file.ts";
import { factorOfHeader } from "../../import/headers.ts";
import { type NewTrade, writeTrades } from "../batch.ts";
import { findCustomers } from "../find.ts";
import { mayReadCost } from "../rights.ts";
import { refreshSums, type Touched } from "../sums.ts";
import { todayOf } from "../today.ts";
import type { TradeColumn } from "./heads.ts";
import { type ReadTrade, type RowPlan, readTradeRow, TradeRowProblem } from "./row.ts";

const rowsAtOnce = 1000;
/** Small pieces: other work of this thread gets its turn between them. */
const bytesAtOnce = 65_536;

class Stopped extends Error {}

/** Runs an import to its end, from the first row that no committed chunk holds; a killed program goes on there. */
export async function runTradeImport(
  house: House,
  { trade_import_id: id }: { trade_import_id: string },
): Promise<void> {
  await sql`update trade_import set state = 'running', started_at = coalesce(started_at, now())
    where id = ${id} and state = 'queued'`.execute(house.db);
  const row = await house.db.selectFrom("trade_import").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row || !["running", "pausing", "cancelling"].includes(row.state)) return;
  const actor = await actorOfUser(house, row.created_by, `trade_import ${id}`);
  const columns = row.columns as unknown as TradeColumn[];
  const isOpen = actor && mayEver(actor, "trade.import");
  if (!isOpen || (columns.some(({ target }) => target === "cost") && !mayReadCost(actor)))
    return await end(house, id, row.created_by, "failed", "rights_gone");
  const plan: RowPlan = {
    columns: columns.map(({ target, header }) => ({ target, factor: factorOfHeader(header) })),
    currency: row.currency,
    today: await todayOf(house.db),
  };
  const sniffed = { encoding: row.encoding as Encoding, bom: row.byte_order_mark as Sniffed["bom"] };
  const source = plainBytes(createReadStream(storedPath(house, row.file_id)), sniffed);
  const delimiter = row.delimiter as Delimiter;
  let from = row.next_row;
  let isHeader = row.has_header && from === 1;
  try {
    for await (const chunk of chunkCsv(source, delimiter, { target: bytesAtOnce })) {
      if (chunk.firstRow + chunk.rows <= from) continue;
      const rows = parseChunk(chunk, byteEncoding(sniffed), delimiter, { columns: 10_000 }).filter(
        (one) => one.row >= from,
      );
      for (let at = 0; at < rows.length; at += rowsAtOnce) {
        const some = rows.slice(at, at + rowsAtOnce);
        const filled = isHeader ? some.slice(some.findIndex((one) => !isBlank(one)) + 1) : some;
        isHeader = isHeader && filled.length === some.length;
        const next = some.at(-1)!.row + 1;
        const expected = from;
        await house.transaction((tx) =>
          writeRows(tx, actor, { id, clientId: row.client_id, rows: filled, plan, from: expected, next }),
        );
        from = next;
      }
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  await end(house, id, row.created_by, "done");
}

const isBlank = (one: CsvRow): boolean =>
  "error" in one ? one.error === "blank" : one.cells.every((cell) => cell.trim() === "");

interface Slice {
  id: string;
  clientId: string | null;
  rows: readonly CsvRow[];
  plan: RowPlan;
  from: number;
  next: number;
}

interface Refused {
  row: number;
  cells: string[];
  problem: TradeRowProblem;
}

/** One transaction: its rows are trades or rejections, and the import stands behind them. @throws Stopped */
async function writeRows(tx: Tx, actor: Actor, { id, clientId, rows, plan, from, next }: Slice): Promise<void> {
  const refused: Refused[] = [];
  const read: ReadTrade[] = [];
  for (const one of rows.filter((row) => !isBlank(row))) {
    const cells = "cells" in one ? one.cells.map(storable) : [];
    try {
      if ("error" in one) throw new TradeRowProblem("row_unreadable");
      read.push(readTradeRow(one.row, cells, plan));
    } catch (error) {
      refused.push({ row: one.row, cells, problem: problemOf(error) });
    }
  }
  const found = await findCustomers(
    tx,
    actor,
    read.map(({ whose }) => whose),
  );
  const trades: { of: ReadTrade; trade: NewTrade }[] = [];
  for (const [at, one] of read.entries()) {
    const customer = found[at]!;
    if (typeof customer === "string")
      refused.push({ ...one, problem: new TradeRowProblem(`customer_${customer}`, "customer_name") });
    else trades.push({ of: one, trade: tradeOf(one, customer.id, clientId) });
  }
  const { created, outcomes } = await writeTrades(
    tx,
    actor,
    trades.map(({ trade }) => trade),
    { source: "import", importId: id },
  );
  for (const { of, trade } of trades)
    if (outcomes.get(trade)?.outcome === "refused")
      refused.push({ ...of, problem: new TradeRowProblem("reference_differs", "reference", of.reference) });
  if (refused.length > 0)
    await tx
      .insertInto("trade_rejection")
      .values(
        refused.map(({ row, cells, problem }) => ({
          import_id: id,
          row,
          reason: problem.reason,
          field: problem.field,
          value: problem.value === null ? null : cut(problem.value, 200),
          cells: JSON.stringify(cells),
        })),
      )
      .execute();
  const count = read.length + refused.filter((one) => !read.some(({ row }) => row === one.row)).length;
  // two runners at once: the row at which it stands decides, and the other one stops
  const { rows: moved } = await sql`
    update trade_import set next_row = ${next}, row_count = row_count + ${count}, created_count = created_count + ${created.length},
      known_count = known_count + ${count - created.length - refused.length}, rejected_count = rejected_count + ${refused.length}
     where id = ${id} and state = 'running' and next_row = ${from} returning 1`.execute(tx);
  if (moved.length === 0) throw new Stopped();
  await record(tx, actor, "trade_import.progressed", {
    object: "trade_import",
    objectId: id,
    payload: { created: created.length, rejected: refused.length },
  });
}

function problemOf(error: unknown): TradeRowProblem {
  if (error instanceof TradeRowProblem) return error;
  throw error;
}

const tradeOf = (one: ReadTrade, customerId: string, clientId: string | null): NewTrade => ({
  id: newId(),
  customer_id: customerId,
  client_id: clientId,
  traded_on: one.traded_on,
  amount: one.amount,
  cost: one.cost,
  currency: one.currency,
  product_group: one.product_group,
  channel: one.channel,
  reference: one.reference,
});

async function end(house: House, id: string, by: string, state: "done" | "failed", error: string | null = null) {
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ state: string }>`
      update trade_import set error = ${error},
        state = case when ${state} = 'failed' then 'failed' when state = 'cancelling' then 'cancelled' when state = 'pausing' then 'paused' else 'done' end,
        finished_at = case state when 'pausing' then null else now() end
       where id = ${id} and state in ('running', 'pausing', 'cancelling') returning state`.execute(tx);
    if (rows[0])
      await record(tx, { userId: by, requestId: `trade_import ${id}` }, "trade_import.ended", {
        object: "trade_import",
        objectId: id,
        payload: { state: rows[0].state },
      });
  });
}

/** Takes the trades of an import out, some at a time; those that somebody has corrected since stay. */
export async function runTradeUndo(house: House, { trade_import_id: id }: { trade_import_id: string }): Promise<void> {
  while (await house.transaction((tx) => undoSome(tx, id)));
}

async function undoSome(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ created_by: string }>`
    select created_by from trade_import where id = ${id} and state = 'undoing' for update`.execute(tx);
  if (!rows[0]) return false;
  const { rows: gone } = await sql<Touched>`
    delete from trade where id in (select id from trade where import_id = ${id} and updated_at = created_at order by id limit ${rowsAtOnce})
    returning customer_id, client_id, currency, traded_on`.execute(tx);
  await refreshSums(tx, gone);
  const isOver = gone.length < rowsAtOnce;
  await sql`update trade_import set removed_count = removed_count + ${gone.length},
    state = case when ${isOver} then 'undone' else state end where id = ${id}`.execute(tx);
  if (isOver)
    await record(tx, { userId: rows[0].created_by, requestId: `trade_import ${id}` }, "trade_import.ended", {
      object: "trade_import",
      objectId: id,
      payload: { state: "undone" },
    });
  return !isOver;
}
