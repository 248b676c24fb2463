import { sql } from "kysely";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, invalid, Problem } from "../../../platform/problem.ts";
import { manyTargets, type mapImportContract } from "../import.contract.ts";
import { accessImport, type Import, importsOf } from "./present.ts";
import { queueRun } from "./queue.ts";
import { clientsOf } from "./scope.ts";

export async function listImports(db: Db, actor: Actor): Promise<{ imports: Import[] }> {
  return { imports: await importsOf(db, actor) };
}

/** Says which column becomes which field. @throws import.already_started once it runs */
export async function mapImport(
  tx: Tx,
  actor: Actor,
  importId: string,
  { targets, defaults }: BodyOf<typeof mapImportContract>,
): Promise<Import> {
  const found = await accessImport(tx, actor, importId);
  if (targets.length !== found.columns.length) throw invalid("import.wrong_column_count");
  const doubled = targets.find((target, i) => !manyTargets.includes(target) && targets.indexOf(target) !== i);
  if (doubled) throw invalid("import.target_twice", [{ field: doubled, reason: "twice" }]);
  const closed = targets.filter((target) => found.closed_targets.includes(target));
  if (closed.length > 0)
    throw new Problem(403, "field.read_only", { fields: closed.map((field) => ({ field, reason: "read_only" })) });
  requireAllowed(actor, found, defaults);
  const columns = found.columns.map((column, i) => ({
    ...column,
    target: targets[i]!,
    why: targets[i] === column.target ? column.why : targets[i] === "" ? "none" : "chosen",
  }));
  const { rows } = await sql`
    update import set columns = ${JSON.stringify(columns)}::jsonb, default_owner = ${defaults.owner},
      default_kind = ${defaults.kind}, client_id = ${defaults.client_id ?? null}
     where id = ${importId} and state = 'draft' returning id`.execute(tx);
  if (rows.length === 0) throw conflict("import.already_started");
  return await accessImport(tx, actor, importId);
}

function requireAllowed(
  actor: Actor,
  { allowed_owners }: Import,
  { owner, client_id = null }: Import["defaults"],
): void {
  if (!allowed_owners.includes(owner)) throw new Problem(403, "import.owner_outside");
  clientsOf(actor, client_id);
}

/** Lets it run; an import that failed goes on where it stood. A second call changes nothing. @throws import.name_not_mapped */
export async function startImport(tx: Tx, actor: Actor, importId: string): Promise<Import> {
  const found = await accessImport(tx, actor, importId);
  if (found.state !== "draft" && found.state !== "failed") return found;
  if (!found.columns.some((column) => column.target === "name")) throw invalid("import.name_not_mapped");
  requireAllowed(actor, found, found.defaults);
  const { rows } = await sql`
    update import set state = 'queued', error = null, finished_at = null
     where id = ${importId} and state in ('draft', 'failed') returning id`.execute(tx);
  if (rows.length > 0) {
    await queueRun(tx, importId);
    await record(tx, actor, "import.started", { object: "import", objectId: importId });
  }
  return await accessImport(tx, actor, importId);
}

/** Ends it before the next chunk; what is in stays in. A second call, or one that comes too late, changes nothing. */
export async function cancelImport(tx: Tx, actor: Actor, importId: string): Promise<Import> {
  await accessImport(tx, actor, importId);
  const { rows } = await sql<{ state: string }>`
    update import set state = case state when 'running' then 'cancelling' else 'cancelled' end,
      finished_at = case state when 'running' then null else now() end
     where id = ${importId} and state in ('draft', 'queued', 'running', 'failed') returning state`.execute(tx);
  if (rows[0]?.state === "cancelled")
    await record(tx, actor, "import.finished", {
      object: "import",
      objectId: importId,
      payload: { state: "cancelled" },
    });
  return await accessImport(tx, actor, importId);
}
