import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { insideWall } from "../../../platform/permission/compile.ts";
import { quoteLexeme } from "../../../platform/search/tokens.ts";
import { normalisePhone } from "../../../platform/text/phone.ts";
import { mayReachCustomer, ofMyClients, readGate } from "../access.ts";
import type { findDuplicatesContract } from "../duplicate.contract.ts";
import { customerNumber } from "../number.ts";
import { customerShape } from "../permissions.ts";
import { countLookups } from "../phone_lookup.ts";
import { guardsOfRule, likenesses, loadPoints, loadProfiles } from "./load.ts";
import { soundOf } from "./name.ts";
import { type Likeness, likenessOf } from "./profile.ts";
import { type Reason, score, thresholds } from "./score.ts";

type Draft = BodyOf<typeof findDuplicatesContract>;
type Found = ResponseOf<typeof findDuplicatesContract>;

/** Worth a look while somebody types, even if the rest speaks against it. */
const exactReasons = new Set(["phone_same", "mail_same", "tax_id_same", "wechat_same"]);
const most = { aKey: 20, shown: 6, told: 3, toldAnHour: 30 };

/**
 * Who is there already that this may be, as somebody types. A reader is told of records and reasons that they may see; of
 * others only, for an exact number, mail or tax id inside their wall, that one exists and whom to ask: counted and recorded.
 */
export async function findDuplicates(tx: Tx, actor: Actor, draft: Draft): Promise<Found> {
  const mine = likenessOf({ ...draft, ...pointsOf(draft) });
  await countLookups(tx, actor, mine.phones);
  const ids = await candidates(tx, actor, mine, draft.except_id ?? null);
  if (ids.length === 0) return { matches: [], told: [] };
  const rows = await describe(tx, actor, ids);
  const known = await loadProfiles(tx, sql`c.id = any(${ids}::uuid[])`, ofMyClients(actor, "p.client_id"));
  const theirs = likenesses(known);
  const points = (await loadPoints(tx))[draft.kind];
  const bearers = (phone: string) => [...theirs.values()].filter(({ phones }) => phones.has(phone)).length + 1;
  const matches = rows.flatMap(({ is_seen, opened, ...row }) => {
    const likeness = theirs.get(row.id);
    if (!is_seen || !likeness) return [];
    const told = openTo(score(mine, likeness, points, bearers).reasons, opened);
    const isExact = told.reasons.some(({ rule }) => exactReasons.has(rule));
    if (told.score < thresholds.likely && !isExact) return [];
    return [{ ...row, ...told, is_likely: told.score >= thresholds.likely, is_sure: told.score >= thresholds.sure }];
  });
  matches.sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1));
  const hidden = rows.filter(({ is_seen }) => !is_seen).map((row) => ({ ...row, likeness: theirs.get(row.id) }));
  return { matches: matches.slice(0, most.shown), told: await tell(tx, actor, mine, hidden) };
}

/** The reasons whose fields are open to the reader, and what they come to. */
export function openTo(reasons: readonly Reason[], opened: ReadonlySet<string>): { score: number; reasons: Reason[] } {
  const kept = reasons.filter(({ rule }) => guardsOfRule(rule).every((field) => opened.has(field)));
  return {
    score: Math.max(
      0,
      Math.min(
        100,
        kept.reduce((sum, { points }) => sum + points, 0),
      ),
    ),
    reasons: kept,
  };
}

function pointsOf({ contact_points = [] }: Draft) {
  const of = (kind: string) => contact_points.filter((point) => point.kind === kind).map(({ value }) => value.trim());
  const phones = of("phone").flatMap((typed) => {
    const phone = normalisePhone(typed);
    return "e164" in phone ? [phone.e164] : [];
  });
  return { phones, mails: of("mail"), wechat: of("wechat") };
}

