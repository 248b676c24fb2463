import { type Route, route } from "../../../platform/http/route.ts";
import { protectCustomerContract, unprotectCustomerContract } from "./protection.contract.ts";
import { protectCustomer, unprotectCustomer } from "./protection.ts";

export const protectionRoutes: Route[] = [
  route(protectCustomerContract, (tx, actor, { params, body }) => protectCustomer(tx, actor, params.customerId, body)),
  route(unprotectCustomerContract, (tx, actor, { params }) => unprotectCustomer(tx, actor, params.customerId)),
];
