import { type Route, route } from "../../../platform/http/route.ts";
import { searchPassagesContract } from "./passage.contract.ts";
import { searchPassages } from "./search_passages.ts";

export const passageRoutes: Route[] = [
  route(searchPassagesContract, (db, actor, { query }) => searchPassages(db, actor, query)),
];
