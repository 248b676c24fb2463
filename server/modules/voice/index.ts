import "./attached.ts";
import "./events.ts";
import "./live.ts";
import "./permissions.ts";

export type { TrunkPlace } from "./exchange/accounts.ts";
export { Office } from "./exchange/office.ts";
export { countAllRefused, readRefused, spoolFile } from "./exchange/spool.ts";
export { byExchange } from "./exchange/write.ts";
export { sipAddress, unseenPassword } from "./extension.ts";
export { voiceJobs } from "./jobs.ts";
export { fileName as recordingFile } from "./recording/recorder.ts";
export { rotateKeys } from "./recording/rotate.ts";
export { voiceRoutes } from "./voice.routes.ts";
export { callbackJobs } from "./web_callback.give.ts";
