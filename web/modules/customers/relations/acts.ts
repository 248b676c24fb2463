import { readHistoryContract } from "../../../../server/modules/customers/history.contract.ts";
import {
  addRelationContract,
  listRelationsContract,
  readCustomerGroupContract,
  readGraphContract,
  removeRelationContract,
} from "../../../../server/modules/customers/relation/relation.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { t } from "../../../text/locale.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";

export type Relation = ResponseOf<typeof listRelationsContract>["relations"][number];

/** Graphs and groups of others may hold it as well: all that are open are read again. */
export async function rereadRelations(...customerIds: string[]): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: keyOf(readGraphContract) }),
    client.invalidateQueries({ queryKey: keyOf(readCustomerGroupContract) }),
    ...customerIds.flatMap((customerId) => [
      client.invalidateQueries({ queryKey: [...keyOf(listRelationsContract), { params: { customerId } }] }),
      client.invalidateQueries({ queryKey: [...keyOf(readHistoryContract), { params: { customerId } }] }),
    ]),
  ]);
}

export async function takeBack(customerId: string, { id, other }: Relation): Promise<void> {
  try {
    await call(removeRelationContract, { params: { customerId, relationId: id } });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
  await rereadRelations(customerId, other.id);
}

/** Ends a relation, with the way back. */
export async function endRelation(customerId: string, relation: Relation): Promise<void> {
  try {
    await call(removeRelationContract, { params: { customerId, relationId: relation.id } });
    await rereadRelations(customerId, relation.other.id);
    showToast({
      text: t("relations.removed", { name: relation.other.name }),
      undo: () => putBack(customerId, relation),
    });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
}

async function putBack(customerId: string, { type_id, end, other, note, client_id }: Relation): Promise<void> {
  try {
    const body = { type_id, end, customer_id: other.id, note, client_id };
    await call(addRelationContract, { params: { customerId }, body });
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
  }
  await rereadRelations(customerId, other.id);
}
