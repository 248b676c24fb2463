import type { QueryKey } from "@tanstack/react-query";
import { listTasksContract, readTaskContract } from "../../server/modules/calendar/task.contract.ts";
import { listBinContract } from "../../server/modules/customers/bin.contract.ts";
import {
  listConsentsContract,
  listPurposesContract,
  listReadLogContract,
} from "../../server/modules/customers/consent.contract.ts";
import {
  listCustomersContract,
  listTagsContract,
  readCustomerContract,
} from "../../server/modules/customers/customer.contract.ts";
import { readDeliveryContract } from "../../server/modules/customers/delivery.contract.ts";
import {
  listDuplicatesContract,
  readDuplicateRulesContract,
  readDuplicatesContract,
} from "../../server/modules/customers/duplicate.contract.ts";
import { listExportsContract } from "../../server/modules/customers/export_job.contract.ts";
import { listFieldsContract } from "../../server/modules/customers/fields.contract.ts";
import { listFilesContract } from "../../server/modules/customers/file.contract.ts";
import { groupCustomersContract } from "../../server/modules/customers/group.contract.ts";
import { listHandOversContract } from "../../server/modules/customers/hand_over.contract.ts";
import { readHistoryContract } from "../../server/modules/customers/history.contract.ts";
import { listImportsContract, readImportContract } from "../../server/modules/customers/import.contract.ts";
import { readCheckContract } from "../../server/modules/customers/import_check.contract.ts";
import { readUndoContract } from "../../server/modules/customers/import_undo.contract.ts";
import { listInteractionsContract } from "../../server/modules/customers/interaction.contract.ts";
import { listMergesContract } from "../../server/modules/customers/merge.contract.ts";
import {
  listLayoutsContract,
  readLayoutContract,
  readMyLayoutContract,
} from "../../server/modules/customers/own/layout.contract.ts";
import { listOwnFieldsContract } from "../../server/modules/customers/own/own_field.contract.ts";
import * as poolPicks from "../../server/modules/customers/pool/pick.contract.ts";
import { listPoolsContract } from "../../server/modules/customers/pool/pool.contract.ts";
import {
  listPromiseKindsContract,
  listPromisesContract,
} from "../../server/modules/customers/promise/promise.contract.ts";
import * as relations from "../../server/modules/customers/relation/relation.contract.ts";
import { listRelationTypesContract } from "../../server/modules/customers/relation/relation_type.contract.ts";
import { listIntelligenceContract } from "../../server/modules/customers/said/said.contract.ts";
import { readCustomerTiersContract } from "../../server/modules/customers/tier/customer_tier.contract.ts";
import { readMovementsContract, readTiersContract } from "../../server/modules/customers/tier/tier.contract.ts";
import {
  listTradeImportsContract,
  readTradeImportContract,
} from "../../server/modules/customers/trade/import/import.contract.ts";
import { listTradesContract, readTradeSumsContract } from "../../server/modules/customers/trade/trade.contract.ts";
import { listViewsContract } from "../../server/modules/customers/view.contract.ts";
import { listNoticesContract } from "../../server/modules/people/notification/notification.contract.ts";
import { listCustomerRecordingsContract } from "../../server/modules/voice/recording.contract.ts";
import { keyOf } from "../api/queries.ts";
import type { LiveEvent } from "./protocol.ts";
import { peopleRules } from "./refetch_people.ts";
import { telephoneRules } from "./refetch_telephone.ts";
import type { Rule } from "./stale.ts";

const ofCustomer = (event: LiveEvent) => ({ params: { customerId: event.root_id ?? event.object_id ?? "" } });
const record = (event: LiveEvent) => [
  keyOf(readCustomerContract, ofCustomer(event)),
  [...keyOf(readHistoryContract), ofCustomer(event)],
];
const lists = [keyOf(listCustomersContract), keyOf(groupCustomersContract)];
const tasks = [keyOf(listTasksContract), keyOf(readTaskContract)];

