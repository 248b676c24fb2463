import { sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, invalid } from "../../../platform/problem.ts";
import type { checkImportContract, listProblemsContract } from "../import_check.contract.ts";
import type { Checked, ProblemGroup } from "./checking.ts";
import { checkedChunks } from "./chunks.ts";
import { findRelated } from "./find_related.ts";
import { loadPlan } from "./load_plan.ts";
import { matchRows } from "./match.ts";
import { accessImport } from "./present.ts";

export type Check = ResponseOf<typeof checkImportContract>;
export type ProblemPage = ResponseOf<typeof listProblemsContract>;

/** Orders a check of the file with the mapping as it is. @throws import.already_started, import.name_not_mapped */
export async function startCheck(tx: Tx, actor: Actor, importId: string): Promise<Check> {
  const { state, revision, columns } = await accessImport(tx, actor, importId);
  if (state !== "draft") throw conflict("import.already_started");
  if (!columns.some(({ target }) => target === "name" || target === "number")) throw invalid("import.name_not_mapped");
  const { rows } = await sql`
    insert into import_check (import_id, revision, state) values (${importId}, ${revision}, 'running')
    on conflict (import_id) do update set revision = excluded.revision, state = 'running', row_count = 0, created_count = 0,
      updated_count = 0, duplicate_count = 0, skipped_count = 0, rejected_count = 0, byte_position = 0, groups = '[]',
      started_at = now(), finished_at = null
      where import_check.revision <> excluded.revision or import_check.state = 'failed' returning 1`.execute(tx);
  if (rows.length > 0) {
    await tx.deleteFrom("import_problem").where("import_id", "=", importId).execute();
    await addJob(
      tx,
      "check_import",
      { import_id: importId, revision },
      { key: `check_import ${importId}`, maxAttempts: 3 },
    );
  }
  return (await checkOf(tx, importId))!;
}

export async function readCheck(db: Db, actor: Actor, importId: string): Promise<{ check: Check | null }> {
  await accessImport(db, actor, importId);
  return { check: (await checkOf(db, importId)) ?? null };
}

export async function checkOf(db: Db, importId: string): Promise<Check | undefined> {
  const row = await db.selectFrom("import_check").selectAll().where("import_id", "=", importId).executeTakeFirst();
  return row as Check | undefined;
}

/** Rows with a problem in the order of the file. `after` is a row number. */
export async function listProblems(
  db: Db,
  actor: Actor,
  importId: string,
  { reason, after = 0, limit = 100 }: QueryOf<typeof listProblemsContract>,
): Promise<ProblemPage> {
  await accessImport(db, actor, importId);
  const rows = await db
    .selectFrom("import_problem")
    .select(["row", "reason", "field", "position", "value", "proposal", "cells"])
    .where("import_id", "=", importId)
    .where("row", ">", after)
    .$if(reason !== undefined, (query) => query.where("reason", "=", reason!))
    .orderBy("row")
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit) as unknown as ProblemPage["rows"];
  return { rows: shown, next: rows.length > limit ? shown.at(-1)!.row : null };
}

/** Goes through the whole file; it ends at once when the mapping has changed meanwhile, and begins anew after a kill. */
export async function checkImport(
  house: House,
  { import_id, revision }: { import_id: string; revision: number },
): Promise<void> {
  const begun = await house.transaction(async (tx) => {
    const { rows } = await sql`
      update import_check set row_count = 0, created_count = 0, updated_count = 0, duplicate_count = 0, skipped_count = 0,
        rejected_count = 0, byte_position = 0, groups = '[]'
       where import_id = ${import_id} and revision = ${revision} and state = 'running' returning 1`.execute(tx);
    await tx.deleteFrom("import_problem").where("import_id", "=", import_id).execute();
    return rows.length > 0;
  });
  if (!begun) return;
  try {
    const { plan, actor } = await loadPlan(house, import_id);
    const asked = {
      reserve: async () => [],
      match: (wanted: Parameters<typeof matchRows>[3]) => matchRows(house.db, actor, import_id, wanted),
      relate: (wanted: Parameters<typeof findRelated>[3]) => findRelated(house.db, actor, import_id, wanted),
    };
    for await (const checked of checkedChunks({ ...plan, nextRow: 1 }, asked))
      if (!(await house.transaction((tx) => add(tx, import_id, revision, checked)))) return;
    await end(house, import_id, revision, "done");
  } catch (error) {
    house.log.warn({ import: import_id, error: (error as Error).stack }, "a check stumbled");
    await end(house, import_id, revision, "failed");
  }
}

async function add(tx: Tx, importId: string, revision: number, checked: Checked): Promise<boolean> {
  const { problems, groups, byte_position, ...counts } = checked;
  const { rows } = await sql<{ groups: ProblemGroup[] }>`
    select groups from import_check where import_id = ${importId} and revision = ${revision} and state = 'running' for update`.execute(
    tx,
  );
  if (!rows[0]) return false;
  await sql`
    update import_check set ${sql.join(Object.entries(counts).map(([name, more]) => sql`${sql.ref(name)} = ${sql.ref(name)} + ${more}`))},
      byte_position = ${byte_position}, groups = ${JSON.stringify(addGroups(rows[0].groups, groups))}::jsonb
     where import_id = ${importId}`.execute(tx);
  await sql`insert into import_problem (import_id, row, reason, field, position, value, proposal, cells)
    select ${importId}, p.* from jsonb_to_recordset(${JSON.stringify(problems)}::jsonb)
      as p (row bigint, reason text, field text, position int, value text, proposal text, cells jsonb)
    on conflict do nothing`.execute(tx);
  return true;
}

/** Counts by reason and field added up, also with less than nothing; what comes to nothing goes. */
export function addGroups(some: readonly ProblemGroup[], more: readonly ProblemGroup[]): ProblemGroup[] {
  const sums = new Map(some.map((group) => [`${group.reason} ${group.field}`, { ...group }]));
  for (const group of more) {
    const key = `${group.reason} ${group.field}`;
    const known = sums.get(key);
    if (known) known.count += group.count;
    else sums.set(key, { ...group });
  }
  return [...sums.values()].filter(({ count }) => count > 0).sort((one, other) => other.count - one.count);
}

async function end(house: House, importId: string, revision: number, state: "done" | "failed"): Promise<void> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ created_by: string }>`
      update import_check k set state = ${state}, finished_at = now() from import i
       where k.import_id = ${importId} and i.id = k.import_id and k.revision = ${revision} and k.state = 'running'
      returning i.created_by`.execute(tx);
    if (rows[0])
      await record(tx, { userId: rows[0].created_by, requestId: "import" }, "import.checked", {
        object: "import",
        objectId: importId,
        payload: { state },
      });
  });
}
