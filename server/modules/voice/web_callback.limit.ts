import { sql } from "kysely";
import type { Tx } from "../../platform/database/types.ts";
import { Problem } from "../../platform/problem.ts";

/** How often: a visitor who mistypes has some more tries, a prankster gives one number no second day of calls. */
export const mostAsked = { byAddressAnHour: 5, byNumberADay: 3, byWidgetAnHour: 60 };

const keptFor = "90 days";

interface Asker {
  widgetId: string;
  digits: string;
  /** Keyed hash of the network address. */
  address: string;
}

/**
 * Counted in rows, so that all nodes count together; who asks at the same time waits here. What is older than anybody
 * needs goes along. @throws request.too_many, which does not tell of which kind
 */
export async function limitAsking(tx: Tx, { widgetId, digits, address }: Asker): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('web_callback'))`.execute(tx);
  await sql`delete from web_callback where asked_at < now() - ${keptFor}::interval`.execute(tx);
  const { rows } = await sql<{ by_address: number; by_number: number; by_widget: number }>`
    select (select count(*)::int from web_callback where address_hash = ${address} and asked_at > now() - interval '1 hour') as by_address,
      (select count(*)::int from web_callback where digits = ${digits} and asked_at > now() - interval '1 day') as by_number,
      (select count(*)::int from web_callback where widget_id = ${widgetId} and asked_at > now() - interval '1 hour') as by_widget`.execute(
    tx,
  );
  const { by_address, by_number, by_widget } = rows[0]!;
  const isOver =
    by_address >= mostAsked.byAddressAnHour ||
    by_number >= mostAsked.byNumberADay ||
    by_widget >= mostAsked.byWidgetAnHour;
  if (isOver) throw new Problem(429, "request.too_many", { detail: { retry_in_s: 3600 } });
}
