import { type RawBuilder, sql } from "kysely";
import { allMergeables, allMergedByHand, type Mergeable, type MergedIds } from "../../../platform/attached.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";

export interface KindCount {
  kind: string;
  count: number;
}

interface Move extends MergedIds {
  mergeId: string;
  /** By record, winner included: the client to whom its facts belong. */
  owners: ReadonlyMap<string, string>;
}

/** How many rows would go along, and how many the winner has already. */
export async function countChildren(
  db: Db,
  move: Omit<Move, "mergeId">,
): Promise<{ moves: KindCount[]; stays: KindCount[] }> {
  const moves: KindCount[] = [];
  const stays: KindCount[] = [];
  for (const one of allMergeables()) {
    const { rows } = await sql<{ goes: number; all: number }>`
      select count(*) filter (where m.goes)::int as goes, count(*)::int as all from (${candidates(one, move)}) m`.execute(
      db,
    );
    const { goes, all } = rows[0]!;
    if (goes > 0) moves.push({ kind: one.kind, count: goes });
    if (all > goes) stays.push({ kind: one.kind, count: all - goes });
  }
  for (const one of allMergedByHand()) {
    const counted = await one.count(db, move);
    if (counted.goes > 0) moves.push({ kind: one.kind, count: counted.goes });
    if (counted.stays > 0) stays.push({ kind: one.kind, count: counted.stays });
  }
  return { moves: added(moves), stays: added(stays) };
}

/** Takes along what hangs on the losers, and notes each row. */
export async function moveChildren(tx: Tx, move: Move): Promise<KindCount[]> {
  const moved: KindCount[] = [];
  for (const one of allMergeables()) {
    if (one.client) await stampWinners(tx, one, move);
    const { rows } = "id" in one.row ? await moveRows(tx, one, move) : await linkRows(tx, one, move);
    if (rows[0]!.count > 0) moved.push({ kind: one.kind, count: rows[0]!.count });
  }
  for (const one of allMergedByHand()) {
    const count = await one.move(tx, move.mergeId, move);
    if (count > 0) moved.push({ kind: one.kind, count });
  }
  for (const one of allMergeables()) await one.settle?.(tx, move);
  return added(moved);
}

/** What the winner had is its one client's, when others join. */
async function stampWinners(tx: Tx, one: Mergeable, { mergeId, winner, owners }: Move): Promise<void> {
  const clientId = owners.get(winner);
  if (!clientId || !("id" in one.row)) return;
  await sql`
    with stamped as (
      update ${sql.table(one.table)} x set ${sql.ref(one.client!)} = ${clientId} where ${sql.ref(`x.${one.column}`)} = ${winner}
        and ${sql.ref(`x.${one.client}`)} is null returning x.${sql.ref(one.row.id)} as id)
    insert into customer_merge_child (merge_id, kind, child_id, act, from_id)
    select ${mergeId}, ${kindOf(one)}, id, 'stamped', ${winner} from stamped`.execute(tx);
}

const moveRows = (tx: Tx, one: Mergeable, move: Move) => {
  const id = sql.ref(`x.${(one.row as { id: string }).id}`);
  const client = one.client ? sql`, ${sql.ref(one.client)} = m.client_id` : sql``;
  return sql<{ count: number }>`
    with m as materialized (select * from (${candidates(one, move)}) k where k.goes),
    done as (update ${sql.table(one.table)} x set ${sql.ref(one.column)} = ${move.winner}${client} from m where ${id} = m.id),
    noted as (
      insert into customer_merge_child (merge_id, kind, child_id, act, from_id, client_before)
      select ${move.mergeId}, ${kindOf(one)}, m.id, 'moved', m.from_id, m.client_before from m)
    select count(*)::int as count from m`.execute(tx);
};

const linkRows = (tx: Tx, one: Mergeable, move: Move) => {
  const { link } = one.row as { link: string };
  return sql<{ count: number }>`
    with m as materialized (select * from (${candidates(one, move)}) k where k.goes),
    linked as (
      insert into ${sql.table(one.table)} (${sql.ref(one.column)}, ${sql.ref(link)}) select ${move.winner}, m.id from m
      on conflict do nothing returning ${sql.ref(link)} as id),
    noted as (
      insert into customer_merge_child (merge_id, kind, child_id, act, from_id)
      select ${move.mergeId}, ${kindOf(one)}, m.id, 'linked', m.from_id from m join linked using (id))
    select count(*)::int as count from linked`.execute(tx);
};

