import { type RawBuilder, sql } from "kysely";
import { allMergeables, allMergedByHand, type Mergeable, type MergedOwned } from "../../../platform/attached.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";

export interface KindCount {
  kind: string;
  count: number;
}

interface Move extends MergedOwned {
  mergeId: string;
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
    if (one.client) {
      await dropTwins(tx, one, move);
      await stampWinners(tx, one, move);
    }
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

/** What the winner has as its one client's and once more for all would stand there twice: the client's says it. */
async function dropTwins(tx: Tx, one: Mergeable, { winner, owners }: Move): Promise<void> {
  const clientId = owners.get(winner);
  if (!clientId || !one.once) return;
  await sql`delete from ${sql.table(one.table)} x where ${sql.ref(`x.${one.column}`)} = ${winner}
    and ${sql.ref(`x.${one.client}`)} is null and not ${isAlone(one, sql`${winner}::uuid`, sql`${clientId}::uuid`)}`.execute(
    tx,
  );
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

/** Nobody else's row at this customer is the same as x would be with this client. */
export function isAlone(
  one: Mergeable,
  customerId: RawBuilder<unknown>,
  clientId: RawBuilder<unknown>,
): RawBuilder<unknown> {
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

export const kindOf = ({ kind, column }: Mergeable): string => (column === "customer_id" ? kind : `${kind}.${column}`);

/** A kind that lies in several columns is counted as one. */
export function added(counts: readonly KindCount[]): KindCount[] {
  const sums = new Map<string, number>();
  for (const { kind, count } of counts) sums.set(kind, (sums.get(kind) ?? 0) + count);
  return [...sums].map(([kind, count]) => ({ kind, count }));
}
