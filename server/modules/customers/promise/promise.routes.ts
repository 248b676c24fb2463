import { type Route, route } from "../../../platform/http/route.ts";
import { keepPromise, movePromise, reopenPromise, withdrawPromise } from "./end.ts";
import {
  createPromiseKind,
  listPromiseKinds,
  readPromiseKind,
  retirePromiseKind,
  revivePromiseKind,
  updatePromiseKind,
} from "./kind.ts";
import * as contracts from "./promise.contract.ts";
import { givePromise, listPromises, readPromise, removePromise } from "./promise.ts";

export const promiseRoutes: Route[] = [
  route(contracts.listPromisesContract, (tx, actor, { params, query }) =>
    listPromises(tx, actor, params.customerId, query),
  ),
  route(
    contracts.givePromiseContract,
    (tx, actor, { params, body }) => givePromise(tx, actor, params.customerId, body),
    {
      reread: (tx, actor, promiseId, { params }) =>
        readPromise(tx, actor, { customerId: params.customerId, promiseId }),
    },
  ),
  route(contracts.keepPromiseContract, (tx, actor, { params }) => keepPromise(tx, actor, params)),
  route(contracts.withdrawPromiseContract, (tx, actor, { params, body }) => withdrawPromise(tx, actor, params, body)),
  route(contracts.movePromiseContract, (tx, actor, { params, body }) => movePromise(tx, actor, params, body)),
  route(contracts.reopenPromiseContract, (tx, actor, { params }) => reopenPromise(tx, actor, params)),
  route(contracts.removePromiseContract, (tx, actor, { params }) => removePromise(tx, actor, params)),
  route(contracts.listPromiseKindsContract, (tx) => listPromiseKinds(tx)),
  route(contracts.createPromiseKindContract, (tx, actor, { body }) => createPromiseKind(tx, actor, body), {
    reread: (tx, _actor, id) => readPromiseKind(tx, id),
  }),
  route(contracts.updatePromiseKindContract, (tx, actor, { params, body }) =>
    updatePromiseKind(tx, actor, params.kindId, body),
  ),
  route(contracts.retirePromiseKindContract, (tx, actor, { params }) => retirePromiseKind(tx, actor, params.kindId)),
  route(contracts.revivePromiseKindContract, (tx, actor, { params }) => revivePromiseKind(tx, actor, params.kindId)),
];
