import "./events.ts";
import "./permissions.ts";

export { voiceRoutes } from "./voice.routes.ts";
