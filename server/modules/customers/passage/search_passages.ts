import { type RawBuilder, sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { type Branch, branchCondition, unionFor } from "../../../platform/permission/compile.ts";
import { passageQuery } from "../../../platform/search/passage.ts";
import { matchPassage } from "../../../platform/search/passage_match.ts";
import { parseQuery, type SearchPlan } from "../../../platform/search/query.ts";
import { quoteLexeme, type Token } from "../../../platform/search/tokens.ts";
import { customerShape } from "../permissions.ts";
import { type PassageGroup, type PassageKind, passageKind, passageKinds } from "./kinds.ts";
import { passageGroups, type searchPassagesContract } from "./passage.contract.ts";

type Answer = ResponseOf<typeof searchPassagesContract>;
type Hit = Answer["groups"][number]["hits"][number];
interface Candidate {
  object: string;
  object_id: string;
}
interface Asked {
  actor: Actor;
  plan: SearchPlan;
  words: string;
  /** Of somebody who reaches few; null: many or all. */
  customers: readonly string[] | null;
}

/** Up to so many customers they are asked for by name; beyond that the newest passages are, and each is looked at. */
const fewCustomers = 1000;
const candidatesOfFew = 300;
/** Of what may fall away behind a wall or a scope many are taken; where all is seen few times what is wanted. */
const candidatesOfMany = 1000;
const candidatesOfAll = (wanted: number): number => Math.max(60, 4 * wanted);

/**
 * Finds tasks, notes and promises by their text, the newest first. Nothing is told of what the reader may not see: each
 * candidate is read by their rights, and matched in what they read.
 */
export async function searchPassages(
  db: Db,
  actor: Actor,
  { q, group, limit = 5 }: QueryOf<typeof searchPassagesContract>,
): Promise<Answer> {
  const plan = parseQuery(q);
  const words = passageQuery(plan);
  if (words === undefined) return { groups: [] };
  const asked = { actor, plan, words, customers: await fewReached(db, actor) };
  const groups: Answer["groups"] = [];
  for (const one of group ? [group] : passageGroups) {
    const found = await searchGroup(db, asked, one, limit + 1);
    if (found.length > 0) groups.push({ group: one, hits: found.slice(0, limit), more: found.length > limit });
  }
  return { groups };
}

async function searchGroup(db: Db, asked: Asked, group: PassageGroup, wanted: number): Promise<Hit[]> {
  const kinds = passageKinds().filter((kind) => kind.group === group && mayEver(asked.actor, kind.permission));
  const candidates = kinds.length > 0 ? await candidatesOf(db, asked, kinds, wanted) : [];
  const hits: (Hit & { score: number })[] = [];
  const atOnce = Math.max(20, 2 * wanted);
  for (let from = 0; from < candidates.length && hits.length < wanted; from += atOnce)
    hits.push(...(await matching(db, asked, candidates.slice(from, from + atOnce))));
  hits.sort((one, other) => other.score - one.score || (one.at < other.at ? 1 : -1));
  return hits.slice(0, wanted).map(({ score: _, ...hit }) => hit);
}

async function candidatesOf(db: Db, asked: Asked, kinds: readonly PassageKind[], wanted: number): Promise<Candidate[]> {
  const { words, customers, actor } = asked;
  const [own] = kinds.filter((kind) => kind.reach);
  const scope = own ? await own.reach!(db, actor) : null;
  if (scope?.length === 0 || (!own && customers?.length === 0)) return [];
  const objects = kinds.map(({ object }) => object);
  const query = scope ? `(${words}) & ${anyOf(scope)}` : words;
  const { rows } =
    customers && !own
      ? await sql<Candidate>`
          select object, object_id from (
            select p.object, p.object_id, p.at, p.tokens from passage p
             where p.customer_id = any(${customers}::uuid[]) and p.object = any(${objects}::text[]) offset 0) as mine
           where tokens @@ ${query}::tsquery order by at desc limit ${candidatesOfFew}`.execute(db) // offset: by customer first, never by words
      : await sql<Candidate>`
          select object, object_id from find_passages(${query}, ${objects}, ${reachesAll(actor) ? candidatesOfAll(wanted) : candidatesOfMany})`.execute(
          db,
        );
  return rows;
}

const reachesAll = (actor: Actor): boolean =>
  actor.clientAccess === "all" && unionFor(actor, "customer", "read").some(({ kind }) => kind === "all");

const anyOf = (tokens: readonly Token[]): string => `(${tokens.map(quoteLexeme).join(" | ")})`;

async function matching(
  db: Db,
  { actor, plan }: Asked,
  candidates: readonly Candidate[],
): Promise<(Hit & { score: number })[]> {
  const found: (Hit & { score: number })[] = [];
  for (const [object, all] of Map.groupBy(candidates, (one) => one.object)) {
    const kind = passageKind(object);
    const ids = all.map(({ object_id }) => object_id);
    for (const { title, body, ...seen } of (await kind?.see(db, actor, ids)) ?? []) {
      const match = matchPassage(plan, { title, body });
      if (match) found.push({ object: kind!.object, ...seen, ...match });
    }
  }
  return found;
}

/** The customers of somebody who reaches few; more than they may see is no harm, since each passage is asked for. */
async function fewReached(db: Db, actor: Actor): Promise<string[] | null> {
  const branches = unionFor(actor, "customer", "read");
  if (reachesAll(actor)) return null;
  const isAll = branches.some(({ kind }) => kind === "all");
  const wall: Branch = { kind: "client", clientIds: actor.clientIds };
  const reached = new Set<string>();
  for (const branch of isAll ? [wall] : branches) {
    const { rows } = await sql<{ id: string }>`${idsOf(actor, branch)} limit ${fewCustomers + 1}`.execute(db);
    for (const { id } of rows) reached.add(id);
    if (reached.size > fewCustomers) return null;
  }
  return [...reached];
}

/** By the link's own table where there is one: customers are many, and what one person shares is little. */
function idsOf(actor: Actor, branch: Branch): RawBuilder<unknown> {
  const { clientLink, shareLink } = customerShape;
  if (branch.kind === "client")
    return sql`select distinct ${sql.ref(clientLink.key)} as id from ${sql.table(clientLink.table)} where ${sql.ref(clientLink.client)} = any(${branch.clientIds}::uuid[])`;
  if (branch.kind === "shared")
    return sql`select ${sql.ref(shareLink.key)} as id from ${sql.table(shareLink.table)}
      where ${sql.ref(shareLink.user)} = ${actor.userId} or ${sql.ref(shareLink.team)} = any(${actor.shareTeamIds}::uuid[])`;
  return sql`select c.id from customer c where ${branchCondition(actor, customerShape, branch, "c")} and c.bin_id is null`;
}
