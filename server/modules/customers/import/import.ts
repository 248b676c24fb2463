import { sql } from "kysely";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, invalid, Problem } from "../../../platform/problem.ts";
import { importTargets, manyTargets, type mapImportContract } from "../import.contract.ts";
import { ownOf } from "../permissions.ts";
import { accessImport, type Import, importsOf } from "./present.ts";
import { queueRun } from "./queue.ts";
import { rememberMapping } from "./remember.ts";
import { clientsOf } from "./scope.ts";
import { ownTargets } from "./target.ts";
import { undoOf } from "./undo.ts";

export async function listImports(db: Db, actor: Actor): Promise<{ imports: Import[] }> {
  return { imports: await importsOf(db, actor) };
}

/** Says which column becomes which field. @throws import.already_started once it runs, import.target_unknown for what no file fills */
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
  const known = new Set<string>([...importTargets, ...ownTargets(ownOf(actor))]);
  const unknown = targets.filter((target) => !known.has(target));
  if (unknown.length > 0)
    throw invalid(
      "import.target_unknown",
      unknown.map((field) => ({ field, reason: "unknown" })),
    );
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
      default_kind = ${defaults.kind}, client_id = ${defaults.client_id ?? null},
      duplicate_policy = ${defaults.policy ?? found.defaults.policy!}, duplicate_keys = ${defaults.keys ?? found.defaults.keys!}::text[],
      joins_names = ${defaults.joins_names ?? found.defaults.joins_names!}, revision = revision + 1
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

/** Lets it run; an import that failed or was paused goes on where it stood. A second call changes nothing. @throws import.name_not_mapped */
export async function startImport(tx: Tx, actor: Actor, importId: string): Promise<Import> {
  const found = await accessImport(tx, actor, importId);
  if (!["draft", "failed", "paused"].includes(found.state)) return found;
  if (await undoOf(tx, importId)) throw conflict("import.undone");
  if (!found.columns.some(({ target }) => target === "name" || target === "number"))
    throw invalid("import.name_not_mapped");
  requireAllowed(actor, found, found.defaults);
  const { rows } = await sql`
    update import set state = 'queued', error = null, finished_at = null
     where id = ${importId} and state in ('draft', 'failed', 'paused') returning id`.execute(tx);
  if (rows.length > 0) {
    await queueRun(tx, importId);
    await rememberMapping(tx, actor, found);
    await record(tx, actor, "import.started", { object: "import", objectId: importId });
  }
  return await accessImport(tx, actor, importId);
}

/** Ends it before the next chunk; what is in stays in. A second call, or one that comes too late, changes nothing. */
export async function cancelImport(tx: Tx, actor: Actor, importId: string): Promise<Import> {
  await accessImport(tx, actor, importId);
  const { rows } = await sql<{ state: string }>`
    update import set state = case when state in ('running', 'pausing') then 'cancelling' else 'cancelled' end,
      finished_at = case when state in ('running', 'pausing') then null else now() end
     where id = ${importId} and state in ('draft', 'queued', 'running', 'pausing', 'paused', 'failed') returning state`.execute(
    tx,
  );
  if (rows[0]?.state === "cancelled")
    await record(tx, actor, "import.finished", {
      object: "import",
      objectId: importId,
      payload: { state: "cancelled" },
    });
  return await accessImport(tx, actor, importId);
}

/** Holds it before the next chunk until it is started again. A second call, or one that comes too late, changes nothing. */
export async function pauseImport(tx: Tx, actor: Actor, importId: string): Promise<Import> {
  await accessImport(tx, actor, importId);
  const { rows } = await sql<{ state: string }>`
    update import set state = case state when 'running' then 'pausing' else 'paused' end
     where id = ${importId} and state in ('queued', 'running') returning state`.execute(tx);
  if (rows[0]?.state === "paused") await record(tx, actor, "import.paused", { object: "import", objectId: importId });
  return await accessImport(tx, actor, importId);
}
