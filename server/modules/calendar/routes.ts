import { type Route, route } from "../../platform/http/route.ts";
import { handOutTasks, readHandOut, takeTasksBack } from "./hand_out.ts";
import * as contracts from "./task.contract.ts";
import { listTasks, readTask } from "./task.read.ts";
import { cancelTask, checkTaskItem, completeTask, reopenTask, setTaskItems } from "./task.state.ts";
import { createTask, updateTask } from "./task.ts";

export const calendarRoutes: Route[] = [
  route(contracts.listTasksContract, (tx, actor, { query }) => listTasks(tx, actor, query)),
  route(contracts.readTaskContract, (tx, actor, { params }) => readTask(tx, actor, params.taskId)),
  route(contracts.createTaskContract, (tx, actor, { body }) => createTask(tx, actor, body), {
    reread: (tx, actor, id) => readTask(tx, actor, id),
  }),
  route(contracts.updateTaskContract, (tx, actor, { params, body }) => updateTask(tx, actor, params.taskId, body)),
  route(contracts.completeTaskContract, (tx, actor, { params }) => completeTask(tx, actor, params.taskId)),
  route(contracts.reopenTaskContract, (tx, actor, { params }) => reopenTask(tx, actor, params.taskId)),
  route(contracts.cancelTaskContract, (tx, actor, { params }) => cancelTask(tx, actor, params.taskId)),
  route(contracts.setTaskItemsContract, (tx, actor, { params, body }) => setTaskItems(tx, actor, params.taskId, body)),
  route(contracts.checkTaskItemContract, (tx, actor, { params, body }) =>
    checkTaskItem(tx, actor, params, body.is_done),
  ),
  route(contracts.handOutTasksContract, (tx, actor, { body }) => handOutTasks(tx, actor, body), {
    reread: (tx, actor, id) => readHandOut(tx, actor, id),
  }),
  route(contracts.takeTasksBackContract, (tx, actor, { params }) => takeTasksBack(tx, actor, params.handOutId)),
];
