import "./attached.ts";
import "./events.ts";
import "./live.ts";
import "./permissions.ts";
import "./relation/attached.ts";
import "./relation/events.ts";
import "./relation/permissions.ts";
import "./said/attached.ts";

export { accessCustomer, mayReachCustomer, ofMyClients, visibleCustomers } from "./access.ts";
export { requireClient } from "./contact.ts";
export { sweepSoon } from "./duplicate/sweep.ts";
export { customerJobs } from "./jobs.ts";
export { customerReactions } from "./reactions.ts";
export { customerRoutes } from "./routes.ts";
export { entriesOf, refreshSearch, refreshSearchOf, type SearchSource } from "./search_entry.ts";
export { recountTrades } from "./trade/sums.ts";
