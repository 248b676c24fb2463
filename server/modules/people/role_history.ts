import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import { readRole } from "./role.ts";
import type { readRoleHistoryContract } from "./role_history.contract.ts";

type History = ResponseOf<typeof readRoleHistoryContract>;
const shown = 20;

/** Who changed a role and how, newest first. @throws role.not_found */
export async function readRoleHistory(db: Db, roleId: string): Promise<History> {
  await readRole(db, roleId);
  const sides = (field: string) => sql`(select json_build_object('before', h.before, 'after', h.after)
    from history h where h.event_id = e.id and h.field = ${field})`;
  const { rows } = await sql<History["entries"][number]>`
    select e.id as event_id, e.name, e.at, ${sides("name")} as renamed, ${sides("grants")} as grants,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as actor
    from domain_event e left join app_user u on u.id = e.actor_id
    where e.root_id = ${roleId} and e.object = 'role' order by e.id desc limit ${shown}`.execute(db);
  return { entries: rows };
}
