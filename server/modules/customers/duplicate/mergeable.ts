import { sql } from "kysely";
import { onMerge, staysAtMerge } from "../../../platform/attached.ts";
import { recountTradesOf } from "../trade/sums.ts";

const ref = (alias: string, column: string) => sql.ref(`${alias}.${column}`);

onMerge({ kind: "contact", table: "contact", column: "customer_id", row: { id: "id" }, client: "client_id" });
onMerge({
  kind: "contact_point",
  table: "contact_point",
  column: "customer_id",
  row: { id: "id" },
  client: "client_id",
  follows: { kind: "contact", column: "contact_id" },
  once: (alias, clientId) => [ref(alias, "contact_id"), ref(alias, "kind"), ref(alias, "normalised"), clientId],
});
onMerge({ kind: "interaction", table: "interaction", column: "customer_id", row: { id: "id" }, client: "client_id" });
onMerge({ kind: "consent", table: "consent", column: "customer_id", row: { id: "id" }, client: "client_id" });
onMerge({ kind: "file", table: "customer_file", column: "customer_id", row: { id: "id" }, client: "client_id" });
for (const kind of ["promise", "touch", "intelligence"])
  onMerge({ kind, table: kind, column: "customer_id", row: { id: "id" }, client: "client_id" });
onMerge({
  kind: "trade",
  table: "trade",
  column: "customer_id",
  row: { id: "id" },
  client: "client_id",
  settle: (tx, { winner, losers }) => recountTradesOf(tx, [winner, ...losers]),
});
onMerge({
  kind: "share",
  table: "customer_share",
  column: "customer_id",
  row: { id: "id" },
  once: (alias) => [ref(alias, "user_id"), ref(alias, "team_id")],
});
onMerge({ kind: "client", table: "customer_client", column: "customer_id", row: { link: "client_id" } });
onMerge({ kind: "tag", table: "customer_tag", column: "customer_id", row: { link: "tag_id" } });
onMerge({ kind: "star", table: "customer_star", column: "customer_id", row: { link: "user_id" } });

staysAtMerge("customer_visit", "customer_id", "what somebody opened is what they opened");
staysAtMerge("bulk_edit_row", "customer_id", "an undo of the edit asks the record that it changed");
staysAtMerge("import_customer", "customer_id", "the import made this record and no other");
staysAtMerge("import_update", "customer_id", "the import met this record and no other");
staysAtMerge("import_part", "customer_id", "the import hung it on this record");
staysAtMerge("duplicate_pair", "one_id", "a pair is told between standing records only");
staysAtMerge("duplicate_pair", "other_id", "a pair is told between standing records only");
staysAtMerge("duplicate_verdict", "one_id", "said of this record");
staysAtMerge("duplicate_verdict", "other_id", "said of this record");
staysAtMerge("duplicate_told", "customer_id", "told of this record");
staysAtMerge("trade_month", "customer_id", "counted anew from the trades");
staysAtMerge("trade_sum", "customer_id", "counted anew from the trades");
staysAtMerge("customer_merge", "winner_id", "an undo goes step by step");
staysAtMerge("client_fact", "customer_id", "taken along by the merge itself");
