import { sql } from "kysely";
import type { ResponseOf } from "../../../../platform/contract/contract.ts";
import type { Db } from "../../../../platform/database/types.ts";
import type { Actor } from "../../../../platform/permission/actor.ts";
import { notFound } from "../../../../platform/problem.ts";
import { mayReadCost } from "../rights.ts";
import type { TradeTarget } from "./heads.ts";
import type { readTradeImportContract } from "./import.contract.ts";

export type TradeImport = ResponseOf<typeof readTradeImportContract>;

/** The actor's own import; somebody else's is not found. @throws trade_import.not_found */
export async function accessTradeImport(db: Db, actor: Actor, id: string): Promise<TradeImport> {
  const [found] = await tradeImportsOf(db, actor, id);
  if (!found) throw notFound("trade_import.not_found");
  return found;
}

export async function tradeImportsOf(db: Db, actor: Actor, id?: string): Promise<TradeImport[]> {
  const { rows } = await sql<Omit<TradeImport, "closed_targets">>`
    select i.id, f.name as file_name, i.sheet, i.state, i.error,
      (select coalesce(json_agg(json_build_object('header', c ->> 'header', 'samples', c -> 'samples', 'target', c ->> 'target') order by at), '[]')
         from jsonb_array_elements(i.columns) with ordinality as each(c, at)) as columns,
      coalesce((i.columns -> 0 ->> 'is_remembered')::boolean, false) as is_remembered, i.preview, i.client_id, i.currency,
      i.estimated_rows, i.row_count, i.created_count, i.known_count, i.rejected_count, i.removed_count, i.created_at, i.finished_at
    from trade_import i join stored_file f on f.id = coalesce(i.workbook_id, i.file_id)
    where i.created_by = ${actor.userId} and (${id ?? null}::uuid is null or i.id = ${id ?? null}::uuid)
    order by i.created_at desc limit 100`.execute(db);
  return rows.map((row) => ({ ...row, closed_targets: closedTradeTargets(actor) }));
}

export const closedTradeTargets = (actor: Actor): TradeTarget[] => (mayReadCost(actor) ? [] : ["cost"]);
