import { sql } from "kysely";
import { grantsFor } from "../../platform/permission/actor.ts";
import { declarePassages, mayReachCustomer } from "../customers/index.ts";
import { mayReachTask } from "./task.read.ts";

type Written = { id: string; customer_id: string | null; at: string; title: string; body: string | null };
type Seen = Omit<Written, "customer_id"> & {
  kind: string;
  state: string;
  customer: { id: string; name: string } | null;
};

declarePassages({
  object: "task",
  group: "task",
  permission: "task.read",
  events: ["task.created", "task.updated", "task.handed_out", "task.taken_back"],
  async load(db, ids) {
    const { rows } = await sql<Written & { people: string[]; team_id: string | null }>`
      select t.id, t.customer_id, t.created_at as at, t.title, t.body, t.team_id,
        array_remove(array[t.assignee_id, t.created_by, t.escalate_to], null) as people
        from task t where t.id = any(${ids}::uuid[])`.execute(db);
    return rows.map(({ people, team_id, ...task }) => ({
      ...task,
      scope: [...new Set(people)].map((id) => `o:${id}`).concat(team_id ? [`t:${team_id}`] : []),
    }));
  },
  async see(db, actor, ids) {
    const { rows } = await sql<Seen>`
      select t.id, 'task' as kind, t.state, t.created_at as at, t.title, t.body,
        case when c.id is null then null else json_build_object('id', c.id, 'name', c.name) end as customer
        from task t left join customer c on c.id = t.customer_id and ${mayReachCustomer(actor, "read", "c")}
       where t.id = any(${ids}::uuid[]) and ${mayReachTask(actor, "read")}`.execute(db);
    return rows;
  },
  /** As `mayReachTask` has it: mine, given by me, waiting with my team, and what people of the teams I see have to do. */
  async reach(db, actor) {
    const scopes = new Set(grantsFor(actor, "task", "read").map((grant) => grant.scope));
    if (scopes.has("all")) return null;
    const teams = scopes.has("team_tree") ? actor.teamTreeIds : scopes.has("team") ? actor.teamIds : [];
    const { rows } = await sql<{ id: string }>`
      select id from app_user where team_id = any(${teams}::uuid[])`.execute(db);
    const people = new Set([actor.userId, ...rows.map(({ id }) => id)]);
    return [...people].map((id) => `o:${id}`).concat([...new Set([...actor.teamIds, ...teams])].map((id) => `t:${id}`));
  },
});
