import { sql } from "kysely";
import type { Tx } from "../../platform/database/types.ts";
import { invalid } from "../../platform/problem.ts";
import { checkCreditCode } from "../../platform/text/credit_code.ts";

type Facts = Record<string, unknown>;

/** Facts as they are kept: trimmed, empty text as null, tax id in capitals with its check digit looked at. */
export function normaliseFacts<T extends Facts>(facts: T): T {
  const kept: Facts = {};
  for (const [field, value] of Object.entries(facts)) {
    if (typeof value !== "string") kept[field] = value;
    else kept[field] = value.trim() === "" && field !== "name" ? null : value.trim();
  }
  if (typeof kept.tax_id === "string") kept.tax_id = taxId(kept.tax_id);
  return kept as T;
}

/** 18 characters are a unified social credit code and must carry the right check digit; others are foreign and kept as typed. */
function taxId(typed: string): string {
  const code = typed.replaceAll(/[\s-]/g, "").toUpperCase();
  if (code.length !== 18) return typed;
  const checked = checkCreditCode(code);
  if (!checked.ok)
    throw invalid("tax_id.invalid", [
      { field: "tax_id", reason: checked.error, ...("expected" in checked ? { expected: checked.expected } : {}) },
    ]);
  return code;
}

export interface Conflict {
  field: string;
  theirs: unknown;
  yours: unknown;
  by: string | null;
  at: string | null;
}

/** Fields whose value is neither the one that was seen nor the one to be written, with who wrote it last. */
export async function conflictingFacts(
  tx: Tx,
  objectId: string,
  current: Facts,
  next: Facts,
  seen: Facts,
): Promise<Conflict[]> {
  const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
  const fields = Object.keys(next).filter(
    (field) => !same(current[field], seen[field]) && !same(current[field], next[field]),
  );
  if (fields.length === 0) return [];
  const { rows } = await sql<{ field: string; name: string | null; at: string }>`
    select distinct on (h.field) h.field, u.name, e.at
      from history h join domain_event e on e.id = h.event_id left join app_user u on u.id = e.actor_id
     where h.object_id = ${objectId} and h.field = any(${fields}) order by h.field, h.event_id desc`.execute(tx);
  return fields.map((field) => {
    const last = rows.find((row) => row.field === field);
    return { field, theirs: current[field], yours: next[field], by: last?.name ?? null, at: last?.at ?? null };
  });
}
