import { sql } from "kysely";
import type { BodyOf } from "../../../../platform/contract/contract.ts";
import type { Tx } from "../../../../platform/database/types.ts";
import { record } from "../../../../platform/event/record.ts";
import { addJob } from "../../../../platform/job/add.ts";
import type { Actor } from "../../../../platform/permission/actor.ts";
import { conflict, invalid, Problem } from "../../../../platform/problem.ts";
import { requireClient } from "../../contact.ts";
import type { mapTradeImportContract } from "./import.contract.ts";
import { accessTradeImport, type TradeImport } from "./present.ts";
import { tradeSignature } from "./upload.ts";

/** @throws import.already_started once it runs */
export async function mapTradeImport(
  tx: Tx,
  actor: Actor,
  id: string,
  { targets, currency, client_id }: BodyOf<typeof mapTradeImportContract>,
): Promise<TradeImport> {
  const found = await accessTradeImport(tx, actor, id);
  if (targets.length !== found.columns.length) throw invalid("import.wrong_column_count");
  const doubled = targets.find((target, at) => target !== "" && targets.indexOf(target) !== at);
  if (doubled) throw invalid("import.target_twice", [{ field: doubled, reason: "twice" }]);
  const closed = targets.filter((target) => found.closed_targets.includes(target));
  if (closed.length > 0)
    throw new Problem(403, "field.read_only", { fields: closed.map((field) => ({ field, reason: "read_only" })) });
  await requireClient(tx, actor, client_id);
  const columns = found.columns.map((column, at) => ({
    ...column,
    target: targets[at],
    is_remembered: found.is_remembered,
  }));
  const { rows } = await sql`
    update trade_import set columns = ${JSON.stringify(columns)}::jsonb, currency = ${currency}, client_id = ${client_id}
     where id = ${id} and state = 'draft' returning 1`.execute(tx);
  if (rows.length === 0) throw conflict("import.already_started");
  return await accessTradeImport(tx, actor, id);
}

const whose = ["customer_number", "tax_id", "phone", "customer_name"];

/** Lets it run; one that failed or was paused goes on where it stood. @throws trade_import.not_mapped */
export async function startTradeImport(tx: Tx, actor: Actor, id: string): Promise<TradeImport> {
  const found = await accessTradeImport(tx, actor, id);
  const targets = found.columns.map(({ target }) => target);
  const missing = [
    ...(targets.some((target) => whose.includes(target)) ? [] : ["customer_name"]),
    ...(["traded_on", "amount"] as const).filter((target) => !targets.includes(target)),
  ];
  if (missing.length > 0)
    throw invalid(
      "trade_import.not_mapped",
      missing.map((field) => ({ field, reason: "missing" })),
    );
  const { rows } = await sql<{ has_header: boolean }>`
    update trade_import set state = 'queued', error = null, finished_at = null
     where id = ${id} and state in ('draft', 'failed', 'paused') returning has_header`.execute(tx);
  if (!rows[0]) return found;
  await addJob(
    tx,
    "run_trade_import",
    { trade_import_id: id },
    { key: `run_trade_import ${id}`, queue: "trade_import" },
  );
  const signature = tradeSignature(
    found.columns.map(({ header }) => header),
    rows[0].has_header,
  );
  if (signature !== "")
    await sql`insert into trade_mapping (signature, targets, currency, used_by)
      values (${signature}, ${targets}::text[], ${found.currency}, ${actor.userId})
      on conflict (signature) do update set targets = excluded.targets, currency = excluded.currency, used_by = excluded.used_by,
        used_at = now()`.execute(tx);
  await record(tx, actor, "trade_import.started", { object: "trade_import", objectId: id });
  return await accessTradeImport(tx, actor, id);
}

/** Holds it before the next chunk. A call that comes too late changes nothing. */
export async function pauseTradeImport(tx: Tx, actor: Actor, id: string): Promise<TradeImport> {
  await accessTradeImport(tx, actor, id);
  await sql`update trade_import set state = case state when 'running' then 'pausing' else 'paused' end
    where id = ${id} and state in ('queued', 'running')`.execute(tx);
  return await accessTradeImport(tx, actor, id);
}

/** Ends it before the next chunk; what is in stays in. */
export async function cancelTradeImport(tx: Tx, actor: Actor, id: string): Promise<TradeImport> {
  await accessTradeImport(tx, actor, id);
  await sql`update trade_import set state = case when state in ('running', 'pausing') then 'cancelling' else 'cancelled' end,
      finished_at = case when state in ('running', 'pausing') then null else now() end
    where id = ${id} and state in ('draft', 'queued', 'running', 'pausing', 'paused', 'failed')`.execute(tx);
  return await accessTradeImport(tx, actor, id);
}

/** @throws import.not_finished */
export async function undoTradeImport(tx: Tx, actor: Actor, id: string): Promise<TradeImport> {
  const found = await accessTradeImport(tx, actor, id);
  if (found.state === "undoing" || found.state === "undone") return found;
  const { rows } = await sql`update trade_import set state = 'undoing'
    where id = ${id} and state in ('done', 'cancelled', 'failed', 'paused') returning 1`.execute(tx);
  if (rows.length === 0) throw conflict("import.not_finished");
  await addJob(
    tx,
    "undo_trade_import",
    { trade_import_id: id },
    { key: `undo_trade_import ${id}`, queue: "trade_import" },
  );
  return await accessTradeImport(tx, actor, id);
}
