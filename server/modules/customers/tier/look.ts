import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { organisationTimeZone } from "../../people/index.ts";
import { todayOf } from "../trade/today.ts";
import type { Looked } from "./compile.ts";
import { loadThresholds } from "./rules.ts";
import { everything } from "./system.ts";

/** Everything that a look at customers by rules needs, as it stands now. */
export async function lookNow(db: Db): Promise<Looked> {
  const { rows } = await sql<{ currency: string | null }>`
    select value ->> 'currency' as currency from setting where name = 'organisation'`.execute(db);
  const at = {
    today: await todayOf(db),
    timeZone: await organisationTimeZone(db),
    currency: rows[0]?.currency ?? "CNY",
  };
  return { system: await everything(db), at, thresholds: await loadThresholds(db) };
}
