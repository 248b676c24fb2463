import { sql } from "kysely";
import type { ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { accessCustomer } from "../access.ts";
import type { listSensitiveReadsContract } from "../consent.contract.ts";

/** Notes that somebody read sensitive facts; the same ones again within ten minutes are one reading. */
export async function noteSensitiveRead(
  db: Db,
  actor: Actor,
  customerId: string,
  fields: readonly string[],
): Promise<void> {
  if (fields.length === 0 || actor.userId === null) return;
  await sql`insert into sensitive_read (user_id, customer_id, fields)
    select ${actor.userId}, ${customerId}, ${fields}::text[] where not exists (
      select 1 from sensitive_read r where r.user_id = ${actor.userId} and r.customer_id = ${customerId} and r.how = 'record'
         and r.read_at > now() - interval '10 minutes' and r.fields @> ${fields}::text[])`.execute(db);
}

/** @throws customer.not_found */
export async function listSensitiveReads(
  db: Db,
  actor: Actor,
  customerId: string,
): Promise<ResponseOf<typeof listSensitiveReadsContract>> {
  await accessCustomer(db, actor, customerId);
  const { rows } = await sql<ResponseOf<typeof listSensitiveReadsContract>["reads"][number]>`
    select json_build_object('id', u.id, 'name', u.name) as user, r.how, r.fields, r.read_at from (
        select user_id, how, fields, read_at from sensitive_read where customer_id = ${customerId}
        union all select e.user_id, e.how, e.fields, e.read_at from sensitive_exit e where e.how = 'export' and exists (
          select 1 from sensitive_exit_part p where p.exit_id = e.id and p.customer_ids @> ${[customerId]}::uuid[])
        order by read_at desc limit 200) r
      join app_user u on u.id = r.user_id order by r.read_at desc`.execute(db);
  return { reads: rows };
}
