import { type RawBuilder, sql } from "kysely";
import type { BodyOf, QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, invalid, notFound, Problem } from "../../../platform/problem.ts";
import { accessCustomer, ofMyClients } from "../access.ts";
import { requireClient } from "../contact.ts";
import { isTime, isUuid, readCursor, writeCursor } from "../cursor.ts";
import { changeableTrade, mayReadCost, requireCost } from "./rights.ts";
import { refreshSums } from "./sums.ts";
import { todayOf } from "./today.ts";
import type { addTradeContract, listTradesContract, updateTradeContract } from "./trade.contract.ts";

export type Trade = ResponseOf<typeof addTradeContract>;
type Ids = { customerId: string; tradeId: string };
type Sql = RawBuilder<unknown>;

/** Newest first, by day and then by when they came in. */
export async function listTrades(
  db: Db,
  actor: Actor,
  customerId: string,
  query: QueryOf<typeof listTradesContract>,
): Promise<ResponseOf<typeof listTradesContract>> {
  await accessCustomer(db, actor, customerId);
  const limit = query.limit ?? 50;
  const after = query.after === undefined ? undefined : readCursor(query.after, 2);
  if (after && !(isTime(`${after[0]}T00:00:00Z`) && isUuid(after[1]!))) throw new Problem(400, "list.bad_cursor");
  const conditions = [
    sql`t.customer_id = ${customerId}`,
    ...(query.from ? [sql`t.traded_on >= ${query.from}::date`] : []),
    ...(query.to ? [sql`t.traded_on <= ${query.to}::date`] : []),
    ...(query.product_group ? [sql`t.product_group = ${query.product_group}`] : []),
    ...(query.channel ? [sql`t.channel = ${query.channel}`] : []),
    ...(after ? [sql`(t.traded_on, t.id) < (${after[0]}::date, ${after[1]}::uuid)`] : []),
  ];
  const rows = await selectTrades(
    db,
    actor,
    sql`${sql.join(conditions, sql` and `)} order by t.traded_on desc, t.id desc limit ${limit + 1}`,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last ? writeCursor([last.traded_on, last.id]) : null };
}

/** Trades of the actor's clients, as far as their fields are open. */
export async function selectTrades(
  db: Db,
  actor: Actor,
  rest: Sql,
  more: Sql = sql``,
): Promise<(Trade & { happened_at?: string })[]> {
  const cost = mayReadCost(actor) ? sql`, t.cost` : sql``;
  const { rows } = await sql<Trade & { happened_at?: string }>`
    select t.id, t.customer_id, t.client_id, t.traded_on, t.amount${cost}, t.currency, t.product_group, t.channel, t.reference,
      t.source, t.created_at, ${changeableTrade(actor, "t")} as can_change,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as created_by${more}
    from trade t left join app_user u on u.id = t.created_by
    where ${ofMyClients(actor, "t.client_id")} and ${rest}`.execute(db);
  return rows;
}

/** @throws customer.not_found, trade.not_found */
export async function readTrade(db: Db, actor: Actor, { customerId, tradeId }: Ids): Promise<Trade> {
  await accessCustomer(db, actor, customerId);
  const [found] = await selectTrades(db, actor, sql`t.id = ${tradeId} and t.customer_id = ${customerId}`);
  if (!found) throw notFound("trade.not_found");
  return found;
}

/** Enters a trade by hand. @throws trade.future, trade.reference_taken, field.read_only for a cost that the actor may not see */
export async function addTrade(
  tx: Tx,
  actor: Actor,
  customerId: string,
  input: BodyOf<typeof addTradeContract>,
): Promise<Trade> {
  await accessCustomer(tx, actor, customerId);
  requireCost(actor, input.cost);
  await requirePast(tx, input.traded_on);
  await requireClient(tx, actor, input.client_id ?? null);
  const tradeId = newId();
  const trade = {
    customer_id: customerId,
    client_id: input.client_id ?? null,
    traded_on: input.traded_on,
    amount: input.amount,
    cost: input.cost ?? null,
    currency: input.currency ?? (await currencyOf(tx, customerId)),
    ...words(input),
  };
  const added = await tx
    .insertInto("trade")
    .values({ ...trade, id: tradeId, source: "hand", created_by: actor.userId })
    .onConflict((oc) => oc.doNothing()) // the same number entered twice at once: the key decides
    .returning("id")
    .executeTakeFirst();
  if (!added) throw conflict("trade.reference_taken");
  await refreshSums(tx, [trade]);
  await told(tx, actor, "trade.added", { customerId, tradeId }, trade.client_id, valuesOf(trade, "after"));
  return await readTrade(tx, actor, { customerId, tradeId });
}

