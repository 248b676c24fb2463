import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { DialOptions } from "../../../platform/telephony/adapter.ts";
import { maskPhone } from "../../../platform/text/phone.ts";
import { spokenName } from "../caller_name.ts";

type From = DialOptions["from"];

/**
 * What a person's device is told of the other party: a page's script and a desk phone's display are exits like any other. Who has
 * any grant that reads customers without whole numbers, or none, is told a mask; their page says more where a record does.
 * @param address `user@domain`
 */
export async function shownTo(db: Db, address: string, from: From): Promise<From> {
  if (!from.number.startsWith("+")) return from;
  return (await seesWhole(db, address)) ? from : asMasked(from);
}

/** Also where nobody can be asked. */
export const asMasked = ({ number, name }: From): From =>
  number.startsWith("+") ? { number: maskPhone(number).replaceAll(" ", ""), name: spokenName(name) } : { number, name };

async function seesWhole(db: Db, address: string): Promise<boolean> {
  const { rows } = await sql<{ is_whole: boolean | null }>`
    select bool_and(g.fields is null or 'phone_whole' = any(g.fields)) as is_whole
      from extension e join user_role r on r.user_id = e.user_id join role_grant g on g.role_id = r.role_id
     where e.digits = ${address.split("@")[0]} and g.object = 'customer' and g.action = 'read'`.execute(db);
  return rows[0]?.is_whole === true;
}
