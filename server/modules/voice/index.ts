import "./attached.ts";
import "./events.ts";
import "./live.ts";
import "./permissions.ts";

export { Office } from "./exchange/office.ts";
export { sipAddress, unseenPassword } from "./extension.ts";
export { voiceRoutes } from "./voice.routes.ts";
export { callbackJobs } from "./web_callback.give.ts";
