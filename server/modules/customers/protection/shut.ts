import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { Problem } from "../../../platform/problem.ts";

/** What may not be done to a customer that somebody protected or locked: everything but reading and writing down what happened. */
export type ProtectedAct =
  | "update"
  | "transfer"
  | "share"
  | "remove"
  | "erase"
  | "merge"
  | "recycle"
  | "pick"
  | "dial"
  | "mail";

export interface Protection {
  kind: "protected" | "locked";
  reason: string;
  until: string | null;
  by: { id: string; name: string };
  created_at: string;
}

/** Condition on alias: no protection keeps this actor from acting on the row. */
export function unprotected(actor: Actor, alias: string): RawBuilder<SqlBool> {
  if (mayEver(actor, "protection.override")) return sql<SqlBool>`true`;
  return sql<SqlBool>`not exists (select 1 from customer_protection kept where kept.customer_id = ${sql.ref(`${alias}.id`)} and ${holds("kept")}
    and not (${excepts(actor, "kept", sql.ref(`${alias}.owner_id`))}))`;
}

/** Condition on alias: nobody protects or locks it now, for what no person does. */
export const unkept = (alias: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`not exists (select 1 from customer_protection kept where kept.customer_id = ${sql.ref(`${alias}.id`)} and ${holds("kept")})`;

const holds = (alias: string) => sql`(${sql.ref(`${alias}.until`)} is null or ${sql.ref(`${alias}.until`)} > now())`;

/** The owner acts on what is protected, who locked it on what is locked. */
const excepts = (actor: Pick<Actor, "userId">, alias: string, owner: RawBuilder<unknown>) =>
  sql`case ${sql.ref(`${alias}.kind`)} when 'locked' then ${sql.ref(`${alias}.by_user`)} = ${actor.userId}::uuid
    else coalesce(${owner} = ${actor.userId}::uuid, false) end`;

/** The protection that holds now, and whether it keeps this actor from acting. */
export async function protectionOf(
  db: Db,
  actor: Pick<Actor, "userId" | "grants">,
  customerId: string,
): Promise<{ protection: Protection | null; isShut: boolean }> {
  const { rows } = await sql<Protection & { may: boolean }>`
    select p.kind, p.reason, p.until, p.created_at, json_build_object('id', u.id, 'name', u.name) as by, ${excepts(actor, "p", sql`c.owner_id`)} as may
      from customer_protection p join customer c on c.id = p.customer_id join app_user u on u.id = p.by_user
     where p.customer_id = ${customerId} and ${holds("p")}`.execute(db);
  if (!rows[0]) return { protection: null, isShut: false };
  const { may, ...protection } = rows[0];
  return { protection, isShut: !may && !mayEver(actor, "protection.override") };
}

export const shutProblem = ({ kind, reason, until, by }: Protection, act: ProtectedAct): Problem =>
  new Problem(423, `customer.${kind}`, { detail: { act, reason, until, by, name: by.name } });

/**
 * Asked by everything that acts on one customer; also before it is dialled or mailed. The caller has locked the row when
 * it writes, so that a lock set meanwhile is seen. @throws customer.locked, customer.protected, with the reason and by whom
 */
export async function requireUnprotected(
  db: Db,
  actor: Pick<Actor, "userId" | "grants">,
  customerId: string,
  act: ProtectedAct,
): Promise<void> {
  const { protection, isShut } = await protectionOf(db, actor, customerId);
  if (protection && isShut) throw shutProblem(protection, act);
}
