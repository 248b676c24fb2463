import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import { dropIndex, makeColumn, type OwnColumn } from "../../../platform/own/column.ts";
import { raisePolicyVersion } from "../../people/index.ts";
import { refreshSearchOf } from "../search_entry.ts";
import { referredBy } from "./columns.ts";

/** Makes what an own field needs in the database; a field that is there already only gets what its definition now asks for. */
export async function makeOwnField(house: House, { field_id }: { field_id: string }): Promise<void> {
  const field = await house.db
    .selectFrom("own_field")
    .select(["key", "kind", "target", "state", "is_indexed", "is_unique", "is_searched"])
    .where("id", "=", field_id)
    .executeTakeFirst();
  if (!field || field.kind === "formula" || field.state === "retired") return;
  const column: OwnColumn = {
    table: "customer",
    key: field.key,
    kind: field.kind as OwnColumn["kind"],
    references: referredBy(field.kind, field.target),
    isIndexed: field.is_indexed,
    isUnique: field.is_unique,
    bin: "bin_id",
  };
  const made = await makeColumn(house, column);
  if (!field.is_indexed && column.references === null) await dropIndex(house, column, "index");
  if (!field.is_unique) await dropIndex(house, column, "unique");
  const isFoundAnew = field.state === "making" && field.is_searched && (await hasValues(house, field.key));
  await house.transaction(async (tx) => {
    const changed =
      await sql`update own_field set state = 'ready', problem = ${made === "duplicates" ? "duplicates" : null},
        is_unique = ${field.is_unique && made !== "duplicates"}
      where id = ${field_id} and state <> 'retired'`.execute(tx);
    if (changed.numAffectedRows === 0n) return;
    if (isFoundAnew) await refreshSearchSoon(tx);
    await raisePolicyVersion(tx);
    await record(tx, { userId: null, requestId: "make_own_field" }, "own_field.made", {
      object: "own_field",
      objectId: field_id,
    });
  });
}

/** A field that comes back has values that nobody finds any more. */
async function hasValues(house: House, key: string): Promise<boolean> {
  const { rows } = await sql<{
    has: boolean;
  }>`select exists (select 1 from customer c where ${sql.ref(`c.${key}`)} is not null and c.bin_id is null) as has`.execute(
    house.db,
  );
  return rows[0]!.has;
}

export const refreshSearchSoon = (tx: Tx): Promise<void> =>
  addJob(tx, "refresh_search", {}, { key: "refresh_search", isBackground: true });

/** So few that whoever writes one of them does not wait for long. */
const batch = 100;

/** Makes every customer found anew: what is searched has changed. */
export async function refreshSearchOfAll(house: House): Promise<void> {
  for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
    const last = await house.transaction(async (tx) => {
      const { rows } = await sql<{ id: string }>`
        select id from customer where id > ${after} and bin_id is null order by id limit ${batch} for update`.execute(
        tx,
      );
      await refreshSearchOf(
        tx,
        rows.map(({ id }) => id),
      );
      return rows.at(-1)?.id;
    });
    if (last === undefined) return;
    after = last;
  }
}
