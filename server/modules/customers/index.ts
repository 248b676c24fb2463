import "./attached.ts";
import "./events.ts";
import "./live.ts";
import "./permissions.ts";
import "./pool/events.ts";
import "./pool/live.ts";
import "./pool/permissions.ts";
import "./relation/attached.ts";
import "./relation/events.ts";
import "./relation/permissions.ts";

export { visibleCustomers } from "./access.ts";
export { customerJobs } from "./jobs.ts";
export { customerReactions } from "./reactions.ts";
export { customerRoutes } from "./routes.ts";
export { entriesOf, refreshSearch, type SearchSource } from "./search_entry.ts";