/** @throws trade.not_found also for one that the actor may not correct */
export async function updateTrade(
  tx: Tx,
  actor: Actor,
  ids: Ids,
  input: BodyOf<typeof updateTradeContract>,
): Promise<Trade> {
  const before = await accessTrade(tx, actor, ids);
  requireCost(actor, input.cost);
  if (input.cost === null && !mayReadCost(actor)) requireCost(actor, 0);
  if (input.traded_on !== undefined) await requirePast(tx, input.traded_on);
  const set = Object.fromEntries(
    Object.entries({ ...input, ...words(input) }).filter(
      ([field, after]) => field in input && before[field as keyof typeof before] !== after,
    ),
  );
  if (Object.keys(set).length > 0) {
    await namingReference(() =>
      tx
        .updateTable("trade")
        .set({ ...set, updated_at: sql`now()` })
        .where("id", "=", ids.tradeId)
        .execute(),
    );
    await refreshSums(tx, [before, { ...before, ...set }]);
    const changes = Object.entries(set).map(([field, after]) => ({
      field: `trade.${field}`,
      before: before[field as keyof typeof before],
      after,
    }));
    await told(tx, actor, "trade.updated", ids, before.client_id, changes);
  }
  return await readTrade(tx, actor, ids);
}

export async function removeTrade(tx: Tx, actor: Actor, ids: Ids): Promise<{ done: boolean }> {
  const before = await accessTrade(tx, actor, ids);
  await tx.deleteFrom("trade").where("id", "=", ids.tradeId).execute();
  await refreshSums(tx, [before]);
  await told(tx, actor, "trade.removed", ids, before.client_id, valuesOf(before, "before"));
  return { done: true };
}

/** The trade, locked, if the actor may correct it. @throws customer.not_found, trade.not_found */
async function accessTrade(tx: Tx, actor: Actor, { customerId, tradeId }: Ids) {
  await accessCustomer(tx, actor, customerId);
  const found = await tx
    .selectFrom("trade as t")
    .selectAll("t")
    .where("t.id", "=", tradeId)
    .where("t.customer_id", "=", customerId)
    .where(ofMyClients(actor, "t.client_id"))
    .where(changeableTrade(actor, "t"))
    .forUpdate()
    .executeTakeFirst();
  if (!found) throw notFound("trade.not_found");
  return { ...found, traded_on: String(found.traded_on) };
}

/** The key decides whose a number is. @throws trade.reference_taken */
async function namingReference(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    throw code === "23505" && constraint === "trade_reference" ? conflict("trade.reference_taken") : error;
  }
}

/** @throws trade.future for a day that has not begun where the organisation is */
async function requirePast(db: Db, day: string): Promise<void> {
  if (day > (await todayOf(db))) throw invalid("trade.future", [{ field: "traded_on", reason: "future" }]);
}

async function currencyOf(db: Db, customerId: string): Promise<string> {
  const row = await db.selectFrom("customer").select("currency").where("id", "=", customerId).executeTakeFirstOrThrow();
  return row.currency;
}

const words = (input: Partial<Record<"product_group" | "channel" | "reference", string | null>>) => ({
  product_group: input.product_group?.trim() || null,
  channel: input.channel?.trim() || null,
  reference: input.reference?.trim() || null,
});

const toldFields = ["traded_on", "amount", "cost", "currency", "product_group", "channel", "reference"] as const;

/** What the history keeps of a trade that comes or goes. */
export const valuesOf = (trade: Partial<Record<(typeof toldFields)[number], unknown>>, side: "before" | "after") =>
  toldFields
    .filter((field) => trade[field] != null)
    .map((field) => ({ field: `trade.${field}`, before: null, after: null, [side]: trade[field] }));

const told = (
  tx: Tx,
  actor: Actor,
  name: string,
  { customerId, tradeId }: Ids,
  clientId: string | null,
  changes: { field: string; before: unknown; after: unknown }[],
): Promise<void> =>
  record(tx, actor, name, {
    object: "trade",
    objectId: tradeId,
    root: { object: "customer", id: customerId },
    clientId,
    changes,
  });
