import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import { recordEach } from "../../../platform/event/record_each.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { type Found, findCustomers } from "./find.ts";
import { mayReadCost } from "./rights.ts";
import { refreshSums } from "./sums.ts";
import { todayOf } from "./today.ts";
import type { addTradesContract } from "./trade.contract.ts";
import { valuesOf } from "./trade.ts";

type Given = BodyOf<typeof addTradesContract>["trades"][number];
type Answer = ResponseOf<typeof addTradesContract>;
type Reason = NonNullable<Answer["rows"][number]["error"]>;

/** Takes trades from another program: each row is created, was known, or is refused by name; none holds up another. */
export async function addTrades(tx: Tx, actor: Actor, { trades }: BodyOf<typeof addTradesContract>): Promise<Answer> {
  const found = await findCustomers(tx, actor, trades);
  const today = await todayOf(tx);
  const clients = await knownClients(tx, actor, trades);
  const judged = trades.map((trade, at) => judge(trade, found[at]!, { actor, today, clients }));
  const written = await writeTrades(
    tx,
    actor,
    judged.flatMap((one) => (typeof one === "string" ? [] : [one])),
    { source: "api", importId: null },
  );
  await recordEach(
    tx,
    actor,
    written.created.map((trade) => ({
      name: "trade.added",
      object: "trade",
      objectId: trade.id,
      root: { object: "customer", id: trade.customer_id },
      clientId: trade.client_id,
      changes: valuesOf(trade, "after"),
    })),
  );
  const rows = judged.map((one, at): Answer["rows"][number] => {
    const reference = trades[at]!.reference;
    if (typeof one === "string") return { reference, outcome: "refused", trade_id: null, error: one };
    return { reference, ...written.outcomes.get(one)! };
  });
  const count = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
  return { created_count: count("created"), known_count: count("known"), refused_count: count("refused"), rows };
}

/** A trade that may be written. */
export interface NewTrade {
  id: string;
  customer_id: string;
  client_id: string | null;
  traded_on: string;
  amount: number;
  cost: number | null;
  currency: string;
  product_group: string | null;
  channel: string | null;
  reference: string | null;
}

type Outcome = Pick<Answer["rows"][number], "outcome" | "trade_id" | "error">;

/** Writes trades and what they add up to. A reference that is there is the same trade, or differs and is refused. */
export async function writeTrades(
  tx: Tx,
  actor: Actor,
  trades: readonly NewTrade[],
  { source, importId }: { source: "api" | "import"; importId: string | null },
): Promise<{ created: NewTrade[]; outcomes: Map<NewTrade, Outcome> }> {
  const outcomes = new Map<NewTrade, Outcome>();
  if (trades.length === 0) return { created: [], outcomes };
  const { rows: added } = await sql<{ id: string }>`
    insert into trade (id, customer_id, client_id, traded_on, amount, cost, currency, product_group, channel, reference, source,
      import_id, created_by)
    select (one ->> 'id')::uuid, (one ->> 'customer_id')::uuid, (one ->> 'client_id')::uuid, (one ->> 'traded_on')::date,
      (one ->> 'amount')::bigint, (one ->> 'cost')::bigint, one ->> 'currency', one ->> 'product_group', one ->> 'channel',
      one ->> 'reference', ${source}, ${importId}::uuid, ${actor.userId}::uuid
      from jsonb_array_elements(${JSON.stringify(trades)}::jsonb) with ordinality as each(one, at)
     order by one ->> 'reference', at -- writers that meet wait for each other in one order
    on conflict do nothing returning id`.execute(tx);
  const ids = new Set(added.map(({ id }) => id));
  const created = trades.filter(({ id }) => ids.has(id));
  const known = await knownTrades(
    tx,
    source,
    trades.filter(({ id }) => !ids.has(id)),
  );
  for (const trade of trades) {
    const there = known.get(keyOf(trade));
    const outcome: Outcome = ids.has(trade.id)
      ? { outcome: "created", trade_id: trade.id, error: null }
      : there && isSame(there, trade)
        ? { outcome: "known", trade_id: there.id, error: null }
        : { outcome: "refused", trade_id: null, error: "trade.reference_differs" };
    outcomes.set(trade, outcome);
  }
  await refreshSums(tx, created);
  return { created, outcomes };
}

async function knownTrades(tx: Tx, source: string, trades: readonly NewTrade[]): Promise<Map<string, NewTrade>> {
  if (trades.length === 0) return new Map();
  const { rows } = await sql<NewTrade>`
    select id, customer_id, client_id, traded_on, amount, cost, currency, product_group, channel, reference from trade
     where source = ${source} and reference = any(${trades.map(({ reference }) => reference!)}::text[])`.execute(tx);
  return new Map(rows.map((row) => [keyOf(row), row]));
}

const keyOf = ({ reference, client_id }: NewTrade): string => `${client_id ?? ""} ${reference ?? ""}`;

function isSame(one: NewTrade, other: NewTrade): boolean {
  const fields = ["customer_id", "traded_on", "amount", "currency"] as const;
  return fields.every((field) => one[field] === other[field]);
}

interface Context {
  actor: Actor;
  today: string;
  clients: ReadonlySet<string>;
}

function judge(trade: Given, found: Found, { actor, today, clients }: Context): NewTrade | Reason {
  if (typeof found === "string") return `trade.customer_${found}`;
  if (trade.client_id && !clients.has(trade.client_id)) return "trade.client_unknown";
  if (trade.traded_on > today) return "trade.future";
  if (trade.cost != null && !mayReadCost(actor)) return "field.read_only";
  return {
    id: newId(),
    customer_id: found.id,
    client_id: trade.client_id ?? null,
    traded_on: trade.traded_on,
    amount: trade.amount,
    cost: trade.cost ?? null,
    currency: trade.currency ?? found.currency,
    product_group: trade.product_group?.trim() || null,
    channel: trade.channel?.trim() || null,
    reference: trade.reference.trim(),
  };
}

async function knownClients(tx: Tx, actor: Actor, trades: readonly Given[]): Promise<Set<string>> {
  const ids = [...new Set(trades.flatMap(({ client_id }) => client_id ?? []))];
  const mine = actor.clientAccess === "all" ? ids : ids.filter((id) => actor.clientIds.includes(id));
  const { rows } = await sql<{ id: string }>`select id from client where id = any(${mine}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}
