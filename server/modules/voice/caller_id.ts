import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { invalid } from "../../platform/problem.ts";
import type { listCallerIdsContract, updateCallerIdsContract } from "./number.contract.ts";

type CallerIds = ResponseOf<typeof listCallerIdsContract>;

export async function listCallerIds(db: Db): Promise<CallerIds> {
  const { rows } = await sql<CallerIds["caller_ids"][number]>`
    select c.number_id, c.team_id, c.client_id from caller_id c left join team t on t.id = c.team_id left join client k on k.id = c.client_id
     order by k.name nulls first, t.name nulls first`.execute(db);
  return { caller_ids: rows };
}

/** @throws caller_id.twice, voice_number.unknown_reference */
export async function updateCallerIds(
  tx: Tx,
  actor: Actor,
  { caller_ids }: BodyOf<typeof updateCallerIdsContract>,
): Promise<CallerIds> {
  await sql`select pg_advisory_xact_lock(hashtext('caller_id'))`.execute(tx);
  await tx.deleteFrom("caller_id").execute();
  for (const [index, { number_id, team_id, client_id }] of caller_ids.entries())
    await sql`insert into caller_id (id, number_id, team_id, client_id)
        select ${newId()}, id, ${team_id}, ${client_id} from voice_number where id = ${number_id} and retired_at is null returning id`
      .execute(tx)
      .catch((error: unknown) => refuse(error, index))
      .then(({ rows }) => rows.length > 0 || refuse({ constraint: "caller_id_number_id_fkey" }, index));
  await record(tx, actor, "caller_id.updated", { object: "caller_id", objectId: null });
  return await listCallerIds(tx);
}

function refuse(error: unknown, index: number): never {
  const { constraint = "" } = error as { constraint?: string };
  if (constraint === "caller_id_team_id_client_id_key")
    throw invalid("caller_id.twice", [{ field: `caller_ids.${index}`, reason: "twice" }]);
  const field = /^caller_id_(\w+)_fkey$/.exec(constraint)?.[1];
  if (field)
    throw invalid("voice_number.unknown_reference", [{ field: `caller_ids.${index}.${field}`, reason: "unknown" }]);
  throw error;
}

export interface Shown {
  id: string;
  digits: string;
  trunk_id: string;
}

/**
 * The number that is shown when a person calls for a client, and the trunk that carries the call: the rule for team and client,
 * else for the client, else for the team, else for all; only numbers of a trunk that is on. Undefined: there is none to call with.
 * A number of another client is never shown, and none of a trunk that may not call the country; null: whichever it is.
 */
export async function callerIdFor(
  db: Db,
  teamId: string | null,
  clientId: string | null,
  country: string | null = null,
): Promise<Shown | undefined> {
  const { rows } = await sql<Shown>`
    select n.id, n.digits, n.trunk_id from caller_id c join voice_number n on n.id = c.number_id join trunk t on t.id = n.trunk_id
     where n.retired_at is null and t.retired_at is null and t.is_on
       and (c.team_id is null or c.team_id = ${teamId}) and (c.client_id is null or c.client_id = ${clientId})
       and (n.client_id is null or n.client_id = ${clientId})
       and (${country}::text is null or ${country} = any(t.countries))
     order by c.client_id is not null desc, c.team_id is not null desc limit 1`.execute(db);
  return rows[0];
}
