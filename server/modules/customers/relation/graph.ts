import { sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { accessCustomer, mayReachCustomer, ofMyClients } from "../access.ts";
import { customerNumber } from "../number.ts";
import type { readGraphContract } from "./relation.contract.ts";

type Graph = ResponseOf<typeof readGraphContract>;

/** Relations that one step looks at: a customer with more has its nearest neighbours from among these. */
const mostEdges = 2000;

/** The customers around one, step by step; a step leads over customers that the reader sees only. @throws customer.not_found */
export async function readGraph(
  db: Db,
  actor: Actor,
  customerId: string,
  { depth = 2, limit = 200 }: QueryOf<typeof readGraphContract>,
): Promise<Graph> {
  await accessCustomer(db, actor, customerId);
  const distances = new Map([[customerId, 0]]);
  const edges = new Map<string, Graph["edges"][number]>();
  let layer = [customerId];
  let more = 0;
  for (let distance = 1; distance <= depth && layer.length > 0; distance++) {
    const found = await edgesAround(db, actor, layer);
    const ends = new Set(found.flatMap(({ from_id, to_id }) => [from_id, to_id]));
    const fresh = [...ends].filter((id) => !distances.has(id));
    layer = fresh.slice(0, limit - distances.size);
    more += fresh.length - layer.length;
    for (const id of layer) distances.set(id, distance);
    for (const edge of found) edges.set(edge.id, edge);
  }
  if (layer.length > 0) for (const edge of await edgesAround(db, actor, layer)) edges.set(edge.id, edge);
  const shown = [...edges.values()].filter(({ from_id, to_id }) => distances.has(from_id) && distances.has(to_id));
  return { nodes: await nodesOf(db, distances), edges: shown, more };
}

async function edgesAround(db: Db, actor: Actor, ids: readonly string[]): Promise<Graph["edges"]> {
  const { rows } = await sql<Graph["edges"][number]>`
    select r.id, r.type_id, r.from_id, r.to_id from (
        select * from customer_relation where from_id = any(${ids}::uuid[])
        union select * from customer_relation where to_id = any(${ids}::uuid[])) r
      join relation_type t on t.id = r.type_id
      join customer f on f.id = r.from_id join customer o on o.id = r.to_id
     where ${ofMyClients(actor, "r.client_id")} and ${mayReachCustomer(actor, "read", "f")} and ${mayReachCustomer(actor, "read", "o")}
     order by t.position, r.id limit ${mostEdges}`.execute(db);
  return rows;
}

async function nodesOf(db: Db, distances: ReadonlyMap<string, number>): Promise<Graph["nodes"]> {
  const rows = await db
    .selectFrom("customer")
    .select(["id", "number", "kind", "name"])
    .where("id", "in", [...distances.keys()])
    .execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  return [...distances].flatMap(([id, distance]) => {
    const row = known.get(id);
    if (!row) return [];
    const kind = row.kind as "company" | "person";
    return [{ id, number: customerNumber(kind, row.number), kind, name: row.name, distance }];
  });
}
