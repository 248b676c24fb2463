import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { forgetFiles } from "../../../platform/file/keep.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import { aboutCall } from "./about.ts";

const hour = 3600_000;
const together = 200;
const bySweep = { userId: null, requestId: "sweep_recordings" };

/** Once an hour while there are recordings. */
export const tidyLater = (tx: Tx): Promise<void> =>
  addJob(
    tx,
    "sweep_recordings",
    {},
    { key: "sweep_recordings", runAt: new Date(Date.now() + hour), whenWaiting: "keep", isBackground: true },
  );

/** Erases what is older than the days of its number, or of the organisation; what is held stays. */
export async function sweepRecordings(house: House): Promise<void> {
  for (;;) {
    const count = await house.transaction(async (tx) => {
      const { rows } = await sql<{ call_id: string }>`
        select distinct r.call_id from recording r join call c on c.id = r.call_id
          left join recording_rule own on own.number_id = c.number_id and c.direction = 'inbound'
          left join recording_rule ours on ours.number_id is null
         where r.state in ('kept', 'lost') and not exists (select 1 from recording_hold h where h.call_id = r.call_id)
           and r.started_at < now() - make_interval(days => case when own.number_id is null then ours.keep_days else own.keep_days end)
         limit ${together}`.execute(tx);
      const callIds = rows.map(({ call_id }) => call_id);
      await eraseRecordings(tx, sql<SqlBool>`r.call_id = any(${callIds}::uuid[])`, "retention");
      return callIds.length;
    });
    if (count < together) break;
  }
  await house.transaction(async (tx) => {
    const left = await tx.selectFrom("recording").select("call_id").where("state", "<>", "erased").limit(1).execute();
    if (left.length > 0) await tidyLater(tx);
  });
}

/**
 * Destroys recordings: the key with this transaction, so that no copy of the file tells anything from then on, the file's bytes
 * right after it. @param which condition on alias r
 */
export async function eraseRecordings(
  tx: Tx,
  which: RawBuilder<SqlBool>,
  why: "retention" | "customer",
): Promise<void> {
  const { rows } = await sql<{ call_id: string; stored_file_id: string | null }>`
    with gone as (select r.call_id, r.part, r.stored_file_id from recording r where ${which} and r.state <> 'erased' for update)
    update recording r set state = 'erased', key_id = null, key = null, peaks = null, stored_file_id = null, chain = null, pieces = '[]',
        erased_at = now(), erased_for = ${why}
      from gone where r.call_id = gone.call_id and r.part = gone.part returning r.call_id, gone.stored_file_id`.execute(
    tx,
  );
  const files = rows.flatMap(({ stored_file_id }) => stored_file_id ?? []);
  await forgetFiles(tx, files, new Date());
  for (const callId of new Set(rows.map(({ call_id }) => call_id)))
    await record(tx, bySweep, "recording.erased", { ...(await aboutCall(tx, callId)), payload: { why } });
}
