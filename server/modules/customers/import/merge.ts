import { newId } from "../../../platform/ids.ts";
import { type ReadChunk, type Rejection, rejectionOf } from "./chunk.ts";
import { type Decision, decide } from "./decide.ts";
import { type Key, keyText } from "./keys.ts";
import type { Known } from "./known.ts";
import type { Match } from "./match.ts";
import type { Plan } from "./plan.ts";
import { distinct, type ImportedRow } from "./row.ts";

export interface Creation {
  row: number;
  id: string;
  made: ImportedRow;
  /** Later rows that say more of the same customer. */
  joined: number[];
}

/** What rows say of a customer who is there. */
export interface Change {
  id: string;
  fills: boolean;
  /** Came from the same file: nobody's rights stand between. */
  isOwn: boolean;
  made: ImportedRow;
  rows: { row: number; cells: readonly string[] }[];
}

export interface SortedRows {
  creations: Creation[];
  changes: Change[];
  met: { row: number; id: string }[];
  rejections: Rejection[];
}

/** Sorts good rows by what they do; several rows of one customer become one. */
export function sortRows(
  read: ReadChunk,
  keys: readonly Key[][],
  matches: readonly Match[],
  known: Known,
  plan: Plan,
): SortedRows {
  const sorted: SortedRows = { creations: [], changes: [], met: [], rejections: [...read.rejections] };
  const ofRow = Map.groupBy(matches, ({ row }) => row);
  const created = new Map<string, Creation>();
  const changed = new Map<string, Change>();
  read.good.forEach(({ row, made, cells }, i) => {
    let decision: Decision;
    try {
      decision = decide(made, keys[i]!, ofRow.get(i) ?? [], known, plan);
    } catch (error) {
      sorted.rejections.push(rejectionOf(error, row, cells));
      return;
    }
    if (decision.does === "skip") sorted.met.push({ row, id: decision.id });
    else if (decision.does === "create") {
      const creation = { row, id: newId(), made, joined: [] };
      sorted.creations.push(creation);
      created.set(creation.id, creation);
      for (const key of keys[i]!) known.add(keyText(key), creation.id);
    } else {
      const { id, fills, isOwn } = decision;
      if (plan.isCheck) {
        sorted.changes.push({ id, fills, isOwn, made, rows: [{ row, cells }] });
        return;
      }
      const creation = created.get(id);
      const change = changed.get(id);
      if (creation) {
        mergeInto(creation.made, made, fills);
        creation.joined.push(row);
      } else if (change) {
        mergeInto(change.made, made, fills);
        change.rows.push({ row, cells });
      } else {
        const fresh = { id, fills, isOwn, made, rows: [{ row, cells }] };
        sorted.changes.push(fresh);
        changed.set(id, fresh);
      }
    }
  });
  sorted.rejections.sort((one, other) => one.row - other.row);
  return sorted;
}

function mergeInto(into: ImportedRow, from: ImportedRow, fills: boolean): void {
  for (const [field, value] of Object.entries(from.facts))
    if (value !== null && (!fills || into.facts[field] === null)) into.facts[field] = value;
  if (!fills && from.name !== "") into.name = from.name;
  into.otherNames = [...new Set([...into.otherNames, ...from.otherNames])].slice(0, 20);
  into.tags = [...new Set([...into.tags, ...from.tags])].slice(0, 50);
  into.points = distinct([...into.points, ...from.points]);
  for (const contact of from.contacts) {
    const same = into.contacts.find(({ name }) => name.toLowerCase() === contact.name.toLowerCase());
    if (!same) into.contacts.push(contact);
    else {
      same.title = fills ? (same.title ?? contact.title) : (contact.title ?? same.title);
      same.points = distinct([...same.points, ...contact.points]);
    }
  }
}
