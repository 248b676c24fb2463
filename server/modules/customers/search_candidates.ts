import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import { type Actor, fieldsEver } from "../../platform/permission/actor.ts";
import type { Union } from "../../platform/permission/compile.ts";
import { fold } from "../../platform/search/fold.ts";
import { type SearchClass, type SearchPlan, searchQuery, type Term } from "../../platform/search/query.ts";
import { ownOf } from "./permissions.ts";

const besideCap = 3000;
export const candidateCap = 500;

/** What scope tokens a row must carry: one of the branches, and inside the client wall one of my clients. */
export function scopeQuery(actor: Actor, union: Union): string | null {
  const tokens = union.flatMap((branch) => {
    if (branch.kind === "own") return [`o:${actor.userId}`];
    if (branch.kind === "team") return branch.teamIds.map((id) => `t:${id}`);
    if (branch.kind === "client") return branch.clientIds.map((id) => `q:${id}`);
    if (branch.kind === "shared") return [actor.userId, ...actor.shareTeamIds].map((id) => `s:${id}`);
    return [];
  });
  const reach = union.some((branch) => branch.kind === "all") ? [] : [anyOf(tokens)];
  const wall = actor.clientAccess === "listed" ? [anyOf(actor.clientIds.map((id) => `k:${id}`))] : [];
  const parts = [...reach, ...wall];
  return parts.length > 0 ? parts.join(" & ") : null;
}

const anyOf = (tokens: string[]): string =>
  tokens.length === 0 ? "'o:nobody'" : `(${tokens.map((token) => `'${token}'`).join(" | ")})`;
export const within = (query: string, scope: string | null): string =>
  scope === null ? query : `(${query}) & ${scope}`;

/** A class is searched when at least one grant opens every field it reads; rows where it is closed drop out later. */
export function allowedClasses(actor: Actor): (what: SearchClass) => boolean {
  const opened = fieldsEver(actor, "customer", "read");
  const readsOwn = ownOf(actor).some(({ key, isSearched }) => isSearched && opened?.has(key));
  return (what) =>
    opened === null ||
    ((what === "tag" || what === "address") && readsOwn) ||
    fieldsOf(what).every((field) => opened.has(field));
}

export const addressFields = ["province", "city", "district", "street", "address"];

function fieldsOf(what: SearchClass): string[] {
  if (what === "phone" || what === "mail" || what === "wechat") return [what];
  if (what === "address") return addressFields;
  return what === "tag" ? ["tags"] : [];
}

export interface Entry {
  object: "customer" | "contact";
  object_id: string;
  root_id: string;
}

export async function findEntries(db: Db, queries: string[], limits: number[]): Promise<Entry[]> {
  if (queries.length === 0) return [];
  const { rows } = await sql<Entry>`
    select distinct object, object_id, root_id from find_entries(${queries}::text[], ${limits}::int[])`.execute(db);
  return rows;
}

/**
 * The records of an anchor that answer the rest as well: as it stands, by the same sound, with a slip in pinyin, or with
 * one mistyped Latin word.
 */
export async function amongAnchored(
  db: Db,
  plan: SearchPlan,
  anchor: string,
  allowed: (what: SearchClass) => boolean,
): Promise<Entry[]> {
  const readings = [...new Set(steps.flatMap((step) => searchQuery(plan, allowed, step) ?? []))];
  const words = mistypable(plan).map((word) => fold(word.text));
  const { rows } = await sql<Entry>`
    select distinct e.object, e.object_id, e.root_id
      from find_entries(array[${anchor}], array[${besideCap}::int]) f
      join search_entry e on e.object_id = f.object_id and e.client_id is not distinct from f.client_id
     where e.tokens @@ any(${readings}::text[]::tsquery[])
        or exists (select 1 from unnest(${words}::text[]) as typed(word) where word_similarity(word, e.latin) between 0.5 and 0.999)
     limit ${candidateCap}`.execute(db);
  return rows;
}
const steps = ["plain", "homophone", "typo"] as const;

/** Words long enough to be mistyped, the longest three first. */
const mistypable = (plan: SearchPlan): Term[] =>
  plan.terms
    .filter((term) => term.kind === "latin" && /[a-z]{4}/.test(term.text))
    .toSorted((one, other) => other.text.length - one.text.length)
    .slice(0, 3);

/** One Latin word with a slip in it, while everything else that was typed must be there, other words as they stand. */
export async function mistyped(
  db: Db,
  plan: SearchPlan,
  scope: string | null,
  allowed: (what: SearchClass) => boolean,
): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const word of mistypable(plan)) {
    const rest = plan.terms.filter((term) => term !== word).map(asItStands);
    const others = searchQuery({ ...plan, terms: rest }, allowed);
    const rows = others
      ? await amongFound(db, fold(word.text), within(others, scope))
      : (
          await sql<Entry>`select object, object_id, root_id from find_latin_entries(${fold(word.text)}, ${scope}, 40)`.execute(
            db,
          )
        ).rows;
    found.push(...rows);
  }
  return found;
}

const asItStands = (term: Term): Term =>
  term.kind === "latin" && term.exact.length > 0 ? { ...term, alternatives: term.exact } : term;

/** What the other words find is looked through for the mistyped one: few rows, and no wide walk over trigrams. */
async function amongFound(db: Db, word: string, query: string): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select e.object, e.object_id, e.root_id
      from (select distinct object_id from find_entries(array[${query}], array[${besideCap}::int])) f
      join search_entry e on e.object_id = f.object_id
     where e.latin is not null and word_similarity(${word}, e.latin) >= 0.5
     order by word_similarity(${word}, e.latin) desc limit 40`.execute(db);
  return rows;
}
