import { sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { accessCustomer, mayReachCustomer, readGate } from "../access.ts";
import { customerNumber } from "../number.ts";
import { tradedOfMany } from "../trade/of_many.ts";
import type { readCustomerGroupContract } from "./relation.contract.ts";
import { sumsOf } from "./sums.ts";

export type Group = ResponseOf<typeof readCustomerGroupContract>;
export type Member = Group["members"][number];

/** Members that are summed at most; a larger group says that it is cut. */
const mostMembers = 5000;

const parentType = sql`(select id from relation_type where key = 'parent')`;

/**
 * The group that a customer belongs to. A parent that the reader does not see is the end of the way up, as if there were none.
 * @throws customer.not_found
 */
export async function readCustomerGroup(
  db: Db,
  actor: Actor,
  customerId: string,
  { limit = 200 }: QueryOf<typeof readCustomerGroupContract>,
): Promise<Group> {
  await accessCustomer(db, actor, customerId);
  const found = await membersBelow(db, actor, await topOf(db, actor, customerId));
  const members = found.slice(0, mostMembers);
  const shown = members.slice(0, limit);
  const traded = await tradedOfMany(
    db,
    actor,
    members.map(({ id }) => id),
  );
  return {
    members: traded ? shown.map((one) => ({ ...one, trades: traded.get(one.id) ?? [] })) : shown,
    more: members.length - shown.length,
    is_cut: found.length > mostMembers,
    sums: sumsOf(members, traded),
  };
}

async function topOf(db: Db, actor: Actor, customerId: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with recursive up (id, height) as (
      select ${customerId}::uuid, 0
      union all
      select p.id, up.height + 1 from up
        join customer_relation r on r.to_id = up.id and r.shape = 'tree' and r.type_id = ${parentType}
        join customer p on p.id = r.from_id and ${mayReachCustomer(actor, "read", "p")})
    select id from up order by height desc limit 1`.execute(db);
  return rows[0]!.id;
}

type Row = Required<
  Pick<Member, "id" | "kind" | "name" | "parent_id" | "depth" | "staff_count" | "revenue_this_year" | "currency">
> & {
  number: number;
  open: number;
};

/** Level by level; rows without a value have null, rows where it is hidden have none. */
async function membersBelow(db: Db, actor: Actor, topId: string): Promise<Member[]> {
  const gate = readGate(actor);
  const { rows } = await sql<Row>`
    with recursive down (id, parent_id, depth) as (
      select ${topId}::uuid, null::uuid, 0
      union all
      select c.id, down.id, down.depth + 1 from down
        join customer_relation r on r.from_id = down.id and r.shape = 'tree' and r.type_id = ${parentType}
        join customer c on c.id = r.to_id and ${mayReachCustomer(actor, "read", "c")}),
    few as (select * from down limit ${mostMembers + 1})
    select c.id, c.number, c.kind, c.name, few.parent_id, few.depth, c.staff_count, c.revenue_this_year, c.currency, ${gate.flags("c")} as open
      from few join customer c on c.id = few.id order by few.depth, c.name_pinyin, c.id`.execute(db);
  return rows.map(({ open, number, staff_count, revenue_this_year, currency, ...row }) => {
    const readable = gate.opened(open);
    return {
      ...row,
      number: customerNumber(row.kind, number),
      ...(readable.has("staff_count") ? { staff_count } : {}),
      ...(readable.has("revenue_this_year") ? { revenue_this_year, currency } : {}),
    };
  });
}
