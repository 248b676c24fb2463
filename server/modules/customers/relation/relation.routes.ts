import { type Route, route } from "../../../platform/http/route.ts";
import {
  addContactRelation,
  listContactRelations,
  readContactRelation,
  removeContactRelation,
} from "./contact_relation.ts";
import { readGraph } from "./graph.ts";
import { readCustomerGroup } from "./group.ts";
import * as relations from "./relation.contract.ts";
import { addRelation, listRelations, readRelation, removeRelation } from "./relation.ts";
import * as types from "./relation_type.contract.ts";
import {
  createRelationType,
  listRelationTypes,
  readRelationType,
  setRetired,
  updateRelationType,
} from "./relation_type.ts";

export const relationRoutes: Route[] = [
  route(types.listRelationTypesContract, (tx, actor) => listRelationTypes(tx, actor)),
  route(types.createRelationTypeContract, (tx, actor, { body }) => createRelationType(tx, actor, body), {
    reread: readRelationType,
  }),
  route(types.updateRelationTypeContract, (tx, actor, { params, body }) =>
    updateRelationType(tx, actor, params.relationTypeId, body),
  ),
  route(types.retireRelationTypeContract, (tx, actor, { params }) =>
    setRetired(tx, actor, params.relationTypeId, true),
  ),
  route(types.reviveRelationTypeContract, (tx, actor, { params }) =>
    setRetired(tx, actor, params.relationTypeId, false),
  ),
  route(relations.listRelationsContract, (tx, actor, { params, query }) =>
    listRelations(tx, actor, params.customerId, query),
  ),
  route(
    relations.addRelationContract,
    (tx, actor, { params, body }) => addRelation(tx, actor, params.customerId, body),
    {
      reread: (tx, actor, id, { params }) => readRelation(tx, actor, params.customerId, id),
    },
  ),
  route(relations.removeRelationContract, (tx, actor, { params }) => removeRelation(tx, actor, params)),
  route(relations.listContactRelationsContract, (tx, actor, { params, query }) =>
    listContactRelations(tx, actor, params.customerId, query),
  ),
  route(
    relations.addContactRelationContract,
    (tx, actor, { params, body }) => addContactRelation(tx, actor, params.customerId, body),
    { reread: (tx, actor, id, { params }) => readContactRelation(tx, actor, params.customerId, id) },
  ),
  route(relations.removeContactRelationContract, (tx, actor, { params }) => removeContactRelation(tx, actor, params)),
  route(relations.readGraphContract, (tx, actor, { params, query }) => readGraph(tx, actor, params.customerId, query)),
  route(relations.readCustomerGroupContract, (tx, actor, { params, query }) =>
    readCustomerGroup(tx, actor, params.customerId, query),
  ),
];
