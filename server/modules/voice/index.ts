import "./attached.ts";
import "./events.ts";
import "./permissions.ts";

export { Exchange, type ExchangeParts } from "./exchange/exchange.ts";
export { giveUpLease, holdLease } from "./exchange/lease.ts";
export { voiceRoutes } from "./voice.routes.ts";
