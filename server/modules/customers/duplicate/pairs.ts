import { sql } from "kysely";
import type { BodyOf, QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound, Problem } from "../../../platform/problem.ts";
import { accessCustomer, mayReachCustomer, ofMyClients, readGate } from "../access.ts";
import { noteSensitiveExit, toldBy } from "../consent/sensitive_exit.ts";
import { isUuid, readCursor, writeCursor } from "../cursor.ts";
import type {
  decideDuplicatesContract,
  listDuplicatesContract,
  readDuplicatesContract,
} from "../duplicate.contract.ts";
import { shownPhone } from "../masked.ts";
import { customerNumber } from "../number.ts";
import { openTo } from "./find.ts";
import { type Reason, thresholds } from "./score.ts";
import { isSweepAsked } from "./sweep.ts";

type Page = ResponseOf<typeof listDuplicatesContract>;
type Group = NonNullable<ResponseOf<typeof readDuplicatesContract>["group"]>;
interface PairRow {
  one_id: string;
  other_id: string;
  score: number;
  rules: string[];
}

const most = { looked: 400, records: 50 };

/**
 * Groups that the reader may see, the surest pair first. A group is what hangs together by open pairs; it stands where its
 * first pair stands, so that no group comes twice.
 */
export async function listDuplicates(
  db: Db,
  actor: Actor,
  query: QueryOf<typeof listDuplicatesContract>,
): Promise<Page> {
  const limit = query.limit ?? 20;
  const groups: Group[] = [];
  const shown = new Set<string>();
  let cursor = query.after === undefined ? null : cursorOf(query.after);
  let next: string | null = null;
  for (let looked = 0; groups.length < limit; ) {
    const pairs = await openPairs(db, actor, query, cursor);
    for (const pair of pairs) {
      if (groups.length === limit) break;
      cursor = pair;
      looked++;
      if (shown.has(pair.one_id) || shown.has(pair.other_id)) continue;
      const cluster = await clusterOf(db, actor, pair.one_id, query.put_off ?? false);
      for (const one of cluster) for (const id of [one.one_id, one.other_id]) shown.add(id);
      if (!isFirst(pair, cluster)) continue;
      const group = await groupOf(db, actor, cluster);
      if (group) groups.push(group);
    }
    next =
      pairs.length === 100 || groups.length === limit
        ? cursor && writeCursor([String(cursor.score), cursor.one_id, cursor.other_id])
        : null;
    if (pairs.length < 100 || looked >= most.looked) break;
  }
  const records = groups.flatMap((group) => group.records);
  await noteSensitiveExit(db, actor, { how: "duplicates", ...toldBy(actor, records) });
  return { groups, next, sweep: await lastSweep(db), is_sweep_asked: await isSweepAsked(db) };
}

/** The group of one record. @throws customer.not_found */
export async function readDuplicates(db: Db, actor: Actor, customerId: string): Promise<{ group: Group | null }> {
  await accessCustomer(db, actor, customerId);
  const cluster = await clusterOf(db, actor, customerId, false);
  return { group: cluster.length > 0 ? await groupOf(db, actor, cluster) : null };
}

/** @throws customer.not_found when one of them is not to be seen */
export async function decideDuplicates(
  tx: Tx,
  actor: Actor,
  { ids: given, verdict }: BodyOf<typeof decideDuplicatesContract>,
): Promise<{ done: boolean }> {
  const ids = [...new Set(given.map((id) => id.toLowerCase()))];
  const { rows } = await sql<{
    id: string;
  }>`select c.id from customer c where c.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")}`.execute(
    tx,
  );
  if (rows.length < ids.length) throw notFound("customer.not_found");
  const sorted = [...ids].sort();
  const pairs = sorted.flatMap((one, at) => sorted.slice(at + 1).map((other) => ({ one, other })));
  const [ones, others] = [pairs.map(({ one }) => one), pairs.map(({ other }) => other)];
  if (verdict === null)
    await sql`delete from duplicate_verdict v using unnest(${ones}::uuid[], ${others}::uuid[]) as p (one, other)
      where v.one_id = p.one and v.other_id = p.other`.execute(tx);
  else
    await sql`
      insert into duplicate_verdict (one_id, other_id, verdict, until, decided_by)
      select p.one, p.other, ${verdict}, ${verdict === "later" ? sql`now() + interval '30 days'` : null}, ${actor.userId}
        from unnest(${ones}::uuid[], ${others}::uuid[]) as p (one, other)
      on conflict (one_id, other_id) do update set verdict = excluded.verdict, until = excluded.until, decided_by = excluded.decided_by, decided_at = now()`.execute(
      tx,
    );
  await record(tx, actor, "duplicate.decided", {
    object: "duplicate",
    objectId: null,
    payload: { verdict, count: ids.length },
  });
  return { done: true };
}

function cursorOf(after: string): PairRow {
  const [score = "", one_id = "", other_id = ""] = readCursor(after, 3);
  if (!/^\d{1,3}$/.test(score) || !isUuid(one_id) || !isUuid(other_id)) throw new Problem(400, "list.bad_cursor");
  return { score: Number(score), one_id, other_id, rules: [] };
}

/** Nobody said that they differ; or, of those put off, somebody said "later". */
const isOpen = (putOff: boolean) => sql`${putOff ? sql`` : sql`not`} exists (select 1 from duplicate_verdict v
  where v.one_id = d.one_id and v.other_id = d.other_id and ${putOff ? sql`v.verdict = 'later' and v.until > now()` : sql`(v.verdict = 'not_same' or v.until > now())`})`;

