import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { forgetFiles } from "../../../platform/file/keep.ts";
import type { House } from "../../../platform/house.ts";
import { forgetExported } from "../consent/sensitive_exit.ts";
import type { Withdrawal } from "./check.ts";

/** Takes finished files back: nobody gets them any more, and the bytes go from `at` on. */
export const withdraw = (tx: Tx, ids: readonly string[], reason: Withdrawal, at?: Date): Promise<void> =>
  takeBack(tx, ids, "withdrawn", reason, at);

export async function takeBack(
  tx: Tx,
  ids: readonly string[],
  state: "withdrawn" | "expired",
  reason: Withdrawal | null,
  at?: Date,
): Promise<void> {
  const { rows } = await sql<{ id: string; created_by: string; file_id: string }>`
    with taken as (select id, file_id from export where id = any(${ids}::uuid[]) and state = 'done' for update)
    update export e set state = ${state}, reason = ${reason}, file_id = null, expires_at = null
      from taken where e.id = taken.id returning e.id, e.created_by, taken.file_id`.execute(tx);
  await sql`delete from export_part where export_id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(tx);
  await forgetFiles(
    tx,
    rows.map(({ file_id }) => file_id),
    at,
  );
  for (const { id, created_by } of rows)
    await record(tx, { userId: created_by, requestId: "export" }, "export.ended", {
      object: "export",
      objectId: id,
      payload: { state },
    });
}

/** A person who is erased stands in no file any more: it goes at once, and a run that has read them ends. */
export async function eraseExported(tx: Tx, _house: House, customerIds: readonly string[]): Promise<void> {
  // a run waits here with its next page: it comes either before the look at the parts, or after the person has gone
  await sql`select 1 from export where state in ('running', 'done') order by id for update`.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select e.id from export e where e.state in ('running', 'done') and exists (select 1 from export_part p
      where p.export_id = e.id and (p.customer_ids && ${customerIds}::uuid[] or p.related_ids && ${customerIds}::uuid[]))`.execute(
    tx,
  );
  const ids = rows.map(({ id }) => id);
  const { rows: ended } = await sql<{ id: string; created_by: string }>`
    update export set state = 'failed', reason = 'export.customer_erased', ended_at = now()
     where id = any(${ids}::uuid[]) and state = 'running' returning id, created_by`.execute(tx);
  for (const { id, created_by } of ended) {
    await tx.deleteFrom("export_part").where("export_id", "=", id).execute();
    await forgetExported(tx, id);
    await record(tx, { userId: created_by, requestId: "erasure" }, "export.ended", {
      object: "export",
      objectId: id,
      payload: { state: "failed" },
    });
  }
  await withdraw(tx, ids, "customer_erased", new Date());
}

/** When files with this customer were made, and by whom: the person may ask. */
export async function tellExported(db: Db, customerId: string): Promise<unknown[]> {
  const { rows } = await sql`
    select e.created_at, e.format, u.name as made_by from export e join app_user u on u.id = e.created_by
     where e.state = 'done' and exists (select 1 from export_part p where p.export_id = e.id and p.customer_ids @> ${[customerId]}::uuid[])
     order by e.created_at`.execute(db);
  return rows;
}
