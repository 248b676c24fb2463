import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { conflict, invalid, notFound } from "../../../platform/problem.ts";
import type { relationEnds } from "./relation_type.contract.ts";

/** The database's refusal by its name: it tells nothing of a relation that the writer may not see. @throws relation.* */
export function refuseRelation(error: unknown): never {
  const constraint = ((error as { constraint?: string }).constraint ?? "").replace(/^(customer|contact)_relation_/, "");
  if (constraint === "self") throw invalid("relation.self", [{ field: "other", reason: "self" }]);
  if (constraint === "client") throw invalid("relation.of_no_client", [{ field: "client_id", reason: "does_not_fit" }]);
  if (constraint === "pair") throw conflict("relation.duplicate");
  if (constraint === "one_above") throw conflict("relation.second_parent");
  if (constraint === "cycle") throw conflict("relation.cycle");
  throw error;
}

/** Both ends in one order, so that two who relate A to B and B to A wait for each other only once. */
export async function lockCustomers(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`select id from customer where id = any(${ids}::uuid[]) order by id for update`.execute(tx);
}

/** @throws relation_type.not_found, relation_type.retired */
export async function requireType(tx: Tx, typeId: string, appliesTo: (typeof relationEnds)[number]) {
  const type = await tx
    .selectFrom("relation_type")
    .select(["id", "shape", "retired_at"])
    .where("id", "=", typeId)
    .where("applies_to", "=", appliesTo)
    .executeTakeFirst();
  if (!type) throw notFound("relation_type.not_found");
  if (type.retired_at) throw conflict("relation_type.retired");
  return type;
}

/** The two ends as they are kept: a symmetric relation is kept once, whichever end was written. */
export function endsOf(
  shape: string,
  near: string,
  other: string,
  end: "from" | "to",
): { from_id: string; to_id: string } {
  const [from_id, to_id] = end === "from" ? [other, near] : [near, other];
  return shape === "symmetric" && from_id > to_id ? { from_id: to_id, to_id: from_id } : { from_id, to_id };
}
