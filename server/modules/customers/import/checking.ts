import type { ReadChunk, Rejection } from "./chunk.ts";
import type { SortedRows } from "./merge.ts";
import type { Plan } from "./plan.ts";
import { positionOf, proposalFor } from "./proposal.ts";

/** Rows with one reason in one field. */
export interface ProblemGroup {
  reason: string;
  field: string | null;
  count: number;
}

/** A row that would stay outside, the cell that is to blame, and what it could say instead. */
export interface FoundProblem extends Rejection {
  position: number | null;
  proposal: string | null;
}

/** What the file would do, up to here; `problems` are those of this chunk. */
export interface Checked {
  row_count: number;
  created_count: number;
  updated_count: number;
  duplicate_count: number;
  skipped_count: number;
  rejected_count: number;
  byte_position: number;
  groups: ProblemGroup[];
  problems: FoundProblem[];
}

/** Rows with a problem that are kept, to be mended one by one; all of them are counted. */
export const keptProblems = 5000;
const mostGroups = 200;

/** Adds up what the chunks of a file would do. */
export class Checking {
  readonly #plan: Plan;
  readonly #groups = new Map<string, ProblemGroup>();
  #kept = 0;
  #sums = { row_count: 0, created_count: 0, updated_count: 0, duplicate_count: 0, skipped_count: 0, rejected_count: 0 };

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  add(read: ReadChunk, { creations, changes, met, rejections }: SortedRows, position: number): Checked {
    const sums = this.#sums;
    sums.row_count += read.rowCount;
    sums.created_count += creations.length;
    sums.updated_count += creations.reduce((sum, one) => sum + one.joined.length, 0);
    sums.updated_count += changes.reduce((sum, one) => sum + one.rows.length, 0);
    sums.duplicate_count += met.length;
    sums.skipped_count += read.skipped;
    sums.rejected_count += rejections.length;
    for (const one of rejections) this.#count(one);
    const kept = rejections.slice(0, Math.max(0, keptProblems - this.#kept));
    this.#kept += kept.length;
    return {
      ...sums,
      byte_position: position,
      groups: [...this.#groups.values()],
      problems: kept.map((one) => problemOf(one, this.#plan)),
    };
  }

  #count({ reason, field }: Rejection): void {
    const key = `${reason} ${field}`;
    const group = this.#groups.get(key);
    if (group) group.count++;
    else if (this.#groups.size < mostGroups) this.#groups.set(key, { reason, field, count: 1 });
  }
}

export const problemOf = (one: Rejection, plan: Plan): FoundProblem => {
  const position = positionOf(one, plan);
  return { ...one, position, proposal: position === null ? null : proposalFor(one, plan) };
};
