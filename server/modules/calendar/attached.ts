import { sql } from "kysely";
import { type Given, onErase, onMerge, onTransfer } from "../../platform/attached.ts";
import type { Tx } from "../../platform/database/types.ts";
import type { EventActor } from "../../platform/event/record.ts";
import { recordEach } from "../../platform/event/record_each.ts";
import { declareLive } from "../../platform/live/visibility.ts";
import { type Described, declareNotice, describeNotices } from "../people/index.ts";
import { mayReachTask } from "./task.read.ts";

onMerge({ kind: "task", table: "task", column: "customer_id", row: { id: "id" }, client: "client_id" });

for (const [kind, mail, zh, en] of [
  ["task_assigned", "at_once", (by: string) => `${by}交给你一项任务`, (by: string) => `${by} gave you a task`],
  ["task_due", "digest", () => "任务到时间了", () => "A task is due"],
  ["task_escalated", "at_once", () => "任务逾期，升级给你", () => "An overdue task was escalated to you"],
  ["task_done", "off", (by: string) => `${by}完成了你交办的任务`, (by: string) => `${by} finished a task you gave`],
] as const)
  declareNotice({ kind, page: true, mail, words: { "zh-CN": zh, en } });

describeNotices("task", async (db, actor, ids) => {
  const { rows } = await sql<{ id: string; title: string }>`
    select t.id, t.title from task t where t.id = any(${ids}::uuid[]) and ${mayReachTask(actor, "read")}`.execute(db);
  return new Map(rows.map(({ id, title }): [string, Described] => [id, { title, path: `/tasks?task=${id}` }]));
});

/** Tasks about nobody and hand-outs; those about a customer hang on the customer. */
declareLive("task", async (db, actor, events) => {
  const ids = events.map((event) => event.object_id).filter((id) => id !== null);
  const { rows } = await sql<{ id: string }>`
    select t.id from task t where t.id = any(${ids}::uuid[]) and ${mayReachTask(actor, "read")}`.execute(db);
  const seen = new Set(rows.map(({ id }) => id));
  return new Set(
    events
      .filter((event) => event.actor_id === actor.userId || seen.has(event.object_id ?? ""))
      .map((event) => event.id),
  );
});

onTransfer({
  kind: "task",
  async count(db, actor, from) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from task t where t.assignee_id = ${from} and t.state = 'open' and ${mayReachTask(actor, "update")}`.execute(
      db,
    );
    return rows[0]!.count;
  },
  async give(tx, actor, from, to, most) {
    const { rows } = await sql<{ id: string }>`
      select t.id from task t where t.assignee_id = ${from} and t.state = 'open' and ${mayReachTask(actor, "update")}
       order by t.id limit ${most} for update of t`.execute(tx);
    const given = rows.map(({ id }, at) => ({ id, to: to[at % to.length]! }));
    await assign(tx, actor, from, given);
    return given;
  },
  async takeBack(tx, actor, from, given) {
    const { rows } = await sql<{ id: string; was: string }>`
      select t.id, t.assignee_id as was from task t join unnest(${given.map(({ id }) => id)}::uuid[], ${given.map(({ to }) => to)}::uuid[]) as g(id, who)
        on g.id = t.id and g.who = t.assignee_id where t.state = 'open' for update of t`.execute(tx);
    for (const [was, all] of Map.groupBy(rows, (row) => row.was))
      await assign(
        tx,
        actor,
        was,
        all.map(({ id }) => ({ id, to: from })),
      );
    return rows.length;
  },
});

async function assign(tx: Tx, actor: EventActor, from: string, given: readonly Given[]): Promise<void> {
  const { rows } = await sql<{ id: string; customer_id: string | null; client_id: string | null }>`
    update task t set assignee_id = g.who, updated_at = now()
      from unnest(${given.map(({ id }) => id)}::uuid[], ${given.map(({ to }) => to)}::uuid[]) as g(id, who)
     where g.id = t.id returning t.id, t.customer_id, t.client_id`.execute(tx);
  const to = new Map(given.map((one) => [one.id, one.to]));
  await recordEach(
    tx,
    actor,
    rows.map(({ id, customer_id, client_id }) => ({
      name: "task.updated",
      object: "task",
      objectId: id,
      ...(customer_id ? { root: { object: "customer", id: customer_id } } : {}),
      clientId: client_id,
      changes: [{ field: "task.assignee_id", before: from, after: to.get(id) }],
    })),
  );
}

onErase({
  kind: "tasks",
  async tell(db, customerId) {
    const { rows } = await sql`
      select t.title, t.body, t.due_at, t.state, t.done_at, t.created_at,
        (select coalesce(json_agg(i.title order by i.position), '[]') from task_item i where i.task_id = t.id) as items
        from task t where t.customer_id = ${customerId} order by t.created_at, t.id`.execute(db);
    return rows;
  },
});
