import type { QueryOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { accessCustomer, type CustomerAccess } from "./access.ts";
import { isTime, isUuid, readCursor, writeCursor } from "./cursor.ts";
import { type departments, interactionKinds, type listInteractionsContract } from "./interaction.contract.ts";
import { interactionLines } from "./interaction.ts";
import { intelligenceLines, promiseLines, touchLines } from "./said/line.ts";
import { tradeLines } from "./trade/line.ts";

type Page = ResponseOf<typeof listInteractionsContract>;
type Query = QueryOf<typeof listInteractionsContract>;
export type TimelineEntry = Page["rows"][number];

/** A piece of the timeline: behind a moment (and an id), newest first, no more than `most` of each kind of record. */
export interface Stretch {
  query: Query;
  after: { at: string; id: string } | undefined;
  most: number;
  readable: CustomerAccess["readable"];
}

interface Source {
  kinds: readonly TimelineEntry["kind"][];
  /** Whose business it is; undefined: each line says it. */
  department?: (typeof departments)[number];
  lines(db: Db, actor: Actor, customerId: string, stretch: Stretch): Promise<TimelineEntry[]>;
}

/** Each record stays in its own table; the timeline reads a piece of each by its index and merges. */
const sources: readonly Source[] = [
  { kinds: interactionKinds, lines: interactionLines },
  { kinds: ["promise"], department: "sales", lines: promiseLines },
  { kinds: ["touch"], department: "marketing", lines: touchLines },
  { kinds: ["intelligence"], department: "sales", lines: intelligenceLines },
  { kinds: ["trade"], department: "sales", lines: tradeLines },
];

/** The timeline, newest first, as far as the actor's rights and clients reach. @throws customer.not_found, list.bad_cursor */
export async function listInteractions(db: Db, actor: Actor, customerId: string, query: Query): Promise<Page> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const limit = query.limit ?? 30;
  const stretch = { query, after: spotOf(query.after), most: limit + 1, readable };
  const lines: TimelineEntry[] = [];
  for (const source of sources) {
    if (query.kind && !source.kinds.includes(query.kind)) continue;
    if (query.department && source.department && source.department !== query.department) continue;
    lines.push(...(await source.lines(db, actor, customerId, stretch)));
  }
  lines.sort(newestFirst);
  const rows = lines.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next: lines.length > limit && last ? writeCursor([last.happened_at, last.id]) : null };
}

function spotOf(cursor: string | undefined): Stretch["after"] {
  if (cursor === undefined) return undefined;
  const [at = "", id = ""] = readCursor(cursor, 2);
  if (!(isTime(at) && isUuid(id))) throw new Problem(400, "list.bad_cursor");
  return { at, id };
}

function newestFirst(one: TimelineEntry, other: TimelineEntry): number {
  const [a, b] = [sortKey(one), sortKey(other)];
  return a < b ? 1 : a > b ? -1 : 0;
}

/** The database leaves zeros at the end of a second's parts away. */
function sortKey({ happened_at, id }: TimelineEntry): string {
  const [second = "", parts = ""] = happened_at.slice(0, -1).split(".");
  return `${second}.${parts.padEnd(6, "0")} ${id}`;
}
