import { sql } from "kysely";
import { refreshSearchOf } from "./modules/customers/index.ts";
import type { Db } from "./platform/database/types.ts";
import { newId } from "./platform/ids.ts";

/** A pool of the sales teams in East China with customers that nobody followed up, and one customer that is protected. */
export async function fillDemoPools(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const poolId = newId();
    await tx
      .insertInto("pool")
      .values({
        id: poolId,
        name: "华东公海",
        picks_per_day: 10,
        capacity: 2000,
        cool_down_days: 30,
        no_follow_up_days: 365,
        warning_days: 14,
        hidden_fields: ["phone", "wechat"],
        views_per_day: 100,
      })
      .execute();
    await sql`insert into pool_picker (pool_id, team_id) select ${poolId}, id from team where name like '华东%'`.execute(
      tx,
    );
    const { rows } = await sql<{ id: string }>`
      with quiet as (
        select c.id, c.owner_id, c.updated_at, row_number() over (order by c.updated_at, c.id) as nth from customer c join team m on m.id = c.team_id
         where m.name like '华东%' and c.stage in ('lapsed', 'prospect') and c.kind = 'company'
           and not exists (select 1 from task t where t.customer_id = c.id)
         order by c.updated_at, c.id limit 36),
      joined as (
        insert into pool_membership (customer_id, pool_id, since, last_owner_id, reason)
        select id, ${poolId}, now() - make_interval(days => nth::int), owner_id, case when nth % 4 = 0 then 'released' else 'no_follow_up' end from quiet)
      update customer c set owner_id = null, team_id = null, pool_id = ${poolId} from quiet where c.id = quiet.id returning c.id`.execute(
      tx,
    );
    await refreshSearchOf(
      tx,
      rows.map(({ id }) => id),
    );
    await sql`insert into customer_protection (customer_id, kind, reason, until, by_user)
      select id, 'protected', '年框正在谈，先不要打扰', now() + interval '30 days', owner_id from customer
       where stage = 'high_value' and owner_id is not null and kind = 'company' order by updated_at desc, id offset 7 limit 1`.execute(
      tx,
    );
  });
}
