import { type SqlBool, sql } from "kysely";
import type { Tx } from "../../platform/database/types.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { forgetTasks } from "../calendar/index.ts";
import { forgetCalls } from "../customers/index.ts";
import { callBackTitles } from "./exchange/callback.ts";
import { eraseRecordings } from "./recording/retention.ts";

interface Erased {
  /** Who go altogether. */
  customerIds: string[];
  /** A contact who goes, whose customer stays. */
  contactId: string | null;
  /** E.164, borne by those who are erased and by nobody else. */
  numbers: string[];
}

const byErasure = { userId: null, requestId: "erasure" };

/** Of calls with a person who is erased nothing is left but that they were, and how long; nor of calls of a number that was theirs alone. */
export async function forgetCallsOf(tx: Tx, { customerIds, contactId, numbers }: Erased): Promise<void> {
  const { rows } = await sql<{ id: string; interaction_id: string | null; stays: boolean }>`
    select c.id, c.interaction_id, not coalesce(c.customer_id = any(${customerIds}::uuid[]), false) as stays from call c
     where c.customer_id = any(${customerIds}::uuid[]) or c.contact_id = ${contactId}::uuid or c.their_digits = any(${numbers}::text[])
       for update`.execute(tx);
  const ids = rows.map(({ id }) => id);
  await eraseRecordings(tx, sql<SqlBool>`r.call_id = any(${ids}::uuid[])`, "customer");
  for (const forget of [
    sql`delete from call_note where call_id = any(${ids}::uuid[])`,
    sql`update call_wrap_up set disposition = null where call_id = any(${ids}::uuid[])`,
    sql`update call_person set notice = null where call_id = any(${ids}::uuid[])`,
    sql`delete from recording_hold where call_id = any(${ids}::uuid[])`,
    sql`update call set their_digits = null, their_name = null, disposition = null where id = any(${ids}::uuid[])`,
    sql`update call set customer_id = null, contact_id = null where customer_id = any(${customerIds}::uuid[])`,
    sql`update call set contact_id = null where contact_id = ${contactId}::uuid`,
  ])
    await forget.execute(tx);
  // lines of customers who are erased go with them
  await forgetCalls(
    tx,
    byErasure,
    rows.flatMap(({ interaction_id, stays }) => (stays && interaction_id ? interaction_id : [])),
  );
  await forgetCallBacks(tx, numbers);
}

/** A task to call back somebody whom nobody knew yet names their number. */
async function forgetCallBacks(tx: Tx, numbers: readonly string[]): Promise<void> {
  const titles = numbers.flatMap((number) => callBackTitles(displayPhone(number)));
  const { rows } = await sql<{ id: string }>`select id from task where title = any(${titles}::text[])`.execute(tx);
  await forgetTasks(
    tx,
    rows.map(({ id }) => id),
  );
}
