import type { Tx } from "../../../platform/database/types.ts";
import { addJob } from "../../../platform/job/add.ts";

const hour = 3_600_000;

/** Rules are looked at soon after they change, and every hour. */
export const recycleSoon = (tx: Tx): Promise<void> =>
  addJob(
    tx,
    "recycle_pools",
    {},
    { key: "recycle_pools soon", isBackground: true, runAt: new Date(Date.now() + 60_000), maxAttempts: 3 },
  );

export const recycleInAnHour = (tx: Tx): Promise<void> =>
  addJob(
    tx,
    "recycle_pools",
    {},
    { key: "recycle_pools", isBackground: true, runAt: new Date(Date.now() + hour), whenWaiting: "keep" },
  );