/** Comes and goes: the bin as well. */
const removal = (event: LiveEvent) => [...(event.root === "customer" ? record(event) : []), keyOf(listBinContract)];

const merging = (event: LiveEvent) => [
  ...record(event),
  keyOf(listMergesContract, ofCustomer(event)),
  [...keyOf(listInteractionsContract), ofCustomer(event)],
  keyOf(listFilesContract, ofCustomer(event)),
  keyOf(listDuplicatesContract),
  keyOf(readDuplicatesContract),
];

const pooling = (event: LiveEvent) => [
  ...record(event),
  keyOf(listPoolsContract),
  keyOf(poolPicks.listPoolCustomersContract),
  keyOf(poolPicks.listPoolWarningsContract),
];

/** Event name -> what is stale. A new object gets a line here and no socket code of its own. */
const rules: readonly Rule[] = [
  ...telephoneRules,
  ...peopleRules,
  { about: "customer.removed", refetch: removal, slowly: lists },
  { about: "customer.restored", refetch: removal, slowly: lists },
  { about: "customer.merged", refetch: merging, slowly: lists },
  { about: "customer.merged_away", refetch: merging, slowly: lists },
  { about: "customer.unmerged", refetch: merging, slowly: lists },
  { about: "customer.released", refetch: pooling, slowly: lists },
  { about: "customer.release_undone", refetch: pooling, slowly: lists },
  { about: "customer.picked", refetch: pooling, slowly: lists },
  {
    about: "pool",
    refetch: () => [
      keyOf(listPoolsContract),
      keyOf(poolPicks.listPoolCustomersContract),
      keyOf(poolPicks.listPoolWarningsContract),
    ],
    slowly: lists,
  },
  {
    about: "customer",
    refetch: (event) => [...record(event), keyOf(readCustomerTiersContract, ofCustomer(event))],
    slowly: lists,
  },
  {
    about: "tier",
    refetch: () => [keyOf(readCustomerTiersContract), keyOf(readCustomerContract), keyOf(readMovementsContract)],
    slowly: lists,
  },
  { about: "tier_run", refetch: () => [keyOf(readTiersContract)], slowly: [...lists, keyOf(readMovementsContract)] },
  { about: "tier_ladder", refetch: () => [keyOf(readTiersContract), keyOf(readCustomerTiersContract)] },
  { about: "tier_strategy", refetch: () => [keyOf(readTiersContract), keyOf(readCustomerTiersContract)] },
  { about: "tier_cost", refetch: () => [keyOf(readTiersContract)] },
  { about: "consent_purpose", refetch: () => [keyOf(listPurposesContract), keyOf(listConsentsContract)] },
  { about: "consent", refetch: (event) => [keyOf(listConsentsContract, ofCustomer(event)), ...record(event)] },
  {
    about: "duplicate",
    refetch: () => [keyOf(listDuplicatesContract), keyOf(readDuplicatesContract)],
  },
  { about: "duplicate_rule", refetch: () => [keyOf(readDuplicateRulesContract)] },
  { about: "contact", refetch: record, slowly: lists },
  { about: "contact_point", refetch: record, slowly: lists },
  {
    about: "phone.revealed",
    refetch: (event) => [[...keyOf(readHistoryContract), ofCustomer(event)], keyOf(listReadLogContract)],
  },
  {
    about: "customer_file",
    refetch: (event) => [keyOf(listFilesContract, ofCustomer(event)), ...record(event)],
  },
  {
    about: "customer_relation",
    refetch: (event) => [
      keyOf(relations.listRelationsContract, ofCustomer(event)),
      [...keyOf(readHistoryContract), ofCustomer(event)],
      keyOf(relations.readGraphContract),
      keyOf(relations.readCustomerGroupContract),
    ],
  },
  {
    about: "contact_relation",
    refetch: (event) => [
      keyOf(relations.listContactRelationsContract, ofCustomer(event)),
      [...keyOf(readHistoryContract), ofCustomer(event)],
    ],
  },
  { about: "relation_type", refetch: () => [keyOf(listRelationTypesContract)] },
  { about: "share", refetch: record },
  {
    about: "bulk_edit",
    refetch: () => [keyOf(readCustomerContract), keyOf(readHistoryContract)],
    slowly: lists,
  },
  {
    about: "star",
    refetch: (event) => [keyOf(readCustomerContract, ofCustomer(event)), ...lists],
  },
  {
    about: "delivery",
    refetch: (event) => [keyOf(readDeliveryContract, { params: { viewId: event.object_id ?? "" } })],
  },
  { about: "view", refetch: () => [keyOf(listViewsContract)] },
  { about: "notice", refetch: () => [keyOf(listNoticesContract), ...tasks] },
  {
    about: "task",
    refetch: (event) => [
      ...tasks,
      ...(event.root === "customer" ? [[...keyOf(readHistoryContract), ofCustomer(event)]] : []),
    ],
  },
  { about: "tag", refetch: () => [keyOf(listTagsContract)] },
  {
    about: "interaction",
    refetch: (event) => [
      [...keyOf(listInteractionsContract), ofCustomer(event)],
      keyOf(readCustomerContract, ofCustomer(event)),
      keyOf(listCustomerRecordingsContract, ofCustomer(event)),
    ],
    slowly: lists,
  },
  ...["promise", "touch", "intelligence"].map(
    (about): Rule => ({
      about,
      refetch: (event) => [
        keyOf(listPromisesContract),
        keyOf(listIntelligenceContract),
        [...keyOf(listInteractionsContract), ofCustomer(event)],
        [...keyOf(readHistoryContract), ofCustomer(event)],
      ],
      slowly: lists,
    }),
  ),
  { about: "promise_kind", refetch: () => [keyOf(listPromiseKindsContract)] },
  {
    about: "trade",
    refetch: (event) => [
      [...keyOf(listTradesContract), ofCustomer(event)],
      [...keyOf(readTradeSumsContract)],
      [...keyOf(listInteractionsContract), ofCustomer(event)],
      [...keyOf(readHistoryContract), ofCustomer(event)],
    ],
    slowly: lists,
  },
  {
    about: "import",
    refetch: (event) => [
      keyOf(readImportContract, { params: { importId: event.object_id ?? "" } }),
      keyOf(readCheckContract, { params: { importId: event.object_id ?? "" } }),
      keyOf(readUndoContract, { params: { importId: event.object_id ?? "" } }),
      keyOf(listImportsContract),
    ],
    slowly: lists,
  },
  {
    about: "trade_import",
    refetch: (event) => [
      keyOf(readTradeImportContract, { params: { tradeImportId: event.object_id ?? "" } }),
      keyOf(listTradeImportsContract),
    ],
    slowly: lists,
  },
  { about: "export", refetch: () => [keyOf(listExportsContract)] },
  {
    about: "own_field",
    refetch: () => [keyOf(listOwnFieldsContract), keyOf(listFieldsContract), keyOf(readCustomerContract)],
  },
  { about: "hand_over", refetch: () => [keyOf(listHandOversContract)], slowly: lists },
  {
    about: "layout",
    refetch: () => [keyOf(readMyLayoutContract), keyOf(readLayoutContract), keyOf(listLayoutsContract)],
  },
];

export interface Stale {
  now: QueryKey[];
  slowly: QueryKey[];
}

/** What a batch of events makes stale, each key once. */
export function staleAfter(events: readonly LiveEvent[]): Stale {
  const now = new Map<string, QueryKey>();
  const slowly = new Map<string, QueryKey>();
  for (const event of events) {
    const rule = rules.find((one) => one.about === event.name || one.about === event.name.split(".")[0]);
    for (const key of rule?.refetch(event) ?? []) now.set(JSON.stringify(key), key);
    for (const key of rule?.slowly ?? []) slowly.set(JSON.stringify(key), key);
  }
  return { now: [...now.values()], slowly: [...slowly.values()] };
}