/** Standing customers inside the wall that share a key, by the indexes that are there. */
async function candidates(tx: Tx, actor: Actor, of: Likeness, exceptId: string | null): Promise<string[]> {
  const pointValues = [...of.phones, ...of.mails, ...of.wechat];
  const names = of.kind === "company" ? nameQuery(of) : bornQuery(of);
  const { rows } = await sql<{ id: string }>`
    with found as (
      select f.id from unnest(${pointValues}::text[]) as w (value) cross join lateral (
        select p.customer_id as id from contact_point p where p.normalised = w.value and p.kind <> 'address'
           and ${ofMyClients(actor, "p.client_id")} limit ${most.aKey}) f
      union
      select f.id from (select c.id from customer c where c.tax_id = ${of.taxId || null} and c.bin_id is null limit ${most.aKey}) f
      ${names}
    )
    select c.id from found f join customer c on c.id = f.id
     where c.bin_id is null and c.kind = ${of.kind} and c.id is distinct from ${exceptId} and ${insideWall(actor, customerShape, "c")}
     limit 200`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Companies whose name sounds so without place and legal form. */
function nameQuery(of: Likeness) {
  const lexemes = of.names.flatMap(({ whole, core, placed, sound, words }) => [
    `e:${whole.slice(0, 48)}`,
    ...(sound ? [`y:${sound.replaceAll(" ", "").slice(0, 48)}`] : []),
    ...(placed === core ? [] : [`y:${soundOf(placed, "company").replaceAll(" ", "").slice(0, 48)}`]),
    ...(words ? [`e:${words.replaceAll(" ", "").slice(0, 48)}`] : []),
  ]);
  const query = [...new Set(lexemes)].map(quoteLexeme).join(" | ");
  if (query === "") return sql``;
  return sql`union select f.id from (select e.root_id as id from search_entry e
    where e.object = 'customer' and e.tokens @@ ${query}::tsquery limit 100) f`;
}

/** People of the same name who were born on the same day. */
function bornQuery(of: Likeness) {
  const query = [...new Set(of.names.map(({ whole }) => quoteLexeme(`e:${whole.slice(0, 48)}`)))].join(" | ");
  if (!of.birthOn || query === "") return sql``;
  return sql`union select f.id from (select c.id from search_entry e join customer c on c.id = e.root_id
    where e.object = 'customer' and e.tokens @@ ${query}::tsquery and c.birth_on = ${of.birthOn}::date limit ${most.aKey}) f`;
}

async function describe(tx: Tx, actor: Actor, ids: readonly string[]) {
  const gate = readGate(actor);
  const { rows } = await sql<{
    id: string;
    kind: "company" | "person";
    number: number;
    name: string;
    city: string | null;
    owner: { id: string; name: string } | null;
    is_seen: boolean;
    flags: number;
  }>`select c.id, c.kind, c.number, c.name, c.city, case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as owner,
      ${mayReachCustomer(actor, "read", "c")} as is_seen, ${gate.flags("c")} as flags
    from customer c left join app_user u on u.id = c.owner_id where c.id = any(${ids}::uuid[])`.execute(tx);
  return rows.map(({ flags, number, owner, city, ...row }) => {
    const opened = gate.opened(flags);
    return {
      ...row,
      number: customerNumber(row.kind, number),
      city: opened.has("city") ? city : null,
      owner: row.is_seen && !opened.has("owner") ? null : owner,
      opened,
    };
  });
}

type Hidden = Awaited<ReturnType<typeof describe>>[number] & { likeness: Likeness | undefined };
const exactRules = { tax_id: "taxId", phone: "phones", mail: "mails" } as const;

/** "One exists, ask X": exact keys only, so many an hour, each on record. */
async function tell(tx: Tx, actor: Actor, mine: Likeness, hidden: readonly Hidden[]): Promise<Found["told"]> {
  const told: Found["told"] = [];
  if (hidden.length === 0) return told;
  // calls side by side count one after the other
  await sql`select pg_advisory_xact_lock(hashtextextended(${`duplicate_told ${actor.userId}`}, 0))`.execute(tx);
  for (const { id, owner, likeness } of hidden) {
    if (told.length === most.told) break;
    const rule =
      likeness && (Object.keys(exactRules) as (keyof typeof exactRules)[]).find((one) => isExact(one, mine, likeness));
    if (!rule) continue;
    if (!(await mayTell(tx, actor, id, rule))) return [...told, { by: rule, owner: null, is_limited: true }];
    told.push({ by: rule, owner, is_limited: false });
  }
  return told;
}

function isExact(rule: keyof typeof exactRules, mine: Likeness, theirs: Likeness): boolean {
  if (rule === "tax_id") return mine.taxId !== "" && mine.taxId === theirs.taxId;
  const [one, other] = rule === "phone" ? [mine.phones, theirs.phones] : [mine.mails, theirs.mails];
  return [...one].some((value) => other.has(value));
}

async function mayTell(tx: Tx, actor: Actor, customerId: string, rule: string): Promise<boolean> {
  const { rows } = await sql<{ count: number; known: boolean }>`
    select count(*)::int as count, coalesce(bool_or(customer_id = ${customerId} and rule = ${rule}), false) as known
      from duplicate_told where user_id = ${actor.userId} and told_at > now() - interval '1 hour'`.execute(tx);
  const { count, known } = rows[0]!;
  if (known) return true;
  if (count >= most.toldAnHour) return false;
  await sql`insert into duplicate_told (user_id, customer_id, rule) values (${actor.userId}, ${customerId}, ${rule})
    on conflict (user_id, customer_id, rule) do update set told_at = now()`.execute(tx);
  await record(tx, actor, "duplicate.told", { object: "customer", objectId: customerId, payload: { rule } });
  return true;
}
