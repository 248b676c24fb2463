import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, Problem } from "../../platform/problem.ts";
import { mayContact, requireUnprotected } from "../customers/index.ts";
import type { Match } from "./match.ts";

export interface Wanted {
  /** E.164; null: an emergency number, which is nobody's. */
  digits: string | null;
  customerId: string | null;
  contactId: string | null;
  /** Null: nobody said for whom, so that a refusal to any client counts. */
  clientId: string | null;
}

/**
 * Whoever bears the number keeps what they said and what protects them, whether they were clicked or typed. Who names a customer
 * that bears it calls that one, and whoever of theirs bears it where nobody or another one is named; otherwise it is asked for all. @throws customer.protected, customer.locked, call.refused where it is another customer's, call.consent_refused
 */
export async function requireCallable(db: Db, actor: Pick<Actor, "userId" | "grants">, wanted: Wanted): Promise<void> {
  const { digits, customerId, contactId, clientId } = wanted;
  const bearers = digits === null ? [] : await bearersOf(db, digits);
  const named = customerId === null ? [] : [{ customer_id: customerId, contact_id: contactId }];
  const theirs = bearers.filter(({ customer_id }) => customer_id === customerId);
  const isNamed = theirs.some(({ contact_id }) => contact_id === contactId);
  const called = isNamed ? named : [...named, ...(theirs.length > 0 ? theirs : bearers)];
  for (const { customer_id } of called)
    await requireUnprotected(db, actor, customer_id, "dial").catch((error: unknown) => {
      if (customer_id === customerId || !(error instanceof Problem)) throw error;
      throw conflict("call.refused", { reason: "protected" }); // whose number it is, and why, is not for who cannot see them
    });
  const answers = await mayContact(
    db,
    called.map(({ customer_id, contact_id }) => ({
      ...{ customerId: customer_id, contactId: contact_id, point: digits, clientId },
      ...{ channel: "voice", purpose: "service" },
    })),
  );
  const refusal = answers.find(({ allowed }) => !allowed);
  if (refusal) throw conflict("call.consent_refused", { reason: refusal.reason });
}

/** Whose number it is, of all clients: a wall between those who read is none for what a person has refused. */
export async function bearersOf(db: Db, digits: string): Promise<Match[]> {
  const { rows } = await sql<Match>`
    select distinct p.customer_id, p.contact_id from contact_point p join customer c on c.id = p.customer_id
     where p.kind = 'phone' and p.normalised = ${digits} and c.bin_id is null limit 100`.execute(db);
  return rows;
}
