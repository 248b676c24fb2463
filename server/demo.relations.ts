import { sql } from "kysely";
import { refreshSearch } from "./modules/customers/index.ts";
import type { Tx } from "./platform/database/types.ts";
import { newId } from "./platform/ids.ts";
import { pinyinKey } from "./platform/search/pinyin.ts";

/** The people of one customer: name, title, role in buying, and whom they report to by their place in the list. */
const staff = [
  ["王建国", "总经理", "decides", null],
  ["林晓燕", "采购部经理", "influences", 0],
  ["沈浩", "财务主管", "influences", 0],
  ["吴国平", "车间主任", "uses", 0],
  ["许婷", "采购员", "uses", 1],
  ["顾文斌", "质量主管", "blocks", 3],
] as const;

/** By the place of both among somebody's companies: what the first is to the second. */
const ties = [
  ["parent", 1, 0],
  ["parent", 1, 2],
  ["parent", 1, 3],
  ["parent", 3, 4],
  ["distributor", 5, 1],
  ["partner", 1, 6],
  ["competitor", 1, 7],
  ["referrer", 8, 1],
] as const;

/** One group of companies with its neighbours for each of the owners, and one customer whose people are known. */
export async function fillRelations(tx: Tx, ownerIds: readonly string[]): Promise<void> {
  for (const ownerId of ownerIds) {
    const { rows } = await sql<{ id: string }>`
      select id from customer where owner_id = ${ownerId} and kind = 'company' order by updated_at desc, id limit 9`.execute(
      tx,
    );
    for (const [key, from, to] of ties) {
      if (!rows[from] || !rows[to]) continue;
      await sql`
        insert into customer_relation (id, type_id, shape, from_id, to_id, created_by)
        select ${newId()}, id, shape, case when shape = 'symmetric' then least(a, b) else a end,
               case when shape = 'symmetric' then greatest(a, b) else b end, ${ownerId}
          from relation_type, (values (${rows[from].id}::uuid, ${rows[to].id}::uuid)) as pair (a, b) where key = ${key}`.execute(
        tx,
      );
    }
    if (rows[1]) await addStaff(tx, ownerId, rows[1].id);
  }
}

async function addStaff(tx: Tx, ownerId: string, customerId: string): Promise<void> {
  const ids = staff.map(() => newId());
  for (const [at, [name, title, buying_role, above]] of staff.entries())
    await tx
      .insertInto("contact")
      .values({
        id: ids[at]!,
        customer_id: customerId,
        name,
        name_pinyin: pinyinKey(name),
        title,
        buying_role,
        reports_to: above === null ? null : ids[above]!,
        created_by: ownerId,
      })
      .execute();
  await refreshSearch(tx, customerId);
}
