import "./attached.ts";
import "./events.ts";
import "./passage.ts";
import "./permissions.ts";

export { calendarJobs } from "./jobs.ts";
export { calendarRoutes } from "./routes.ts";
export { forgetTasks, type GivenTask, giveTask, withdrawTask } from "./task.given.ts";
