import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { invalid } from "../../../platform/problem.ts";
import type { readDuplicateRulesContract } from "../duplicate.contract.ts";
import { loadPoints } from "./load.ts";
import { defaultPoints, type RuleName, ruleNames, thresholds } from "./score.ts";

type Rules = ResponseOf<typeof readDuplicateRulesContract>;

export async function readDuplicateRules(db: Db): Promise<Rules> {
  const points = await loadPoints(db);
  const of = (kind: "company" | "person") =>
    ruleNames
      .filter((rule) => defaultPoints[kind][rule] !== 0)
      .map((rule) => ({ rule, points: points[kind][rule], usual: defaultPoints[kind][rule] }));
  return { company: of("company"), person: of("person"), ...thresholds };
}

/** @throws duplicate.unknown_rule */
export async function setDuplicateRule(
  tx: Tx,
  actor: Actor,
  { kind, rule }: { kind: "company" | "person"; rule: string },
  points: number | null,
): Promise<Rules> {
  const usual = defaultPoints[kind][rule as RuleName];
  if (!usual) throw invalid("duplicate.unknown_rule", [{ field: "rule", reason: "unknown" }]);
  const before = (await loadPoints(tx))[kind][rule as RuleName];
  if (points === null || points === usual)
    await tx.deleteFrom("duplicate_rule").where("kind", "=", kind).where("rule", "=", rule).execute();
  else
    await sql`insert into duplicate_rule (kind, rule, points, updated_by) values (${kind}, ${rule}, ${points}, ${actor.userId})
      on conflict (kind, rule) do update set points = excluded.points, updated_by = excluded.updated_by, updated_at = now()`.execute(
      tx,
    );
  await record(tx, actor, "duplicate_rule.set", {
    object: "duplicate_rule",
    objectId: null,
    payload: { kind, rule, before, after: points ?? usual },
  });
  return await readDuplicateRules(tx);
}
