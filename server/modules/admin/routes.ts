import { type Route, route } from "../../platform/http/route.ts";
import { readFirstStepsContract, readOperationsContract } from "./operations.contract.ts";
import { type NodeFacts, readFirstSteps, readOperations } from "./operations.ts";

export const adminRoutes = (node: NodeFacts): Route[] => [
  route(readOperationsContract, (_tx, _actor, { house }) => readOperations(house, node)),
  route(readFirstStepsContract, (_tx, actor, { house }) => readFirstSteps(house, actor)),
];
