import "./attached.ts";
import "./events.ts";
import "./permissions.ts";

export { Office } from "./exchange/office.ts";
export { sipAddress } from "./extension.ts";
export { voiceRoutes } from "./voice.routes.ts";
