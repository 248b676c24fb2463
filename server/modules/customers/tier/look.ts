import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { organisationTimeZone } from "../../people/index.ts";
import { todayOf } from "../trade/today.ts";
import type { Looked } from "./compile.ts";
import type { At } from "./figures.ts";
import { loadThresholds } from "./rules.ts";
import { everything } from "./system.ts";

/** Everything that a look at customers by rules needs, as it stands now. */
export async function lookNow(db: Db): Promise<Looked> {
  const { rows } = await sql<{ currency: string; costs: At["costs"] }>`
    select coalesce((select value ->> 'currency' from setting where name = 'organisation'), 'CNY') as currency,
      (select coalesce(json_agg(json_build_object('kind', kind, 'amount', amount)), '[]') from tier_cost) as costs`.execute(
    db,
  );
  const at = { today: await todayOf(db), timeZone: await organisationTimeZone(db), ...rows[0]! };
  return { system: await everything(db), at, thresholds: await loadThresholds(db) };
}
