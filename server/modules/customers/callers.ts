import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import { type Actor, fieldsEver } from "../../platform/permission/actor.ts";
import { maskPhone } from "../../platform/text/phone.ts";
import { mayReachCustomer, ofMyClients, readGate } from "./access.ts";
import { seesMasked } from "./masked.ts";
import { customerNumber } from "./number.ts";

export interface CallerMatch {
  customer_id: string;
  contact_id: string | null;
}

export interface Callers {
  callers: { id: string; name: string; number: string; contact: { id: string; name: string } | null }[];
  /** A kept number as the reader may see it: whole where a record that bears it shows it whole, or where the reader's numbers are not masked. */
  tells(digits: string): string;
}

/** Whose number it is, of those customers whom the actor sees; the first of a customer's matches names the contact. */
export async function readCallers(db: Db, actor: Actor, matches: readonly CallerMatch[]): Promise<Callers> {
  const contactOf = new Map<string, string | null>();
  for (const { customer_id, contact_id } of matches)
    if (!contactOf.has(customer_id)) contactOf.set(customer_id, contact_id);
  const ids = [...contactOf.keys()];
  const gate = readGate(actor);
  const { rows } = await sql<{
    id: string;
    kind: string;
    name: string;
    number: string;
    flags: number;
    contact: { id: string; name: string } | null;
  }>`
    select c.id, c.kind, c.name, c.number, ${gate.flags("c")} as flags,
      (select json_build_object('id', p.id, 'name', p.name) from contact p
        where p.id = (${JSON.stringify(Object.fromEntries(contactOf))}::jsonb ->> c.id::text)::uuid and p.customer_id = c.id and ${ofMyClients(actor, "p.client_id")}) as contact
      from customer c where c.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")} order by c.updated_at desc, c.id`.execute(
    db,
  );
  const opened = rows.map(({ flags }) => gate.opened(flags));
  const isOpen = opened.some((fields) => fields.has("phone_whole"));
  // of a stranger nothing is masked; who reads no numbers at all is told none whole
  const isWhole = isOpen || (!seesMasked(actor) && (fieldsEver(actor, "customer", "read")?.has("phone_whole") ?? true));
  return {
    callers: rows.map(({ id, kind, name, number, contact }, at) => ({
      id,
      name,
      number: customerNumber(kind, Number(number)),
      contact: opened[at]!.has("contacts") ? contact : null,
    })),
    tells: (digits) => (isWhole ? digits : maskPhone(digits)),
  };
}
