export type { NodeFacts } from "./operations.ts";
export { adminRoutes } from "./routes.ts";
