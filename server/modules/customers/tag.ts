import { sql } from "kysely";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { accessCustomer, requireWritable } from "./access.ts";
import { type CustomerRecord, presentCustomer } from "./record.ts";
import { refreshSearch } from "./search_entry.ts";

/** Ties tags to a customer by name; a name that is new becomes a tag. */
export async function addTagRows(tx: Tx, customerId: string, names: readonly string[]): Promise<void> {
  const wanted = distinct(names);
  if (wanted.length === 0) return;
  await tx
    .insertInto("tag")
    .values(wanted.map((name) => ({ id: newId(), name })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await sql`insert into customer_tag (customer_id, tag_id)
    select ${customerId}, id from tag where lower(name) = any(${wanted.map((name) => name.toLowerCase())})
    on conflict do nothing`.execute(tx);
}

function distinct(names: readonly string[]): string[] {
  const byKey = new Map(names.map((name) => [name.trim().toLowerCase(), name.trim()]));
  return [...byKey.values()].filter((name) => name !== "");
}

export async function setTags(
  tx: Tx,
  actor: Actor,
  customerId: string,
  names: readonly string[],
): Promise<CustomerRecord> {
  const access = await accessCustomer(tx, actor, customerId, "update");
  requireWritable(access, ["tags"]);
  const before = await tagNames(tx, customerId);
  await tx.deleteFrom("customer_tag").where("customer_id", "=", customerId).execute();
  await addTagRows(tx, customerId, names);
  const after = await tagNames(tx, customerId);
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    await record(tx, actor, "customer.tagged", {
      object: "customer",
      objectId: customerId,
      changes: [{ field: "tags", before, after }],
    });
    await tx.updateTable("customer").set({ updated_at: sql`now()` }).where("id", "=", customerId).execute();
    await refreshSearch(tx, customerId);
  }
  return await presentCustomer(tx, actor, customerId, access);
}

async function tagNames(tx: Tx, customerId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("customer_tag")
    .innerJoin("tag", "tag.id", "customer_tag.tag_id")
    .select("tag.name")
    .where("customer_id", "=", customerId)
    .orderBy("tag.name")
    .execute();
  return rows.map((row) => row.name);
}

export async function listTags(db: Db) {
  return { tags: await db.selectFrom("tag").select(["id", "name"]).orderBy("name").limit(1000).execute() };
}