/** Rows of the losers: id, from_id, client_id (as it will be), client_before, goes (the winner has none like it). */
function candidates(one: Mergeable, { winner, losers, owners }: Omit<Move, "mergeId">): RawBuilder<unknown> {
  const at = (alias: string, column: string) => sql.ref(`${alias}.${column}`);
  const isLink = "link" in one.row;
  const id = isLink ? at("x", (one.row as { link: string }).link) : at("x", (one.row as { id: string }).id);
  const owner = sql`(select o.client_id from unnest(${[...owners.keys()]}::uuid[], ${[...owners.values()]}::uuid[]) as o (id, client_id)
    where o.id = ${at("x", one.column)})`;
  const client = one.client ? sql`coalesce(${at("x", one.client)}, ${owner})` : sql`null::uuid`;
  const keys = isLink ? [id] : (one.once?.("x", client) ?? []);
  const winnersClient = one.client
    ? sql`coalesce(${at("w", one.client)}, ${owners.get(winner) ?? null}::uuid)`
    : sql`null::uuid`;
  const winnersKeys = isLink ? [at("w", (one.row as { link: string }).link)] : (one.once?.("w", winnersClient) ?? []);
  const isFirst =
    keys.length === 0
      ? sql`true`
      : sql`row_number() over (partition by ${sql.join(keys)} order by array_position(${losers}::uuid[], ${at("x", one.column)}), ${id}) = 1`;
  const isNew =
    keys.length === 0
      ? sql`true`
      : sql`not exists (select 1 from ${sql.table(one.table)} w where ${at("w", one.column)} = ${winner}
          and ${sql.join(
            keys.map((key, n) => sql`${winnersKeys[n]!} is not distinct from ${key}`),
            sql` and `,
          )})`;
  // tags say what a client thinks of somebody: they do not pass to the people of another
  const isShared = one.kind === "tag" ? sql`${owner} is null` : sql`true`;
  const goes = one.goes?.("x", { winner, losers }) ?? sql`true`;
  return sql`select ${id} as id, ${at("x", one.column)} as from_id, ${client} as client_id,
      ${one.client ? at("x", one.client) : sql`null::uuid`} as client_before, (${isFirst} and ${isNew} and ${isShared} and ${goes}) as goes
    from ${sql.table(one.table)} x where ${at("x", one.column)} = any(${losers}::uuid[])`;
}

/** Puts back what is still the winner's. @returns how many of each kind went back */
export async function returnChildren(tx: Tx, mergeId: string, ids: MergedIds): Promise<KindCount[]> {
  const back: KindCount[] = [];
  for (const one of allMergedByHand().toReversed()) {
    const count = await one.back(tx, mergeId, ids);
    if (count > 0) back.push({ kind: one.kind, count });
  }
  for (const one of allMergeables().toReversed()) {
    const steps =
      "link" in one.row
        ? [unlinkRows(one, mergeId, ids)]
        : [returnRows(one, mergeId, ids), ...(one.follows ? [followRows(one, mergeId, ids)] : [])];
    for (const step of steps) {
      const { rows } = await sql<{ count: number }>`${step}`.execute(tx);
      if (rows[0]!.count > 0) back.push({ kind: one.kind, count: rows[0]!.count });
    }
    if (one.client && "id" in one.row) await unstampRows(tx, one, mergeId, ids);
  }
  for (const one of allMergeables()) await one.settle?.(tx, ids);
  return added(back).toReversed();
}

/** `is not distinct from` keeps the index of the customer out: each row is looked up by its id, however many the winner has. */
function returnRows(one: Mergeable, mergeId: string, { winner }: MergedIds): RawBuilder<unknown> {
  const id = sql.ref(`x.${(one.row as { id: string }).id}`);
  const client = one.client ? sql`, ${sql.ref(one.client)} = h.client_before` : sql``;
  return sql`
    with done as (
      update ${sql.table(one.table)} x set ${sql.ref(one.column)} = h.from_id${client} from customer_merge_child h
       where h.merge_id = ${mergeId} and h.kind = ${kindOf(one)} and h.act = 'moved' and ${id} = h.child_id
         and ${sql.ref(`x.${one.column}`)} is not distinct from ${winner} returning 1)
    select count(*)::int as count from done`;
}

/** Rows made since that hang on something which returns. */
function followRows(one: Mergeable, mergeId: string, { winner }: MergedIds): RawBuilder<unknown> {
  const { kind, column } = one.follows!;
  return sql`
    with done as (
      update ${sql.table(one.table)} x set ${sql.ref(one.column)} = h.from_id from customer_merge_child h
       where h.merge_id = ${mergeId} and h.kind = ${kind} and h.act = 'moved' and ${sql.ref(`x.${column}`)} = h.child_id
         and ${sql.ref(`x.${one.column}`)} is not distinct from ${winner} and ${isAlone(one, sql`h.from_id`, sql.ref(`x.${one.client}`))}
       returning 1)
    select count(*)::int as count from done`;
}

