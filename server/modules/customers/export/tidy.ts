import { sql } from "kysely";
import type { Tx } from "../../../platform/database/types.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import { exportDays } from "../export_job.contract.ts";
import { takeBack } from "./withdraw.ts";

const dayMs = 86_400_000;

/** Once a day while there are exports. */
export const tidyLater = (tx: Tx): Promise<void> =>
  addJob(
    tx,
    "tidy_exports",
    {},
    { key: "tidy_exports", isBackground: true, runAt: new Date(Date.now() + dayMs), whenWaiting: "keep" },
  );

/** Files go after their days, what was ordered after its own. */
export async function tidyExports(house: House): Promise<void> {
  await house.transaction(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select id from export where state = 'done' and expires_at <= now() for update skip locked`.execute(tx);
    await takeBack(
      tx,
      rows.map(({ id }) => id),
      "expired",
      null,
    );
    await sql`delete from export where state not in ('waiting', 'running', 'done')
      and created_at <= now() - make_interval(days => ${exportDays.line})`.execute(tx);
    const left = await tx.selectFrom("export").select("id").limit(1).executeTakeFirst();
    if (left) await tidyLater(tx);
  });
}
