import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, notFound } from "../../../platform/problem.ts";
import type { correctImportContract } from "../import_check.contract.ts";
import { addGroups, checkOf, type ProblemPage } from "./check.ts";
import { keptProblems, type ProblemGroup, problemOf } from "./checking.ts";
import { type GoodRow, mended, type Rejection, rejectionOf } from "./chunk.ts";
import { wantedOf } from "./decide.ts";
import { findRelated } from "./find_related.ts";
import { WholeFile } from "./known.ts";
import { loadPlan } from "./load_plan.ts";
import { matchRows } from "./match.ts";
import { type SortedRows, sortRows } from "./merge.ts";
import type { Plan } from "./plan.ts";
import { accessImport } from "./present.ts";
import { relatedIn, settleRelated } from "./related.ts";
import { readRow } from "./row.ts";

type Corrected = ResponseOf<typeof correctImportContract>;
type Cells = BodyOf<typeof correctImportContract>["cells"];
type Row = ProblemPage["rows"][number];

/**
 * Keeps what cells should say and looks at once what their rows would do now. Only rows with a known problem can be mended.
 * @throws import.row_unknown, import.already_started
 */
export async function correctImport(
  house: House,
  tx: Tx,
  actor: Actor,
  importId: string,
  cells: Cells,
): Promise<Corrected> {
  const { state } = await accessImport(tx, actor, importId);
  if (state !== "draft") throw conflict("import.already_started");
  const { rows: held } = await sql`select 1 from import_check where import_id = ${importId} for update`.execute(tx);
  const known = held.length === 0 ? [] : await problemsOf(tx, importId, [...new Set(cells.map(({ row }) => row))]);
  const unknown = cells.find(({ row }) => !known.some((one) => one.row === row));
  if (unknown) throw notFound("import.row_unknown");
  const last = [...new Map(cells.map((cell) => [`${cell.row} ${cell.position}`, cell])).values()];
  await sql`insert into import_correction (import_id, row, position, value, corrected_by)
    select ${importId}, c.row, c.position, c.value, ${actor.userId}
      from jsonb_to_recordset(${JSON.stringify(last)}::jsonb) as c (row bigint, position int, value text)
    on conflict (import_id, row, position) do update set value = excluded.value, corrected_by = excluded.corrected_by,
      corrected_at = now()`.execute(tx);
  const { plan } = await loadPlan(house, importId);
  const sorted = await lookAgain(tx, actor, plan, known, cells);
  return await settle(tx, importId, plan, known, sorted);
}

/** Takes what is proposed for all kept rows with this reason. */
export async function acceptProposals(
  house: House,
  tx: Tx,
  actor: Actor,
  importId: string,
  reason: string,
): Promise<Corrected> {
  await accessImport(tx, actor, importId);
  const rows = await tx
    .selectFrom("import_problem")
    .select(["row", "position", "proposal"])
    .where("import_id", "=", importId)
    .where("reason", "=", reason)
    .where("proposal", "is not", null)
    .where("position", "is not", null)
    .limit(keptProblems)
    .execute();
  return await correctImport(
    house,
    tx,
    actor,
    importId,
    rows.map(({ row, position, proposal }) => ({ row, position: position!, value: proposal! })),
  );
}

async function problemsOf(tx: Tx, importId: string, rows: readonly number[]): Promise<Row[]> {
  const found = await tx
    .selectFrom("import_problem")
    .select(["row", "reason", "field", "position", "value", "proposal", "cells"])
    .where("import_id", "=", importId)
    .where("row", "in", rows.length > 0 ? rows : [-1])
    .orderBy("row")
    .execute();
  return found as unknown as Row[];
}

async function lookAgain(tx: Tx, actor: Actor, plan: Plan, known: readonly Row[], cells: Cells): Promise<SortedRows> {
  const good: GoodRow[] = [];
  const rejections: Rejection[] = [];
  for (const { row, cells: before } of known) {
    const said = cells.filter((one) => one.row === row).map((one): [number, string] => [one.position, one.value]);
    const now = mended([...before], said);
    try {
      good.push({ row, made: readRow(now, plan), cells: now });
    } catch (error) {
      rejections.push(rejectionOf(error, row, now));
    }
  }
  const read = { firstRow: 0, rowCount: known.length, good, rejections, skipped: 0 };
  settleRelated(read, await findRelated(tx, actor, plan.importId, relatedIn(read)));
  const { wanted, keys } = wantedOf(
    good.map(({ made }) => made),
    plan,
  );
  const matches = await matchRows(tx, actor, plan.importId, wanted);
  return sortRows(read, keys, matches, new WholeFile(), { ...plan, isCheck: true });
}

/** The counts of the check follow: what these rows were is taken off, what they are now is added. */
async function settle(
  tx: Tx,
  importId: string,
  plan: Plan,
  known: readonly Row[],
  { creations, changes, met, rejections }: SortedRows,
): Promise<Corrected> {
  const problems = rejections.map((one) => problemOf(one, plan));
  const { groups } = await tx
    .selectFrom("import_check")
    .select("groups")
    .where("import_id", "=", importId)
    .executeTakeFirstOrThrow();
  const less = known.map(({ reason, field }) => ({ reason, field, count: -1 }));
  const more = problems.map(({ reason, field }) => ({ reason, field, count: 1 }));
  const now = addGroups(addGroups(groups as unknown as ProblemGroup[], more), less);
  const mendedRows = known.map(({ row }) => row).filter((row) => !problems.some((one) => one.row === row));
  await sql`update import_check set groups = ${JSON.stringify(now)}::jsonb, created_count = created_count + ${creations.length},
      updated_count = updated_count + ${changes.length}, duplicate_count = duplicate_count + ${met.length},
      rejected_count = rejected_count - ${mendedRows.length} where import_id = ${importId}`.execute(tx);
  await sql`delete from import_problem where import_id = ${importId} and row = any(${known.map(({ row }) => row)}::bigint[])`.execute(
    tx,
  );
  await sql`insert into import_problem (import_id, row, reason, field, position, value, proposal, cells)
    select ${importId}, p.* from jsonb_to_recordset(${JSON.stringify(problems)}::jsonb)
      as p (row bigint, reason text, field text, position int, value text, proposal text, cells jsonb)`.execute(tx);
  const rows = await problemsOf(
    tx,
    importId,
    problems.map(({ row }) => row),
  );
  return { check: (await checkOf(tx, importId))!, mended: mendedRows, rows };
}
