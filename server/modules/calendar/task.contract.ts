import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, DateOnly, Done, Id, nullable, oneOf, PersonRef, Time, text } from "../../platform/contract/schemas.ts";

export const taskViews = ["mine", "given", "team", "all"] as const;
export const dueBuckets = ["overdue", "today", "week", "later", "none"] as const;
export const taskStates = ["open", "done", "cancelled"] as const;
export const priorities = ["low", "normal", "high"] as const;
export const handOutMost = 1000;

const ref = Type.Union([PersonRef, Type.Null()]);
const TaskId = Type.Object({ taskId: Id });
/** HH:MM, by the organisation's clock. */
const Clock = Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" });

export const Task = Type.Object(
  {
    id: Id,
    title: Type.String(),
    body: nullable(Type.String()),
    /** Null as well where the reader may not see the customer: `is_customer_hidden` tells the two apart. */
    customer: ref,
    is_customer_hidden: Type.Boolean(),
    assignee: ref,
    team: ref,
    created_by: PersonRef,
    due_on: nullable(DateOnly),
    due_time: nullable(Clock),
    due_at: nullable(Time),
    is_overdue: Type.Boolean(),
    priority: oneOf(priorities),
    state: oneOf(taskStates),
    repeat: nullable(Type.String()),
    escalate_hours: nullable(Type.Integer()),
    escalate_to: ref,
    escalated_at: nullable(Time),
    done_at: nullable(Time),
    done_by: ref,
    items: Type.Array(Type.Object({ id: Id, title: Type.String(), is_done: Type.Boolean() }, closed)),
    created_at: Time,
    blocked: Type.Object({ update: Type.Optional(oneOf(["no_permission"])) }, closed),
  },
  closed,
);

const facts = {
  body: nullable(Type.String({ maxLength: 20_000 })),
  assignee_id: nullable(Id),
  team_id: nullable(Id),
  due_on: nullable(DateOnly),
  due_time: nullable(Clock),
  priority: oneOf(priorities),
  repeat: nullable(Type.String({ maxLength: 300 })),
  escalate_hours: nullable(Type.Integer({ minimum: 1, maximum: 720 })),
  escalate_to: nullable(Id),
};
const errors = ["task.unknown_reference", "task.no_assignee", "task.bad_repeat", "task.repeat_needs_due"];

export const listTasksContract = contract({
  method: "GET",
  path: "/tasks",
  permission: "task.read",
  summary: "Tasks by when they are due; those that have ended newest first",
  query: Type.Object({
    view: Type.Optional(oneOf(taskViews)),
    due: Type.Optional(oneOf(dueBuckets)),
    state: Type.Optional(oneOf(taskStates)),
    assignee_id: Type.Optional(Id),
    customer_id: Type.Optional(Id),
    after: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  response: Type.Object({ rows: Type.Array(Task), next: nullable(Id) }, closed),
});

export const readTaskContract = contract({
  method: "GET",
  path: "/tasks/:taskId",
  permission: "task.read",
  summary: "One task",
  params: TaskId,
  response: Task,
  errors: ["task.not_found"],
});

export const createTaskContract = contract({
  method: "POST",
  path: "/tasks",
  permission: "task.create",
  summary: "Give a task to a person or a team of any department; without either it is one's own",
  body: Type.Object(
    {
      title: text(200),
      customer_id: Type.Optional(nullable(Id)),
      client_id: Type.Optional(nullable(Id)),
      items: Type.Optional(Type.Array(text(200), { maxItems: 50 })),
      ...Type.Partial(Type.Object(facts)).properties,
    },
    closed,
  ),
  response: Task,
  errors: ["customer.not_found", "task.not_found", ...errors],
  creates: true,
});

const Changes = Type.Partial(Type.Object({ title: text(200), ...facts }), closed);

export const updateTaskContract = contract({
  method: "PATCH",
  path: "/tasks/:taskId",
  permission: "task.update",
  summary: "Change an open task; `seen` holds the values before, and what is another one now is a conflict",
  params: TaskId,
  body: Type.Object({ set: Changes, seen: Type.Object({}, { additionalProperties: true }) }, closed),
  response: Task,
  errors: ["task.not_found", "task.closed", "task.conflict", "task.seen_missing", ...errors],
});

const state = (method: "PUT" | "DELETE", path: string, summary: string) =>
  contract({
    method,
    path: `/tasks/:taskId/${path}`,
    permission: "task.update",
    summary,
    params: TaskId,
    response: Task,
    errors: ["task.not_found"],
  });

export const completeTaskContract = state("PUT", "completion", "Done; a repeating one is followed by the next");
export const reopenTaskContract = state("DELETE", "completion", "Open again; a follower that nobody touched goes");
export const cancelTaskContract = state("PUT", "cancellation", "Needs doing no more; nothing follows");

export const setTaskItemsContract = contract({
  method: "PUT",
  path: "/tasks/:taskId/items",
  permission: "task.update",
  summary: "Set the checklist: new lines have no id",
  params: TaskId,
  body: Type.Object(
    {
      items: Type.Array(Type.Object({ id: Type.Optional(Id), title: text(200), is_done: Type.Boolean() }, closed), {
        maxItems: 50,
      }),
    },
    closed,
  ),
  response: Task,
  errors: ["task.not_found", "task.item_not_found"],
});

export const checkTaskItemContract = contract({
  method: "PUT",
  path: "/tasks/:taskId/items/:itemId",
  permission: "task.update",
  summary: "Tick one line of the checklist, or take the tick off",
  params: Type.Object({ taskId: Id, itemId: Id }),
  body: Type.Object({ is_done: Type.Boolean() }, closed),
  response: Task,
  errors: ["task.not_found", "task.item_not_found"],
});

const HandOut = Type.Object({ id: Id, made: Type.Integer(), skipped: Type.Integer() }, closed);

export const handOutTasksContract = contract({
  method: "POST",
  path: "/tasks/hand_outs",
  permission: "task.create",
  summary: "One task for each of these customers: to its owner, or evenly to several people",
  body: Type.Object(
    {
      customer_ids: Type.Array(Id, { minItems: 1, maxItems: handOutMost }),
      title: text(200),
      body: Type.Optional(nullable(Type.String({ maxLength: 20_000 }))),
      due_on: Type.Optional(nullable(DateOnly)),
      /** Empty: each customer's owner. */
      user_ids: Type.Array(Id, { maxItems: 50 }),
    },
    closed,
  ),
  response: HandOut,
  errors: ["task.unknown_reference", "task.nobody_to_give", "task.not_found"],
  creates: true,
});

export const takeTasksBackContract = contract({
  method: "DELETE",
  path: "/tasks/hand_outs/:handOutId",
  permission: "task.create",
  summary: "Take back what I handed out in the last 30 days; what was begun or done stays",
  params: Type.Object({ handOutId: Id }),
  response: Done,
  errors: ["task.not_found"],
});
