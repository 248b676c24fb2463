import { sql } from "kysely";
import { placeEverybody } from "./modules/customers/index.ts";
import type { Db, Tx } from "./platform/database/types.ts";

const strategies = [
  [
    "code",
    "A",
    "每季拜访一次，报价和交期先排他们；问题当天回。",
    "Visit every quarter; their quotes and dates come first; answer the same day.",
  ],
  ["code", "B", "每月一次电话，找出升到 A 的一单。", "A call a month; find the order that makes it an A."],
  ["code", "C", "邮件和商城为主，不主动上门。", "Mail and the shop; no visits of our own accord."],
  [
    "pyramid",
    "most_valuable",
    "总监每半年见一次老板，留住比涨价要紧。",
    "The director meets the owner twice a year; keeping them matters more than price.",
  ],
  ["pyramid", "most_growable", "先做一条线的试用，再谈全厂。", "Begin with a trial on one line, then the whole works."],
  ["pyramid", "low_contribution", "并单发货，少跑现场。", "Ship orders together; fewer trips."],
  ["pyramid", "below_zero", "谈最低起订量，谈不拢就放手。", "Agree on a least order, or let go."],
] as const;

/** Customers with a potential, placed by the rules, and how some of them moved in the months before. */
export async function fillDemoTiers(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`update customer set potential_amount = (abs(hashtext(number::text || ' potential')) % 900 + 100)::bigint * 20000
      where kind = 'company' and abs(hashtext(number::text || ' asked')) % 5 = 0`.execute(tx);
    for (const [ladder, value, zh, en] of strategies)
      await sql`insert into tier_strategy (ladder, value, text_zh, text_en) values (${ladder}, ${value}, ${zh}, ${en})
        on conflict (ladder, value) do update set text_zh = excluded.text_zh, text_en = excluded.text_en`.execute(tx);
    await placeEverybody(tx);
    await movedBefore(tx, "code", ["A", "B", "C"]);
    await movedBefore(tx, "pyramid", ["most_valuable", "most_growable", "low_contribution", "below_zero"]);
  });
}

/** One move each, from the step above or below to where they stand now, in one of the last six months. */
async function movedBefore(tx: Tx, ladder: "code" | "pyramid", order: readonly string[]): Promise<void> {
  const value = sql.ref(`t.${ladder}`);
  await sql`update customer_tier set placed_at = now() - interval '8 months'`.execute(tx);
  await sql`
    insert into tier_move (customer_id, ladder, from_value, to_value, moved_at)
    select d.id, ${ladder}, d.steps[case when d.at = 1 or (d.at < array_length(d.steps, 1) and d.seed % 3 > 0) then d.at + 1 else d.at - 1 end], d.value,
        now() - make_interval(days => d.seed % 175, hours => d.seed % 9)
      from (select c.id, ${value} as value, ${order}::text[] as steps, array_position(${order}::text[], ${value}) as at,
          abs(hashtext(c.number::text || ${ladder})) as seed from customer c join customer_tier t on t.customer_id = c.id) d
     where d.seed % 7 = 0 and (d.value <> ${order.at(-1)!} or d.seed % 3 = 0) and (d.value <> ${order[2]!} or d.seed % 4 = 0)`.execute(
    tx,
  );
  await sql`update customer_tier t set ${sql.ref(`${ladder}_since`)} = m.moved_at from tier_move m where m.customer_id = t.customer_id and m.ladder = ${ladder}`.execute(
    tx,
  );
}
