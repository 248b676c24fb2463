import { type CsvChunk, type CsvRow, parseChunk } from "../../../platform/text/csv.ts";
import { cut } from "../../../platform/text/cut.ts";
import { byteEncoding } from "../../../platform/text/encoding.ts";
import type { CopyTable } from "./copy_text.ts";
import type { Change } from "./merge.ts";
import type { Plan } from "./plan.ts";
import { type ImportedRow, readRow } from "./row.ts";
import { RowProblem } from "./row_problem.ts";

export interface Rejection {
  row: number;
  reason: string;
  field: string | null;
  value: string | null;
  cells: readonly string[];
}

export interface GoodRow {
  row: number;
  made: ImportedRow;
  cells: readonly string[];
}

/** A chunk read and checked: every row of the file is in exactly one of `good`, `rejections` and `skipped`. */
export interface ReadChunk {
  firstRow: number;
  rowCount: number;
  good: GoodRow[];
  rejections: Rejection[];
  /** Rows without a value. */
  skipped: number;
}

/** A chunk as it goes into the database. */
export interface PreparedChunk {
  firstRow: number;
  rowCount: number;
  createdCount: number;
  skippedCount: number;
  rejectedCount: number;
  /** Rows that joined a customer whom the same chunk makes. */
  joined: { row: number; id: string }[];
  /** Rows that met a customer who is there, where the import leaves them alone. */
  met: { row: number; id: string }[];
  changes: Change[];
  /** How far the file has been read. */
  bytePosition: number;
  unknownOwnerCount: number;
  unknownOwners: string[];
  tables: CopyTable[];
  /** Whom and what its rows refer to outside the chunk. */
  users: string[];
  teams: string[];
  clients: string[];
  customers: string[];
  /** Side by side: this customer has this tag. */
  tags: { customerIds: string[]; names: string[] };
}

/** Reads the rows of a chunk from `plan.nextRow` on; undefined when none is left of it. */
export function readChunk(chunk: CsvChunk, plan: Plan): ReadChunk | undefined {
  if (chunk.firstRow + chunk.rows <= plan.nextRow) return undefined;
  const rows = parseChunk(chunk, byteEncoding(plan.sniffed), plan.delimiter, { columns: 10_000 });
  const todo = rows.filter((one) => one.row >= plan.nextRow);
  const read: ReadChunk = {
    firstRow: Math.max(chunk.firstRow, plan.nextRow),
    rowCount: todo.length,
    good: [],
    rejections: [],
    skipped: 0,
  };
  for (const one of todo) sort(one, plan, read);
  return read;
}

function sort(one: CsvRow, plan: Plan, read: ReadChunk): void {
  const cells = "cells" in one ? mended(one.cells, plan.corrections.get(one.row)) : [];
  if ("error" in one ? one.error === "blank" : cells.every((cell) => cell.trim() === "")) {
    read.skipped++;
    return;
  }
  try {
    if ("error" in one) throw new RowProblem(one.error);
    read.good.push({ row: one.row, made: readRow(cells, plan), cells });
  } catch (error) {
    read.rejections.push(rejectionOf(error, one.row, cells));
  }
}

/** The cells of a row with what was mended by hand. */
export function mended(cells: string[], corrections: readonly [position: number, value: string][] = []): string[] {
  for (const [position, value] of corrections) {
    while (cells.length < position) cells.push("");
    cells[position] = value;
  }
  return cells;
}

export function rejectionOf(error: unknown, row: number, cells: readonly string[]): Rejection {
  if (!(error instanceof RowProblem)) throw error;
  const { reason, field, value } = error;
  return {
    row,
    reason,
    field,
    value: value === null ? null : cut(storable(value), 200),
    cells: cells.map(storable),
  };
}

/** JSON in the database holds no NUL. */
export const storable = (cell: string): string => cell.replaceAll("\0", "\ufffd");
