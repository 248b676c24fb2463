import { sql } from "kysely";
import type { Db, Tx } from "../../platform/database/types.ts";
import { latinText, longestText, type Token, tokensOf, toTsvectorText } from "../../platform/search/tokens.ts";
import { customerNumber } from "./number.ts";

interface SearchPoint {
  contact_id: string | null;
  client_id: string | null;
  kind: string;
  normalised: string;
  value: string;
}

/** What the search entries of one customer are made of. */
export interface SearchSource {
  id: string;
  number: number;
  kind: "company" | "person";
  name: string;
  other_names: string[];
  owner_id: string | null;
  team_id: string | null;
  address: string;
  clients: string[];
  share_users: string[];
  share_teams: string[];
  tags: string[];
  /** Values of own fields that are searched. */
  own: string[];
  contacts: { id: string; client_id: string | null; name: string }[];
  points: SearchPoint[];
}

export interface SearchEntry {
  object: "customer" | "contact";
  object_id: string;
  root_id: string;
  client_id: string | null;
  tokens: string;
  latin: string | null;
}

/** Makes a customer and its contacts found by their values as they are in this transaction. */
export const refreshSearch = (tx: Tx, customerId: string): Promise<void> => refreshSearchOf(tx, [customerId]);

/** The same for many at once; those in the bin are found no more. */
export async function refreshSearchOf(tx: Tx, customerIds: readonly string[]): Promise<void> {
  const entries = (await loadSources(tx, customerIds)).flatMap(entriesOf);
  await sql`delete from search_entry where root_id = any(${customerIds}::uuid[])`.execute(tx);
  if (entries.length === 0) return;
  await sql`insert into search_entry (object, object_id, root_id, client_id, tokens, latin)
    select * from unnest(${entries.map((entry) => entry.object)}::text[], ${entries.map((entry) => entry.object_id)}::uuid[],
      ${entries.map((entry) => entry.root_id)}::uuid[], ${entries.map((entry) => entry.client_id)}::uuid[],
      ${entries.map((entry) => entry.tokens)}::tsvector[], ${entries.map((entry) => entry.latin)}::text[])`.execute(tx);
}

/**
 * One entry for the customer and one for each contact. Facts that belong to one client stand in an entry of that
 * client beside the shared facts, so that people of another client cannot find the customer by them.
 */
export function entriesOf(source: SearchSource): SearchEntry[] {
  const scope = scopeTokens(source);
  const own = source.points.filter((point) => point.contact_id === null);
  const entries = variants(source, { object: "customer", id: source.id, clientId: null }, own, scope, {
    kind: source.kind,
    name: source.name,
    otherNames: source.other_names,
    number: customerNumber(source.kind, source.number),
    tags: source.tags,
    texts: source.own,
    addresses: source.address ? [source.address] : [],
  });
  for (const contact of source.contacts) {
    const points = source.points.filter((point) => point.contact_id === contact.id);
    const about = { object: "contact" as const, id: contact.id, clientId: contact.client_id };
    entries.push(...variants(source, about, points, scope, { kind: "person", name: contact.name, addresses: [] }));
  }
  return entries;
}

type About = { object: "customer" | "contact"; id: string; clientId: string | null };
type Named = {
  kind: "company" | "person";
  name: string;
  otherNames?: string[];
  number?: string;
  tags?: string[];
  texts?: string[];
  addresses: string[];
};

function variants(
  source: SearchSource,
  about: About,
  points: SearchPoint[],
  scope: Token[],
  named: Named,
): SearchEntry[] {
  const clientsOfFacts = new Set(points.map((point) => point.client_id).filter((id) => id !== null));
  const shared = about.clientId === null ? [null] : [about.clientId];
  const wanted = new Set<string | null>([
    ...shared,
    ...[...clientsOfFacts].filter((id) => about.clientId === null || id === about.clientId),
  ]);
  return [...wanted].map((clientId) => {
    const visible = points.filter((point) => point.client_id === null || point.client_id === clientId);
    const wall = (clientId === null ? source.clients : [clientId]).map((id) => `k:${id}`);
    const tokens = tokensOf({
      ...named,
      phones: valuesOf(visible, "phone", "normalised"),
      mails: valuesOf(visible, "mail", "normalised"),
      wechat: valuesOf(visible, "wechat", "value"),
      addresses: [...named.addresses, ...valuesOf(visible, "address", "value")],
    });
    return {
      object: about.object,
      object_id: about.id,
      root_id: source.id,
      client_id: clientId,
      tokens: toTsvectorText([...tokens, ...scope, ...wall]),
      latin: latinText(named) || null,
    };
  });
}

const valuesOf = (points: SearchPoint[], kind: string, column: "normalised" | "value"): string[] =>
  points.filter((point) => point.kind === kind).map((point) => point[column]);

/** What a grant reaches the row by; the wall (`k:`) stands apart, since it narrows whatever a grant reaches. */
function scopeTokens(source: SearchSource): Token[] {
  return [
    ...(source.owner_id ? [`o:${source.owner_id}`] : []),
    ...(source.team_id ? [`t:${source.team_id}`] : []),
    ...source.share_users.map((id) => `s:${id}`),
    ...source.share_teams.map((id) => `s:${id}`),
    ...source.clients.map((id) => `q:${id}`),
  ];
}

export async function loadSources(db: Db, customerIds: readonly string[]): Promise<SearchSource[]> {
  const searched = await db
    .selectFrom("own_field")
    .select("key")
    .where("is_searched", "=", true)
    .where("state", "=", "ready")
    .execute();
  const { rows } = await sql<SearchSource>`
    select c.id, c.number, c.kind, c.name, c.other_names, c.owner_id, c.team_id,
      concat(c.province, c.city, c.district, c.street) as address,
      array(select client_id from customer_client where customer_id = c.id) as clients,
      array(select user_id from customer_share where customer_id = c.id and user_id is not null) as share_users,
      array(select team_id from customer_share where customer_id = c.id and team_id is not null) as share_teams,
      array(select t.name from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id) as tags,
      ${ownTexts(searched.map(({ key }) => key))} as own,
      (select coalesce(json_agg(json_build_object('id', p.id, 'client_id', p.client_id, 'name', p.name)), '[]')
         from contact p where p.customer_id = c.id) as contacts,
      (select coalesce(json_agg(json_build_object('contact_id', p.contact_id, 'client_id', p.client_id, 'kind', p.kind,
                'normalised', p.normalised, 'value', p.value)), '[]')
         from contact_point p where p.customer_id = c.id) as points
    from customer c where c.id = any(${customerIds}::uuid[]) and c.bin_id is null`.execute(db);
  return rows;
}

/** What stands in own fields of a customer c, as texts. */
export const ownTexts = (keys: readonly string[]) =>
  keys.length === 0
    ? sql<string[]>`'{}'::text[]`
    : sql<
        string[]
      >`array_remove(array[${sql.join(keys.map((key) => sql`left(${sql.ref(`c.${key}`)}::text, ${longestText})`))}], null)`;
