import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { type Answer, decide, type PurposeRule, type Statement } from "./decide.ts";

export interface Ask {
  customerId: string;
  contactId?: string | null;
  /** The number or address as it is kept (E.164, lower case). */
  point?: string | null;
  /** For whom the contact is made; without one a refusal to any client counts. */
  clientId?: string | null;
  channel: string;
  purpose: string;
}

/**
 * The one question that every sender and dialler asks before it contacts anybody: answers in the order of the asks, each
 * with its reason. Many at once are one query. A purpose that nobody defined, or that is used no more, is only allowed with consent.
 */
export async function mayContact(db: Db, asks: readonly Ask[], at: Date = new Date()): Promise<Answer[]> {
  if (asks.length === 0) return [];
  const ids = [...new Set(asks.map(({ customerId }) => customerId))];
  const { rows } = await sql<Row>`
    select s.id, s.customer_id, s.contact_id, s.client_id, s.point, s.channel, s.purpose, s.verdict, s.said_at, s.until
      from consent s where s.customer_id = any(${ids}::uuid[]) and s.retracted_at is null`.execute(db);
  const purposes = await db
    .selectFrom("consent_purpose")
    .select(["key", "rule"])
    .where("retired_at", "is", null)
    .execute();
  const rules = new Map(purposes.map(({ key, rule }) => [key, rule as PurposeRule]));
  const statements = Map.groupBy(rows, ({ customer_id }) => customer_id);
  return asks.map(({ customerId, contactId = null, point = null, clientId = null, channel, purpose }) =>
    decide(
      (statements.get(customerId) ?? []).map(asStatement),
      { contactId, point, clientId, channel, purpose, at: at.getTime() },
      rules.get(purpose) ?? "opt_in",
    ),
  );
}

interface Row {
  id: string;
  customer_id: string;
  contact_id: string | null;
  client_id: string | null;
  point: string | null;
  channel: string | null;
  purpose: string | null;
  verdict: "given" | "refused";
  said_at: string;
  until: string | null;
}

const asStatement = (row: Row): Statement => ({
  id: row.id,
  contactId: row.contact_id,
  clientId: row.client_id,
  point: row.point,
  channel: row.channel,
  purpose: row.purpose,
  verdict: row.verdict,
  saidAt: new Date(row.said_at).getTime(),
  until: row.until === null ? null : new Date(row.until).getTime(),
});