/** A row that would be the same as one entered since stays its client's. */
async function unstampRows(tx: Tx, one: Mergeable, mergeId: string, { winner }: MergedIds): Promise<void> {
  await sql`
    update ${sql.table(one.table)} x set ${sql.ref(one.client!)} = null from customer_merge_child h
     where h.merge_id = ${mergeId} and h.kind = ${kindOf(one)} and h.act = 'stamped' and ${sql.ref(`x.${(one.row as { id: string }).id}`)} = h.child_id
       and ${sql.ref(`x.${one.column}`)} is not distinct from ${winner} and ${isAlone(one, sql`${winner}::uuid`, sql`null::uuid`)}`.execute(
    tx,
  );
}

/** Nobody else's row at this customer is the same as x would be with this client. */
function isAlone(one: Mergeable, customerId: RawBuilder<unknown>, clientId: RawBuilder<unknown>): RawBuilder<unknown> {
  const id = (one.row as { id: string }).id;
  const mine = one.once?.("x", clientId) ?? [];
  const theirs = one.once?.("w", sql.ref(`w.${one.client}`)) ?? [];
  if (mine.length === 0) return sql`true`;
  return sql`not exists (select 1 from ${sql.table(one.table)} w where ${sql.ref(`w.${one.column}`)} = ${customerId}
    and ${sql.ref(`w.${id}`)} <> ${sql.ref(`x.${id}`)} and ${sql.join(
      mine.map((key, at) => sql`${key} is not distinct from ${theirs[at]!}`),
      sql` and `,
    )})`;
}

function unlinkRows(one: Mergeable, mergeId: string, { winner }: MergedIds): RawBuilder<unknown> {
  const link = sql.ref(`x.${(one.row as { link: string }).link}`);
  return sql`
    with done as (
      delete from ${sql.table(one.table)} x using customer_merge_child h
       where h.merge_id = ${mergeId} and h.kind = ${kindOf(one)} and h.act = 'linked' and ${link} = h.child_id
         and ${sql.ref(`x.${one.column}`)} = ${winner} returning 1)
    select count(*)::int as count from done`;
}

/** Rows that would go back, and rows that came to the winner since. */
export async function countReturn(
  db: Db,
  mergeId: string,
  winner: string,
  mergedAt: string,
): Promise<{ goesBack: KindCount[]; stays: KindCount[] }> {
  const goesBack: KindCount[] = [];
  const stays: KindCount[] = [];
  for (const one of allMergeables()) {
    const id = sql.ref(`x.${"id" in one.row ? one.row.id : one.row.link}`);
    const follows = one.follows
      ? sql`exists (select 1 from customer_merge_child f where f.merge_id = ${mergeId} and f.kind = ${one.follows.kind} and f.act = 'moved'
          and f.child_id = ${sql.ref(`x.${one.follows.column}`)})`
      : sql`false`;
    const { rows } = await sql<{ back: number; since: number }>`
      select count(*) filter (where h.act in ('moved', 'linked') or h.act is null and ${follows})::int as back,
             count(*) filter (where h.act is null and not ${follows} and ${made(one)} > ${mergedAt}::timestamptz)::int as since
        from ${sql.table(one.table)} x left join lateral (select c.act from customer_merge_child c
            where c.merge_id = ${mergeId} and c.kind = ${kindOf(one)} and c.child_id = ${id} offset 0) h on true
       where ${sql.ref(`x.${one.column}`)} = ${winner}`.execute(db);
    if (rows[0]!.back > 0) goesBack.push({ kind: one.kind, count: rows[0]!.back });
    if (rows[0]!.since > 0) stays.push({ kind: one.kind, count: rows[0]!.since });
  }
  for (const { kind } of allMergedByHand()) {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from customer_merge_child h
      where h.merge_id = ${mergeId} and split_part(h.kind, '.', 1) = ${kind}`.execute(db);
    if (rows[0]!.count > 0) goesBack.push({ kind, count: rows[0]!.count });
  }
  return { goesBack: added(goesBack), stays: added(stays) };
}

/** Ids are UUIDv7: the first 48 bits say when. A link has no time of its own. */
const made = (one: Mergeable): RawBuilder<unknown> =>
  "id" in one.row
    ? sql`to_timestamp(('x' || lpad(substr(replace(${sql.ref(`x.${one.row.id}`)}::text, '-', ''), 1, 12), 16, '0'))::bit(64)::bigint / 1000.0)`
    : sql`null::timestamptz`;

const kindOf = ({ kind, column }: Mergeable): string => (column === "customer_id" ? kind : `${kind}.${column}`);

/** A kind that lies in several columns is counted as one. */
function added(counts: readonly KindCount[]): KindCount[] {
  const sums = new Map<string, number>();
  for (const { kind, count } of counts) sums.set(kind, (sums.get(kind) ?? 0) + count);
  return [...sums].map(([kind, count]) => ({ kind, count }));
}
