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

/** What the rows of one chunk would do; `byte_position` is how far the file has been read. */
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

/** Says what the chunks of a file would do, one after the other. */
export class Checking {
  readonly #plan: Plan;
  #kept = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  add(read: ReadChunk, { creations, changes, met, rejections }: SortedRows, position: number): Checked {
    const groups = new Map<string, ProblemGroup>();
    for (const { reason, field } of rejections) {
      const key = `${reason} ${field}`;
      const group = groups.get(key);
      if (group) group.count++;
      else groups.set(key, { reason, field, count: 1 });
    }
    const kept = rejections.slice(0, Math.max(0, keptProblems - this.#kept));
    this.#kept += kept.length;
    return {
      row_count: read.rowCount,
      created_count: creations.length,
      updated_count: [...creations.map((one) => one.joined), ...changes.map((one) => one.rows)].flat().length,
      duplicate_count: met.length,
      skipped_count: read.skipped,
      rejected_count: rejections.length,
      byte_position: position,
      groups: [...groups.values()],
      problems: kept.map((one) => problemOf(one, this.#plan)),
    };
  }
}

export const problemOf = (one: Rejection, plan: Plan): FoundProblem => {
  const position = positionOf(one, plan);
  return { ...one, position, proposal: position === null ? null : proposalFor(one, plan) };
};
