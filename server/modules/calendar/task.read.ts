import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import { type Actor, grantsFor } from "../../platform/permission/actor.ts";
import { notFound } from "../../platform/problem.ts";
import { mayReachCustomer, ofMyClients } from "../customers/index.ts";
import { organisationTimeZone } from "../people/index.ts";
import type { listTasksContract, readTaskContract } from "./task.contract.ts";

export type Task = ResponseOf<typeof readTaskContract>;
type Query = QueryOf<typeof listTasksContract>;

/** Condition on task t: mine to do, given by me, or waiting with my team. */
const isMine = (actor: Actor): RawBuilder<SqlBool> =>
  sql<SqlBool>`(t.assignee_id = ${actor.userId} or t.created_by = ${actor.userId} or t.escalate_to = ${actor.userId}
    or (t.assignee_id is null and t.team_id = any(${actor.teamIds}::uuid[])))`;

/**
 * Condition on task t. One's own task is reached even where its customer is not (the name stays hidden); other people's
 * only with a customer that is seen. What is about a customer in the bin, or of a client behind the wall, is not there.
 */
export function mayReachTask(actor: Actor, action: "read" | "update"): RawBuilder<SqlBool> {
  const scopes = new Set(grantsFor(actor, "task", action).map((grant) => grant.scope));
  if (scopes.size === 0) return sql<SqlBool>`false`;
  const teams = scopes.has("team_tree") ? actor.teamTreeIds : scopes.has("team") ? actor.teamIds : [];
  const others = scopes.has("all") ? sql`true` : ofTeams(teams);
  return sql<SqlBool>`(${isMine(actor)} or (${others} and (t.customer_id is null or exists (
      select 1 from customer c where c.id = t.customer_id and ${mayReachCustomer(actor, "read", "c")}))))
    and ${ofMyClients(actor, "t.client_id")}
    and (t.customer_id is null or exists (select 1 from customer b where b.id = t.customer_id and b.bin_id is null))`;
}

const ofTeams = (teams: readonly string[]) =>
  teams.length === 0
    ? sql`false`
    : sql`(t.team_id = any(${teams}::uuid[])
        or exists (select 1 from app_user u where u.id = t.assignee_id and u.team_id = any(${teams}::uuid[])))`;

export async function listTasks(db: Db, actor: Actor, query: Query): Promise<ResponseOf<typeof listTasksContract>> {
  const { state = "open", limit = 50 } = query;
  const zone = await organisationTimeZone(db);
  const isOpen = state === "open";
  const order = isOpen ? sql`coalesce(t.due_at, 'infinity')` : sql`t.done_at`;
  const conditions = [
    mayReachTask(actor, "read"),
    sql`t.state = ${state}`,
    ofView(actor, query.view ?? "mine"),
    ...(query.due ? [dueIn(query.due, zone)] : []),
    ...(query.assignee_id ? [sql`t.assignee_id = ${query.assignee_id}`] : []),
    ...(query.customer_id ? [sql`t.customer_id = ${query.customer_id}`] : []),
    ...(query.after
      ? [
          sql`(${order}, t.id) ${isOpen ? sql`>` : sql`<`} (select ${isOpen ? sql`coalesce(due_at, 'infinity')` : sql`done_at`}, id from task where id = ${query.after})`,
        ]
      : []),
  ];
  const rows = await select(
    db,
    actor,
    zone,
    sql`${sql.join(conditions, sql` and `)} order by ${order} ${isOpen ? sql`` : sql`desc`}, t.id ${isOpen ? sql`` : sql`desc`} limit ${limit + 1}`,
  );
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? page.at(-1)!.id : null };
}

function ofView(actor: Actor, view: NonNullable<Query["view"]>) {
  if (view === "mine")
    return sql`(t.assignee_id = ${actor.userId} or (t.assignee_id is null and t.team_id = any(${actor.teamIds}::uuid[])))`;
  if (view === "given") return sql`(t.created_by = ${actor.userId} and t.assignee_id is distinct from ${actor.userId})`;
  return view === "team" ? ofTeams(actor.teamTreeIds) : sql`true`;
}

function dueIn(due: NonNullable<Query["due"]>, zone: string) {
  const day = (plus: number) => sql`(((now() at time zone ${zone})::date + ${plus}::int) at time zone ${zone})`;
  if (due === "overdue") return sql`t.due_at < now()`;
  if (due === "today") return sql`t.due_at >= now() and t.due_at < ${day(1)}`;
  if (due === "week") return sql`t.due_at >= ${day(1)} and t.due_at < ${day(7)}`;
  return due === "later" ? sql`t.due_at >= ${day(7)}` : sql`t.due_at is null`;
}

/** @throws task.not_found */
export async function readTask(db: Db, actor: Actor, taskId: string): Promise<Task> {
  const zone = await organisationTimeZone(db);
  const [task] = await select(db, actor, zone, sql`t.id = ${taskId} and ${mayReachTask(actor, "read")}`);
  if (!task) throw notFound("task.not_found");
  return task;
}

async function select(db: Db, actor: Actor, zone: string, rest: ReturnType<typeof sql>): Promise<Task[]> {
  const person = (alias: string) =>
    sql`case when ${sql.ref(`${alias}.id`)} is null then null else json_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;
  const { rows } = await sql<Omit<Task, "blocked"> & { may_update: boolean }>`
    select t.id, t.title, t.body, ${person("c")} as customer, t.customer_id is not null and c.id is null as is_customer_hidden,
      ${person("a")} as assignee, ${person("m")} as team, ${person("b")} as created_by,
      to_char(t.due_at at time zone ${zone}, 'YYYY-MM-DD') as due_on,
      case when t.has_time then to_char(t.due_at at time zone ${zone}, 'HH24:MI') end as due_time, t.due_at,
      t.state = 'open' and coalesce(t.due_at < now(), false) as is_overdue, t.priority, t.state, t.repeat,
      t.escalate_hours, ${person("e")} as escalate_to, t.escalated_at, t.done_at, ${person("d")} as done_by, t.created_at,
      (select coalesce(json_agg(json_build_object('id', i.id, 'title', i.title, 'is_done', i.is_done) order by i.position), '[]')
         from task_item i where i.task_id = t.id) as items,
      ${mayReachTask(actor, "update")} as may_update
    from task t
    left join customer c on c.id = t.customer_id and ${mayReachCustomer(actor, "read", "c")}
    left join app_user a on a.id = t.assignee_id
    left join team m on m.id = t.team_id
    left join app_user b on b.id = t.created_by
    left join app_user e on e.id = t.escalate_to
    left join app_user d on d.id = t.done_by
    where ${rest}`.execute(db);
  return rows.map(({ may_update, ...task }) => ({ ...task, blocked: may_update ? {} : { update: "no_permission" } }));
}
