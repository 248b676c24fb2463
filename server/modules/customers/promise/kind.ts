import { type RawBuilder, sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import { codeOf } from "../../../platform/database/error.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../../platform/problem.ts";
import type { createPromiseKindContract, updatePromiseKindContract } from "./promise.contract.ts";

export type PromiseKind = ResponseOf<typeof createPromiseKindContract>;

export const listPromiseKinds = async (db: Db): Promise<{ kinds: PromiseKind[] }> => ({
  kinds: await select(db, sql`true`),
});

async function select(db: Db, condition: RawBuilder<unknown>): Promise<PromiseKind[]> {
  const { rows } = await sql<PromiseKind>`
    select k.id, k.name, k.is_feasible, k.why_not, k.retired_at is not null as is_retired,
      (select coalesce(json_agg(json_build_object('aspect', c.aspect, 'finding', c.finding, 'verdict', c.verdict)
                order by array_position(array['industry', 'competitors', 'needs', 'resources'], c.aspect)), '[]')
         from promise_check c where c.kind_id = k.id) as checks
    from promise_kind k where ${condition} order by k.retired_at is not null, k.name`.execute(db);
  return rows;
}

/** @throws promise_kind.not_found */
export async function readPromiseKind(db: Db, kindId: string): Promise<PromiseKind> {
  const [found] = await select(db, sql`k.id = ${kindId}`);
  if (!found) throw notFound("promise_kind.not_found");
  return found;
}

/** @throws promise_kind.name_taken, promise_kind.why_missing, promise_kind.aspect_twice */
export async function createPromiseKind(
  tx: Tx,
  actor: Actor,
  { checks = [], is_feasible = true, why_not = null, name }: BodyOf<typeof createPromiseKindContract>,
): Promise<PromiseKind> {
  requireReason(is_feasible, why_not);
  const id = newId();
  const added = await tx
    .insertInto("promise_kind")
    .values({ id, name: name.trim(), is_feasible, why_not: is_feasible ? null : why_not, created_by: actor.userId })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!added) throw conflict("promise_kind.name_taken");
  await setChecks(tx, id, checks);
  await told(tx, actor, "promise_kind.created", id, []);
  return await readPromiseKind(tx, id);
}

export async function updatePromiseKind(
  tx: Tx,
  actor: Actor,
  kindId: string,
  { checks, ...input }: BodyOf<typeof updatePromiseKindContract>,
): Promise<PromiseKind> {
  const before = await readPromiseKind(tx, kindId);
  const { is_feasible, why_not, name } = { ...before, ...input };
  requireReason(is_feasible, why_not);
  await unlessTaken(
    tx
      .updateTable("promise_kind")
      .set({ name: name.trim(), is_feasible, why_not: is_feasible ? null : why_not, updated_at: sql`now()` })
      .where("id", "=", kindId)
      .execute(),
  );
  if (checks) await setChecks(tx, kindId, checks);
  const after = await readPromiseKind(tx, kindId);
  const changes = (["name", "is_feasible", "why_not", "checks"] as const)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field: `promise_kind.${field}`, before: before[field], after: after[field] }));
  if (changes.length > 0) await told(tx, actor, "promise_kind.updated", kindId, changes);
  return after;
}

export async function retirePromiseKind(tx: Tx, actor: Actor, kindId: string): Promise<PromiseKind> {
  await readPromiseKind(tx, kindId);
  const { rows } =
    await sql`update promise_kind set retired_at = now() where id = ${kindId} and retired_at is null returning 1`.execute(
      tx,
    );
  if (rows.length > 0) await told(tx, actor, "promise_kind.retired", kindId, []);
  return await readPromiseKind(tx, kindId);
}

/** @throws promise_kind.name_taken when another has its name by now */
export async function revivePromiseKind(tx: Tx, actor: Actor, kindId: string): Promise<PromiseKind> {
  await readPromiseKind(tx, kindId);
  const { rows } = await unlessTaken(
    sql`update promise_kind set retired_at = null where id = ${kindId} and retired_at is not null returning 1`.execute(
      tx,
    ),
  );
  if (rows.length > 0) await told(tx, actor, "promise_kind.revived", kindId, []);
  return await readPromiseKind(tx, kindId);
}

async function unlessTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw codeOf(error) === "23505" ? conflict("promise_kind.name_taken") : error;
  }
}

/** Who calls a promise not feasible says why: that is what those who give it anyway will read. */
function requireReason(isFeasible: boolean, whyNot: string | null | undefined): void {
  if (!isFeasible && !whyNot?.trim())
    throw invalid("promise_kind.why_missing", [{ field: "why_not", reason: "missing" }]);
}

async function setChecks(tx: Tx, kindId: string, checks: PromiseKind["checks"]): Promise<void> {
  const aspects = checks.map(({ aspect }) => aspect);
  if (new Set(aspects).size < aspects.length) throw invalid("promise_kind.aspect_twice");
  await tx.deleteFrom("promise_check").where("kind_id", "=", kindId).execute();
  if (checks.length > 0)
    await tx
      .insertInto("promise_check")
      .values(checks.map((check) => ({ ...check, finding: check.finding.trim(), kind_id: kindId })))
      .execute();
}

const told = (
  tx: Tx,
  actor: Actor,
  name: string,
  kindId: string,
  changes: { field: string; before: unknown; after: unknown }[],
): Promise<void> => record(tx, actor, name, { object: "promise_kind", objectId: kindId, changes });
