import { sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { unionFor } from "../../platform/permission/compile.ts";
import { type Candidate, type Explanation, explainMatch, type Reason } from "../../platform/search/match.ts";
import {
  anchorQuery,
  parseQuery,
  probeQueries,
  type SearchClass,
  type SearchPlan,
  searchQuery,
} from "../../platform/search/query.ts";
import { longestText } from "../../platform/search/tokens.ts";
import { mayReachCustomer, ofMyClients, readGate } from "./access.ts";
import { noteSensitiveExit } from "./consent/sensitive_exit.ts";
import { customerNumber } from "./number.ts";
import { isSensitive, ownOf } from "./permissions.ts";
import type { searchContract } from "./search.contract.ts";
import {
  addressFields,
  allowedClasses,
  amongAnchored,
  candidateCap,
  type Entry,
  findEntries,
  mistyped,
  scopeQuery,
  within,
} from "./search_candidates.ts";
import { type Piece, phonePieces, typedWhole } from "./search_phone.ts";

type Answer = ResponseOf<typeof searchContract>;
type Hit = Answer["hits"][number];

const probeCap = 60;
const enough = 5;

/**
 * Finds customers and contacts as somebody types. Rights stand in the index beside the words, ANDed before any cap, and
 * every candidate is checked again in SQL; what matched is explained from fields that this reader may see in this row.
 */
export async function search(db: Db, actor: Actor, { q, limit = 20 }: QueryOf<typeof searchContract>): Promise<Answer> {
  const parsed = parseQuery(q);
  const union = unionFor(actor, "customer", "read");
  if (parsed.terms.length === 0 || union.length === 0) return { hits: [], more: false };
  const plan: Asked = { ...parsed, whole: await typedWhole(db, actor, parsed) };
  const scope = scopeQuery(actor, union);
  const allowed = allowedClasses(actor);
  const plain = searchQuery(plan, allowed);
  const probes = probeQueries(plan, allowed);
  const narrow = probes.map((query) => within(query, scope));
  let found = await explained(
    db,
    actor,
    plan,
    await findEntries(
      db,
      narrow,
      narrow.map(() => probeCap),
    ),
  );
  const anchor = anchorQuery(plan, allowed);
  if (anchor && found.length <= limit)
    found = await joined(db, actor, plan, found, await amongAnchored(db, plan, within(anchor, scope), allowed));
  if (!anchor || (found.length < enough && !found.some(isLoose))) {
    if (found.length <= limit && plain)
      found = await joined(db, actor, plan, found, await findEntries(db, [within(plain, scope)], [candidateCap]));
    if (found.length < (anchor ? 1 : enough))
      found = await joined(db, actor, plan, found, await looser(db, plan, scope, allowed));
  }
  found.sort((one, other) => other.explanation.score - one.explanation.score || (one.row.id < other.row.id ? -1 : 1));
  const shown = found.slice(0, limit);
  await noteSensitiveExit(db, actor, { how: "search", ...toldByMatches(actor, shown) });
  return { hits: shown.map(present), more: found.length > limit };
}

/** A match says the value that matched: a whole number, or a text of an own field. */
function toldByMatches(actor: Actor, found: readonly Found[]): { fields: string[]; rows: number } {
  const texts = ownOf(actor).flatMap(({ key, isSearched }) => (isSearched && isSensitive(actor, key) ? [key] : []));
  const each = found.map(({ explanation, isWhole }) => {
    const { class: what } = explanation.reasons[0]!;
    return what === "phone" && isWhole ? ["phone"] : what === "text" ? texts : [];
  });
  return { fields: each.flat(), rows: each.filter((fields) => fields.length > 0).length };
}

/** With a slip in a word the anchor's records are the answer: nothing has the word as it stands. */
const isLoose = ({ explanation }: Found): boolean =>
  explanation.reasons.some((reason) => reason.class === "typo" || reason.class === "homophone");

/** What was typed, with the numbers in it that a reader of masked ones may be answered by. */
interface Asked extends SearchPlan {
  whole: ReadonlySet<string>;
}

interface Found {
  row: LoadedEntry;
  /** Numbers of this row are shown as they are. */
  isWhole: boolean;
  explanation: Explanation;
}

/** What was found before, and of the entries those that are new and answer the plan. */
async function joined(db: Db, actor: Actor, plan: Asked, found: Found[], entries: Entry[]): Promise<Found[]> {
  const known = new Set(found.map(({ row }) => row.id));
  const fresh = new Map(
    entries.filter((entry) => !known.has(entry.object_id)).map((entry) => [entry.object_id, entry]),
  );
  return [...found, ...(await explained(db, actor, plan, [...fresh.values()]))];
}

/** Same sound, one slip in pinyin, one typo in a Latin word: only when the plain search found little. */
async function looser(
  db: Db,
  plan: SearchPlan,
  scope: string | null,
  allowed: (what: SearchClass) => boolean,
): Promise<Entry[]> {
  const queries = [searchQuery(plan, allowed, "homophone"), searchQuery(plan, allowed, "typo")]
    .filter((query) => query !== undefined)
    .map((query) => within(query, scope));
  const entries = await findEntries(
    db,
    queries,
    queries.map(() => 100),
  );
  return [...entries, ...(await mistyped(db, plan, scope, allowed))];
}

interface LoadedEntry {
  object: "customer" | "contact";
  id: string;
  customer_id: string;
  number: number;
  kind: "company" | "person";
  name: string;
  other_names: string[];
  customer_name: string;
  title: string | null;
  place: string | null;
  address: string | null;
  owner: string | null;
  updated_at: string;
  flags: number;
  points: { kind: string; normalised: string; value: string }[];
  tags: string[];
  own: (string | null)[];
}

async function explained(db: Db, actor: Actor, plan: Asked, entries: Entry[]): Promise<Found[]> {
  if (entries.length === 0) return [];
  const gate = readGate(actor);
  const own = ownOf(actor).filter(({ isSearched }) => isSearched);
  const { rows } = await sql<LoadedEntry>`
    select f.object, f.object_id as id, c.id as customer_id, c.number, c.kind, coalesce(p.name, c.name) as name,
      case when p.id is null then c.other_names else '{}' end as other_names, c.name as customer_name, p.title,
      concat(c.province, ' ', c.city) as place, concat(c.province, c.city, c.district, c.street) as address,
      u.name as owner, c.updated_at, ${gate.flags("c")} as flags,
      (select coalesce(json_agg(json_build_object('kind', x.kind, 'normalised', x.normalised, 'value', x.value)), '[]')
         from contact_point x where x.customer_id = c.id and x.contact_id is not distinct from p.id and ${ofMyClients(actor, "x.client_id")}) as points,
      case when p.id is null then array(select t.name from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id) else '{}' end as tags,
      array[${own.length === 0 ? sql`` : sql.join(own.map(({ key }) => sql`case when p.id is null then left(${sql.ref(`c.${key}`)}::text, ${longestText}) end`))}]::text[] as own
    from unnest(${entries.map((entry) => entry.object)}::text[], ${entries.map((entry) => entry.object_id)}::uuid[],
                ${entries.map((entry) => entry.root_id)}::uuid[]) as f(object, object_id, root_id)
    join customer c on c.id = f.root_id
    left join contact p on p.id = f.object_id and f.object = 'contact'
    left join app_user u on u.id = c.owner_id
    where ${mayReachCustomer(actor, "read", "c")}
      and (f.object = 'customer' or (p.id is not null and ${ofMyClients(actor, "p.client_id")}))`.execute(db);
  return rows.flatMap((row) => {
    const readable = gate.opened(row.flags);
    if (row.object === "contact" && !readable.has("contacts")) return [];
    const explanation = explainMatch(
      plan,
      candidate(
        row,
        readable,
        plan.whole,
        own.filter(({ key }) => readable.has(key)).map((field) => row.own[own.indexOf(field)]),
      ),
    );
    return explanation
      ? [{ row: { ...row, ...shownDetail(row, readable) }, isWhole: readable.has("phone_whole"), explanation }]
      : [];
  });
}

/** The record as this reader may see it: a match can only come from here. */
function candidate(
  row: LoadedEntry,
  readable: ReadonlySet<string>,
  whole: ReadonlySet<string>,
  own: readonly (string | null | undefined)[],
): Candidate {
  const values = (kind: string, column: "normalised" | "value") =>
    readable.has(kind) ? row.points.filter((point) => point.kind === kind).map((point) => point[column]) : [];
  const readsAddress = addressFields.every((field) => readable.has(field));
  const isCustomer = row.object === "customer";
  return {
    kind: isCustomer ? row.kind : "person",
    name: row.name,
    otherNames: row.other_names,
    phones: values("phone", "normalised").filter((phone) => readable.has("phone_whole") || whole.has(phone)),
    mails: values("mail", "normalised"),
    wechat: values("wechat", "value"),
    addresses: readsAddress ? [...(isCustomer && row.address ? [row.address] : []), ...values("address", "value")] : [],
    tags: readable.has("tags") ? row.tags : [],
    texts: own.filter((value) => value !== null && value !== undefined),
    ...(isCustomer ? { number: customerNumber(row.kind, row.number) } : {}),
  };
}

function shownDetail(row: LoadedEntry, readable: ReadonlySet<string>): Pick<LoadedEntry, "place" | "owner"> {
  return {
    place: readable.has("province") && readable.has("city") ? row.place?.trim() || null : null,
    owner: readable.has("owner") ? row.owner : null,
  };
}

function present({ row, isWhole, explanation }: Found): Hit {
  const reason = explanation.reasons[0]!;
  const detail = [row.object === "contact" ? row.title : row.place, row.owner].filter(Boolean).join(" · ");
  return {
    object: row.object,
    id: row.id,
    customer_id: row.customer_id,
    number: customerNumber(row.kind, row.number),
    kind: row.object === "contact" ? "person" : row.kind,
    name: pieces(row.name, explanation.nameMarks),
    customer_name: row.object === "contact" ? row.customer_name : null,
    detail: detail || null,
    why: reason.class,
    matched: matchedPieces(reason, isWhole),
  };
}

function matchedPieces(reason: Reason, isWhole: boolean): Piece[] {
  if (reason.label) return reason.label.map(({ text, marked }) => ({ text, hit: marked }));
  if (reason.class === "phone") return phonePieces(reason, isWhole);
  return pieces(reason.value, reason.ranges);
}

function pieces(text: string, ranges: readonly [number, number][]): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start > at) out.push({ text: text.slice(at, start), hit: false });
    if (end > start) out.push({ text: text.slice(start, end), hit: true });
    at = Math.max(at, end);
  }
  if (at < text.length) out.push({ text: text.slice(at), hit: false });
  return out;
}
