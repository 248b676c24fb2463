import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { startHarness } from "#test/harness.ts";
import {
  allMergeables,
  allMergedByHand,
  allPersonalData,
  allThatStay,
  allTransferables,
} from "../../platform/attached.ts";

const house = await startHarness();

interface Reference {
  table: string;
  column: string;
}

async function referencesTo(table: string): Promise<Reference[]> {
  const { rows } = await sql<Reference>`
    select c.conrelid::regclass::text as table, a.attname as column
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid = ${table}::regclass order by 1, 2`.execute(house.db);
  return rows;
}

/** How each table that hangs on a customer is told to the person; all of them go with the customer's row or by `onErase`. */
const ofCustomer: Record<string, string> = {
  contact: "row",
  contact_point: "row",
  interaction: "row",
  consent: "consents",
  intelligence: "intelligence",
  promise: "promises",
  touch: "touches",
  task: "tasks",
  call: "calls",
  web_callback: "web_callbacks",
  trade: "trades",
  customer_tier: "tiers",
  tier_hold: "tiers",
  tier_move: "tiers",
  trade_month: "sums of the trades",
  trade_sum: "sums of the trades",
  customer_share: "row",
  customer_tag: "row",
  customer_file: "files",
  customer_relation: "relations",
  customer_client: "who works for it, nothing about the person",
  import_customer: "which row of which import it came from",
  import_part: "which rows of which import became it",
  import_update: "which import changed it; the values stand in the history",
  duplicate_pair: "which record it was held for likely to be; nothing about the person",
  duplicate_verdict: "what a colleague said of two records; nothing about the person",
  duplicate_told: "to whom it was told that the record exists",
  customer_merge: "merges",
  client_fact: "merges",
  bulk_edit_row: "which edit of many changed it; the values stand in the history",
  customer_protection: "protection",
  pool_membership: "pool",
  pool_pick: "pool",
  pool_recycle: "whom it was taken from; told with the history",
  pool_view: "who looked at it in the pool",
  pool_warning: "what its owner was told; nothing about the person",
  customer_star: "what a colleague marked for themselves",
  customer_visit: "who looked at it last",
};

test("every table that hangs on a customer says what becomes of it when a person is told or erased", async () => {
  const tables = [...new Set((await referencesTo("customer")).map(({ table }) => table))].filter(
    (table) => table !== "customer",
  );
  assert.deepEqual(
    tables.filter((table) => !(table in ofCustomer)),
    [],
    "say here how it is told, and register onErase where deleting the customer's row does not take it along",
  );
  const kinds = new Set(allPersonalData().map(({ kind }) => kind));
  assert.ok(kinds.has("files"));
});

test("every column that names a customer says what becomes of it when the customer becomes part of another", async () => {
  const columns = (await referencesTo("customer"))
    .filter(({ table }) => table !== "customer")
    .map(({ table, column }) => `${table}.${column}`);
  const goes = new Set([
    ...allMergeables().map(({ table, column }) => `${table}.${column}`),
    ...allMergedByHand().flatMap(({ columns }) => columns),
  ]);
  assert.deepEqual(
    columns.filter((column) => !goes.has(column) && !allThatStay().has(column)),
    [],
    "register onMerge or staysAtMerge for it",
  );
});

/** Columns that make a record somebody's, by the word that the hand-over calls it. */
const owned: Record<string, string> = {
  "customer.owner_id": "customer",
  "saved_view.owner_id": "view",
  "promise.owner_id": "promise",
  "task.assignee_id": "task",
};

test("every column that makes a record somebody's is handed over", async () => {
  const columns = (await referencesTo("app_user"))
    .filter(({ column }) => /^(owner|assignee|assigned|responsible|handler)(_|$)/.test(column))
    .map(({ table, column }) => `${table}.${column}`);
  assert.ok(columns.includes("customer.owner_id"), "the question still finds them");
  assert.deepEqual(
    columns.filter((column) => !(column in owned)),
    [],
    "register onTransfer for it and name its kind here",
  );
  const kinds = new Set(allTransferables().map(({ kind }) => kind));
  assert.deepEqual(
    Object.values(owned).filter((kind) => !kinds.has(kind)),
    [],
  );
});