const isSeen = (
  actor: Actor,
) => sql`exists (select 1 from customer c where c.id = d.one_id and ${mayReachCustomer(actor, "read", "c")})
  and exists (select 1 from customer c where c.id = d.other_id and ${mayReachCustomer(actor, "read", "c")})`;

async function openPairs(
  db: Db,
  actor: Actor,
  { kind, put_off = false }: QueryOf<typeof listDuplicatesContract>,
  after: PairRow | null,
): Promise<PairRow[]> {
  const behind = after
    ? sql`and (d.score < ${after.score} or (d.score = ${after.score} and (d.one_id, d.other_id) > (${after.one_id}::uuid, ${after.other_id}::uuid)))`
    : sql``;
  const ofKind = kind ? sql`and exists (select 1 from customer k where k.id = d.one_id and k.kind = ${kind})` : sql``;
  const { rows } = await sql<PairRow>`
    select d.one_id, d.other_id, d.score, d.rules from duplicate_pair d
     where d.score >= ${thresholds.likely} and ${isOpen(put_off)} and ${isSeen(actor)} ${ofKind} ${behind}
     order by d.score desc, d.one_id, d.other_id limit 100`.execute(db);
  return rows;
}

/** Open pairs that hang together with this record, as far as the reader sees, fifty records at most. */
async function clusterOf(db: Db, actor: Actor, id: string, putOff: boolean): Promise<PairRow[]> {
  const pairs = new Map<string, PairRow>();
  const ids = new Set([id]);
  for (let edge = [id]; edge.length > 0 && ids.size < most.records; ) {
    const { rows } = await sql<PairRow>`
      select d.one_id, d.other_id, d.score, d.rules from duplicate_pair d
       where (d.one_id = any(${edge}::uuid[]) or d.other_id = any(${edge}::uuid[])) and d.score >= ${thresholds.likely}
         and ${isOpen(putOff)} and ${isSeen(actor)} order by d.score desc, d.one_id, d.other_id limit 500`.execute(db);
    edge = [];
    for (const row of rows) {
      for (const one of [row.one_id, row.other_id])
        if (!ids.has(one) && ids.size < most.records) {
          ids.add(one);
          edge.push(one);
        }
      if (ids.has(row.one_id) && ids.has(row.other_id)) pairs.set(`${row.one_id} ${row.other_id}`, row);
    }
  }
  return [...pairs.values()];
}

const comes = (one: PairRow, other: PairRow): number =>
  other.score - one.score || (`${one.one_id}${one.other_id}` < `${other.one_id}${other.other_id}` ? -1 : 1);
const isFirst = (pair: PairRow, cluster: readonly PairRow[]): boolean =>
  cluster.every(
    (one) => one === pair || (one.one_id === pair.one_id && one.other_id === pair.other_id) || comes(pair, one) < 0,
  );

/** The group as this reader may know it: reasons by closed fields are left out, and pairs that say too little then. */
async function groupOf(db: Db, actor: Actor, cluster: readonly PairRow[]): Promise<Group | null> {
  const ids = [...new Set(cluster.flatMap((pair) => [pair.one_id, pair.other_id]))];
  const gate = readGate(actor);
  type Row = Omit<Group["records"][number], "number"> & { number: number; flags: number };
  const { rows } = await sql<Row>`
    select c.id, c.kind, c.number, c.name, c.city, c.created_at, ${gate.flags("c")} as flags, ${mayReachCustomer(actor, "merge", "c")} as may_merge,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as owner,
      (select p.normalised from contact_point p where p.customer_id = c.id and p.kind = 'phone' and ${ofMyClients(actor, "p.client_id")}
        order by p.is_primary desc, p.created_at limit 1) as phone,
      (select count(*) from (select 1 from interaction i where i.customer_id = c.id and ${ofMyClients(actor, "i.client_id")} limit 1000) x)::int as interaction_count
    from customer c left join app_user u on u.id = c.owner_id where c.id = any(${ids}::uuid[]) order by c.created_at, c.id`.execute(
    db,
  );
  const opened = new Map(rows.map((row) => [row.id, gate.opened(row.flags)]));
  const pairs = cluster
    .map(({ one_id, other_id, rules }) => {
      const both = new Set([...opened.get(one_id)!].filter((field) => opened.get(other_id)!.has(field)));
      return { one_id, other_id, ...openTo(rules.map(readReason), both) };
    })
    .filter(({ score }) => score >= thresholds.likely)
    .sort((one, other) => other.score - one.score);
  if (pairs.length === 0) return null;
  const kept = new Set(pairs.flatMap((pair) => [pair.one_id, pair.other_id]));
  const records = rows
    .filter(({ id }) => kept.has(id))
    .map(({ flags: _flags, number, ...row }) => {
      const open = opened.get(row.id)!;
      return {
        ...row,
        number: customerNumber(row.kind, number),
        city: open.has("city") ? row.city : null,
        phone: open.has("phone") && row.phone ? shownPhone(row.phone, open) : null,
        owner: open.has("owner") ? row.owner : null,
      };
    });
  return { records, pairs, score: pairs[0]!.score };
}

function readReason(text: string): Reason {
  const [rule = "", points = "0"] = text.split(":");
  return { rule: rule as Reason["rule"], points: Number(points) };
}

async function lastSweep(db: Db): Promise<Page["sweep"]> {
  const { rows } = await sql<NonNullable<Page["sweep"]>>`
    select state, started_at, ended_at, customer_count, pair_count from duplicate_sweep order by started_at desc limit 1`.execute(
    db,
  );
  return rows[0] ?? null;
}
