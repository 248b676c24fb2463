import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { normalisePhone } from "../../../platform/text/phone.ts";
import { mayReachCustomer, ofMyClients } from "../access.ts";
import { lowsOf, sameName } from "../import/keys.ts";
import { wholePhone } from "../masked.ts";

/** How a trade says whose it is: the first that is given counts. */
export interface Whose {
  customer_id?: string | undefined;
  customer_number?: string | undefined;
  tax_id?: string | undefined;
  phone?: string | undefined;
  name?: string | undefined;
}

export type Found = { id: string; currency: string } | "missing" | "unknown" | "ambiguous";

const kinds = ["customer_id", "customer_number", "tax_id", "phone", "name"] as const;

/**
 * The customers that are meant, in the order asked. What the reader may not see, or could not have found by that field, is
 * unknown; several with the same name, number or tax id are no answer.
 */
export async function findCustomers(db: Db, actor: Actor, asked: readonly Whose[]): Promise<Found[]> {
  const keys = asked.flatMap((one, row) => keyOf(one, row));
  const seen = (...fields: string[]) => mayReachCustomer(actor, "read", "c", fields);
  const { rows } = await sql<{ row: number; id: string; currency: string }>`
    with wanted as materialized (
      select * from unnest(${keys.map(({ row }) => row)}::int[], ${keys.map(({ kind }) => kind)}::text[],
        ${keys.map(({ value }) => value)}::text[], ${keys.map(({ low }) => low)}::text[]) as w (row, kind, value, low))
    select w.row, c.id, c.currency from wanted w join customer c on c.id = w.value::uuid where w.kind = 'customer_id' and ${seen()}
    union select w.row, c.id, c.currency from wanted w join customer c on c.number = w.value::bigint
     where w.kind = 'customer_number' and ${seen()}
    union select w.row, c.id, c.currency from wanted w join customer c on c.tax_id = w.value where w.kind = 'tax_id' and ${seen("tax_id")}
    union select w.row, c.id, c.currency from wanted w join contact_point p on p.normalised = w.value and p.kind = 'phone'
        and ${ofMyClients(actor, "p.client_id")} join customer c on c.id = p.customer_id
     where w.kind = 'phone' and ${seen(...wholePhone)}
    union select w.row, c.id, c.currency from wanted w join customer c
        on c.name_pinyin >= w.low and c.name_pinyin < rtrim(w.low, E'\t') || E'\n'
       and replace(replace(translate(lower(c.name), '（）', '()'), ' ', ''), '　', '') = w.value
     where w.kind = 'name' and ${seen()}`.execute(db);
  const byRow = Map.groupBy(rows, ({ row }) => row);
  return asked.map((one, row) => {
    if (kinds.every((kind) => !one[kind]?.trim())) return "missing";
    const found = byRow.get(row) ?? [];
    if (found.length === 0) return "unknown";
    return found.length > 1 ? "ambiguous" : { id: found[0]!.id, currency: found[0]!.currency };
  });
}

interface Key {
  row: number;
  kind: (typeof kinds)[number];
  value: string;
  low: string;
}

function keyOf(one: Whose, row: number): Key[] {
  const kind = kinds.find((name) => one[name]?.trim());
  if (!kind) return [];
  const typed = one[kind]!.trim();
  const key = (value: string | undefined, low = ""): Key[] => (value === undefined ? [] : [{ row, kind, value, low }]);
  if (kind === "customer_number") return key(/^(?:[CP]-)?0*(\d{1,18})$/i.exec(typed)?.[1]);
  if (kind === "tax_id") return key(typed.replaceAll(/[\s-]/g, "").toUpperCase());
  if (kind === "phone") {
    const phone = normalisePhone(typed);
    return key("error" in phone ? undefined : phone.e164);
  }
  if (kind === "name") return lowsOf(typed).flatMap((low) => key(sameName(typed), low));
  return key(typed);
}
