import { type RawBuilder, sql } from "kysely";
import type { BodyOf, QueryOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { type EventActor, record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";
import { addJob } from "../../platform/job/add.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { notFound, Problem } from "../../platform/problem.ts";
import { actorOfUser } from "../people/index.ts";
import { accessCustomer, mayReachCustomer, withBin } from "./access.ts";
import {
  binDays,
  type listBinContract,
  type removeCustomerContract,
  type restoreCustomersContract,
} from "./bin.contract.ts";
import { isTime, isUuid, readCursor, writeCursor } from "./cursor.ts";
import { dropMerged } from "./duplicate/merged.ts";
import { deleteForGood } from "./erasure.ts";
import { customerNumber } from "./number.ts";
import { isFree, naming, notUnique, takenFields } from "./own/unique.ts";
import { unprotected } from "./protection/shut.ts";
import { refreshSearchOf } from "./search_entry.ts";

type Removal = ResponseOf<typeof removeCustomerContract>;
type BinPage = ResponseOf<typeof listBinContract>;

const batch = 500;
const dayMs = 86_400_000;

/** Puts one customer in the bin. @throws customer.not_found; permission.missing */
export async function removeCustomer(tx: Tx, actor: Actor, customerId: string): Promise<Removal> {
  await accessCustomer(tx, actor, customerId, "remove");
  return await binned(tx, actor, [customerId], []);
}

/** Puts those that the actor may remove in the bin, as one batch. */
export async function removeCustomers(tx: Tx, actor: Actor, ids: readonly string[]): Promise<Removal> {
  const { rows } = await sql<{ id: string; may: boolean; is_free: boolean }>`
    select c.id, ${mayReachCustomer(actor, "remove", "c")} as may, ${unprotected(actor, "c")} as is_free from customer c
     where c.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")} order by c.id for update of c`.execute(
    tx,
  );
  const seen = new Map(
    rows.map(({ id, may, is_free }) => [
      id,
      may ? null : is_free ? ("no_permission" as const) : ("protected" as const),
    ]),
  );
  const refused = [...new Set(ids)]
    .filter((id) => seen.get(id) !== null)
    .map((id) => ({ id, reason: seen.get(id) ?? ("not_found" as const) }));
  return await binned(
    tx,
    actor,
    rows.flatMap(({ id, may }) => (may ? [id] : [])),
    refused,
  );
}

async function binned(tx: Tx, actor: Actor, ids: readonly string[], refused: Removal["refused"]): Promise<Removal> {
  if (ids.length === 0) return { bin_id: null, removed_count: 0, refused };
  const binId = await openBin(tx, actor, { reason: "removed" });
  await putInBin(tx, actor, binId, ids);
  return { bin_id: binId, removed_count: ids.length, refused };
}

/** A batch that customers are put into; it empties itself when its days are over. */
export async function openBin(
  tx: Tx,
  actor: EventActor,
  why: { reason: "removed" | "merged" } | { reason: "import_undone"; importId: string },
): Promise<string> {
  const id = newId();
  await tx
    .insertInto("bin")
    .values({ id, reason: why.reason, import_id: "importId" in why ? why.importId : null, binned_by: actor.userId })
    .execute();
  await emptyLater(tx, new Date());
  return id;
}

/** Puts standing customers in the bin, whoever may reach them: rights are the caller's affair. Children stay on them. */
export async function putInBin(tx: Tx, actor: EventActor, binId: string, ids: readonly string[]): Promise<void> {
  await sql`update customer set bin_id = ${binId} where id = any(${ids}::uuid[]) and bin_id is null`.execute(tx);
  await sql`delete from search_entry where root_id = any(${ids}::uuid[])`.execute(tx);
  await tell(tx, actor, "customer.removed", binId, ids);
}

const tell = (tx: Tx, actor: EventActor, name: string, binId: string, ids: readonly string[]): Promise<void> =>
  record(tx, actor, name, {
    ...(ids.length === 1 ? { object: "customer", objectId: ids[0]! } : { object: "bin", objectId: binId }),
    payload: { count: ids.length },
  });

/** @throws list.bad_cursor */
export async function listBin(db: Db, actor: Actor, query: QueryOf<typeof listBinContract>): Promise<BinPage> {
  const limit = query.limit ?? 50;
  type Found = Omit<BinPage["rows"][number], "number" | "blocked"> & { number: number; may_erase: boolean };
  const { rows } = await sql<Found>`
    select ${withBin(actor, "erase", "c")} as may_erase, c.id, c.number, c.kind, c.name, b.id as bin_id, b.reason, b.binned_at as removed_at,
      b.binned_at + make_interval(days => ${binDays}) as gone_at,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as removed_by
    from bin b join customer c on c.bin_id = b.id left join app_user u on u.id = b.binned_by
    where b.reason <> 'merged' and ${withBin(actor, "remove", "c")} and ${withBin(actor, "read", "c")} and ${behind(query.after)}
    order by b.binned_at desc, b.id desc, c.id desc limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ may_erase, ...row }) => ({
      ...row,
      number: customerNumber(row.kind, row.number),
      blocked: may_erase ? {} : { erase: "no_permission" as const },
    })),
    next: rows.length > limit && last ? writeCursor([last.removed_at, last.bin_id, last.id]) : null,
  };
}

function behind(after: string | undefined) {
  if (after === undefined) return sql`true`;
  const [at = "", binId = "", id = ""] = readCursor(after, 3);
  if (!isTime(at) || !isUuid(binId) || !isUuid(id)) throw new Problem(400, "list.bad_cursor");
  return sql`(b.binned_at, b.id, c.id) < (${at}::timestamptz, ${binId}::uuid, ${id}::uuid)`;
}

/**
 * Takes customers out of the bin; one whose unique value somebody has taken meanwhile stays there.
 * @throws bin.not_found when there is nothing the actor may restore; own_field.not_unique when all were taken
 */
export async function restoreCustomers(
  tx: Tx,
  actor: Actor,
  { bin_id, ids }: BodyOf<typeof restoreCustomersContract>,
): Promise<ResponseOf<typeof restoreCustomersContract>> {
  const wanted = sql.join(
    [
      ...(bin_id === undefined ? [] : [sql`c.bin_id = ${bin_id}`]),
      ...(ids === undefined ? [] : [sql`c.id = any(${ids}::uuid[])`]),
      sql`c.bin_id in (select b.id from bin b where b.reason <> 'merged')`,
      ...(bin_id === undefined && ids === undefined ? [sql`false`] : []),
    ],
    sql` and `,
  );
  const mine = sql`${wanted} and ${withBin(actor, "remove", "c")} and ${withBin(actor, "read", "c")}`;
  const { rows } = await sql<{ id: string; bin_id: string }>`
    select c.id, c.bin_id from customer c where ${mine} and ${isFree(actor, "c")}
     order by c.id limit ${batch * 2} for update of c`.execute(tx);
  if (rows.length === 0) throw await whyNone(tx, actor, mine);
  for (const [binId, some] of Map.groupBy(rows, ({ bin_id }) => bin_id))
    await takeOut(
      tx,
      actor,
      binId,
      some.map(({ id }) => id),
    );
  const goesOn = bin_id !== undefined && ids === undefined && rows.length === batch * 2;
  if (goesOn)
    await addJob(
      tx,
      "restore_bin",
      { bin_id, user_id: actor.userId },
      { key: `restore_bin ${bin_id} ${actor.userId}` },
    );
  return { restored_count: rows.length, goes_on: goesOn };
}

async function whyNone(tx: Tx, actor: Actor, mine: RawBuilder<unknown>): Promise<Problem> {
  const { rows } = await sql<{ taken: string[] }>`
    select ${takenFields(actor, "c")} as taken from customer c where ${mine} limit 1`.execute(tx);
  const field = rows[0]?.taken[0];
  return field === undefined ? notFound("bin.not_found") : notUnique(field);
}

/** The team is the owner's of today, who may have moved meanwhile. */
async function takeOut(tx: Tx, actor: Actor, binId: string, ids: readonly string[]): Promise<void> {
  await naming(actor, () =>
    sql`update customer c set bin_id = null, team_id = (select u.team_id from app_user u where u.id = c.owner_id)
      where c.id = any(${ids}::uuid[])`.execute(tx),
  );
  await refreshSearchOf(tx, ids);
  await tell(tx, actor, "customer.restored", binId, ids);
}

/** The rest of a big batch, by the rights that the person has now. */
export async function restoreRest(
  house: House,
  { bin_id, user_id }: { bin_id: string; user_id: string },
): Promise<void> {
  for (;;) {
    const actor = await actorOfUser(house, user_id, "restore_bin");
    if (!actor) return;
    const goesOn = await house.transaction(async (tx) => {
      const { rows } = await sql<{ id: string }>`
        select c.id from customer c where c.bin_id = ${bin_id} and ${withBin(actor, "remove", "c")} and ${withBin(actor, "read", "c")}
           and ${isFree(actor, "c")} order by c.id limit ${batch} for update of c`.execute(tx);
      if (rows.length > 0)
        await takeOut(
          tx,
          actor,
          bin_id,
          rows.map(({ id }) => id),
        );
      return rows.length === batch;
    });
    if (!goesOn) return;
  }
}

const emptyLater = (tx: Tx, binnedAt: Date): Promise<void> =>
  addJob(
    tx,
    "empty_bin",
    {},
    {
      key: "empty_bin",
      isBackground: true,
      runAt: new Date(binnedAt.getTime() + binDays * dayMs + 60_000),
      whenWaiting: "keep",
    },
  );

/** Deletes for good what has lain in the bin for its days: the records, what hangs on them and their history; the log stands. */
export async function emptyBin(house: House): Promise<void> {
  for (;;) {
    const count = await house.transaction(async (tx) => {
      const { rows } = await sql<{ id: string; is_merged: boolean }>`
        select c.id, b.reason = 'merged' as is_merged from bin b join customer c on c.bin_id = b.id
         where b.binned_at < now() - make_interval(days => ${binDays}) limit ${batch} for update of c skip locked`.execute(
        tx,
      );
      const idsOf = (isMerged: boolean) => rows.filter((row) => row.is_merged === isMerged).map(({ id }) => id);
      const ids = idsOf(false);
      await dropMerged(tx, idsOf(true));
      if (ids.length === 0) return rows.length;
      await deleteForGood(tx, house, ids);
      await record(tx, { userId: null, requestId: "empty_bin" }, "bin.emptied", {
        object: "bin",
        objectId: null,
        payload: { count: ids.length },
      });
      return rows.length;
    });
    if (count === 0) break;
  }
  await house.transaction(async (tx) => {
    await sql`delete from bin b where b.binned_at < now() - make_interval(days => ${binDays})
      and not exists (select 1 from customer c where c.bin_id = b.id)`.execute(tx);
    const oldest = await tx.selectFrom("bin").select("binned_at").orderBy("binned_at").limit(1).executeTakeFirst();
    if (oldest)
      await emptyLater(
        tx,
        new Date(Math.max(new Date(oldest.binned_at).getTime(), Date.now() - (binDays - 1) * dayMs)),
      );
  });
}
