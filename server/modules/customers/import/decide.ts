import { type Key, keyKinds, keysOf, keyText } from "./keys.ts";
import type { Known } from "./known.ts";
import type { Match, Wanted } from "./match.ts";
import type { Plan } from "./plan.ts";
import type { ImportedRow } from "./row.ts";
import { RowProblem } from "./row_problem.ts";
import { fieldOf, type ImportTarget } from "./target.ts";

/** What a row does: a new customer, something for one who is there, or nothing since they are there. */
export type Decision =
  | { does: "create" }
  | { does: "update"; id: string; fills: boolean; isOwn: boolean }
  | { does: "skip"; id: string };

/** The keys of all rows of a chunk, as they are looked up. */
export function wantedOf(rows: readonly ImportedRow[], plan: Plan): { wanted: Wanted; keys: Key[][] } {
  const wanted: Wanted = { rows: [], kinds: [], values: [], lows: [], taxIds: [] };
  const keys = rows.map((made) => keysOf(made, plan));
  keys.forEach((ofRow, row) => {
    for (const { kind, value, low } of ofRow) {
      wanted.rows.push(row);
      wanted.kinds.push(kind);
      wanted.values.push(value);
      wanted.lows.push(low);
      wanted.taxIds.push((rows[row]!.facts.tax_id as string | null) ?? null);
    }
  });
  return { wanted, keys };
}

/** @throws RowProblem when the row means somebody whom the importer may not change, or several */
export function decide(
  made: ImportedRow,
  keys: readonly Key[],
  matches: readonly Match[],
  known: Known,
  plan: Plan,
): Decision {
  const { policy } = plan;
  const ofFile = keys.map((key) => (isOfFile(key, plan) ? known.find(keyText(key)) : undefined)).find(Boolean);
  const joined = plan.joinsNames && made.kind === "company" ? joins(keys, matches, known) : undefined;
  if (joined) return { does: "update", id: joined, fills: policy !== "update", isOwn: true };
  for (const kind of keyKinds) {
    if (kind === "name" && (policy === "create" || !plan.keys.includes("name"))) continue;
    const found = matches.filter((match) => match.kind === kind);
    if (found.length === 0) continue;
    const seen = found.filter((match) => match.isOwn || match.isSeen);
    if (seen.length === 0) throw new RowProblem("exists_not_yours", targetOf(kind, keys), keyOf(keys, kind));
    if (policy === "create" && kind === "own") throw taken(keys);
    if (policy === "create") break;
    if (policy === "skip") return { does: "skip", id: seen[0]!.id };
    if (new Set(seen.map(({ id }) => id)).size > 1)
      throw new RowProblem("several_match", targetOf(kind, keys), keyOf(keys, kind));
    return changing(made, seen[0]!, plan, keyOf(keys, kind), targetOf(kind, keys));
  }
  if (ofFile && policy === "create" && keys.some((key) => key.kind === "own" && known.find(keyText(key))))
    throw taken(keys);
  if (ofFile && policy !== "create")
    return policy === "skip"
      ? { does: "skip", id: ofFile }
      : { does: "update", id: ofFile, fills: policy === "fill", isOwn: true };
  if (made.name === "") throw new RowProblem("number_unknown", "number", keyOf(keys, "number"));
  if (made.number !== null && (policy === "fill" || policy === "update"))
    throw new RowProblem("number_unknown", "number", keyOf(keys, "number"));
  return { does: "create" };
}

const isOfFile = ({ kind }: Key, { keys }: Plan): boolean =>
  kind === "own" || (kind !== "number" && keys.includes(kind));

function taken(keys: readonly Key[]): RowProblem {
  const [field = "", value] = keyOf(keys, "own").split("\t");
  return new RowProblem("own_not_unique", field as ImportTarget, value);
}

function joins(keys: readonly Key[], matches: readonly Match[], known: Known): string | undefined {
  for (const key of keys) if (key.kind === "name" && known.find(keyText(key))) return known.find(keyText(key));
  return matches.find((match) => match.kind === "name" && match.isOwn)?.id;
}

function changing(made: ImportedRow, match: Match, plan: Plan, value: string, target: ImportTarget): Decision {
  const fills = plan.policy === "fill";
  if (match.isOwn) return { does: "update", id: match.id, fills, isOwn: true };
  if (!match.mayUpdate) throw new RowProblem("exists_not_yours", target, value);
  const closed = writtenTargets(made, plan).find((target) => match.closed.includes(fieldOf(target) ?? target));
  if (closed) throw new RowProblem("field_not_yours", closed);
  return { does: "update", id: match.id, fills, isOwn: false };
}

/** The columns that say something in this row. */
function writtenTargets(made: ImportedRow, { columns }: Plan) {
  const has = (target: string): boolean => {
    if (target === "name") return made.name !== "";
    if (target === "other_names") return made.otherNames.length > 0;
    if (target === "tags") return made.tags.length > 0;
    if (target.startsWith("contact_")) return made.contacts.length > 0;
    if (["phone", "mail", "wechat"].includes(target)) return made.points.some((point) => point.kind === target);
    if (target === "full_address") return made.facts.province !== null || made.facts.street !== null;
    return target in made.facts && made.facts[target] !== null;
  };
  return columns.map(({ target }) => target).filter((target) => target !== "" && has(target));
}

const keyOf = (keys: readonly Key[], kind: string): string => keys.find((key) => key.kind === kind)?.value ?? "";

const targetOf = (kind: Key["kind"], keys: readonly Key[]): ImportTarget =>
  kind === "own" ? (keys.find((key) => key.kind === "own")!.low as ImportTarget) : kind;
