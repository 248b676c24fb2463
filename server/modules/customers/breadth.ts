import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { unionFor } from "../../platform/permission/compile.ts";

interface Guess {
  at: number;
  share: Promise<number>;
}

const kept = new WeakMap<readonly string[], Guess>();
const longest = 600_000;

/** The share of all customers, from 0 to 1, that the teams in the actor's scope have, as the planner guesses it from its statistics. */
export async function breadthOf(db: Db, actor: Actor, action: "read" | "export"): Promise<number> {
  const union = unionFor(actor, "customer", action);
  if (union.some(({ kind }) => kind === "all")) return 1;
  const teams = union.find((branch) => branch.kind === "team")?.teamIds ?? [];
  if (teams.length === 0) return 0;
  const known = kept.get(teams);
  if (known && Date.now() - known.at < longest) return await known.share;
  const share = guess(db, teams);
  kept.set(teams, { at: Date.now(), share });
  share.catch(() => kept.delete(teams));
  return await share;
}

async function guess(db: Db, teams: readonly string[]): Promise<number> {
  const { rows: plans } = await sql<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>`
    explain (format json) select 1 from customer c where c.team_id = any(${teams}::uuid[])`.execute(db);
  const { rows: sizes } = await sql<{ rows: number }>`
    select greatest(reltuples, 1)::float8 as rows from pg_class where oid = 'customer'::regclass`.execute(db);
  return Math.min(1, plans[0]!["QUERY PLAN"][0].Plan["Plan Rows"] / sizes[0]!.rows);
}
