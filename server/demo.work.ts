import { sql } from "kysely";
import { indexPassagesSoon, refreshSearchOf, sweepSoon } from "./modules/customers/index.ts";
import type { Db, Tx } from "./platform/database/types.ts";
import { newId } from "./platform/ids.ts";
import { pinyinKey } from "./platform/search/pinyin.ts";

const day = 86_400_000;
const tasks = [
  ["寄封口机样册和报价", -2, "high"],
  ["回电：可降解膜的检测报告", 0, "normal"],
  ["约下周的打样时间", 1, "normal"],
  ["催第三季度的对账单", 3, "high"],
  ["补全采购部的联系人", 6, "low"],
  ["年框协议到期前谈续签", 20, "normal"],
] as const;

/** Tasks on the best customers, a few doubles as sales people make them, and what some said about being contacted. */
export async function fillDemoWork(db: Db, now = new Date()): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await fillTasks(tx, now.getTime());
    await fillDoubles(tx, now.getTime());
    await fillConsents(tx);
    await sweepSoon(tx);
    await sql`insert into passage_fill (object) values ('interaction') on conflict do nothing`.execute(tx);
    await indexPassagesSoon(tx);
  });
}

async function fillTasks(tx: Tx, now: number): Promise<void> {
  const { rows } = await sql<{ id: string; owner_id: string }>`
    select id, owner_id from customer where owner_id is not null and stage in ('high_value', 'loyal') order by updated_at desc, id limit 48`.execute(
    tx,
  );
  await tx
    .insertInto("task")
    .values(
      rows.map(({ id, owner_id }, at) => {
        const [title, days, priority] = tasks[at % tasks.length]!;
        const due = new Date(now + (days + Math.floor(at / 24)) * day);
        due.setUTCHours(9, 0, 0, 0);
        return {
          id: newId(),
          title,
          customer_id: id,
          assignee_id: owner_id,
          created_by: owner_id,
          due_at: due.toISOString(),
          has_time: true,
          priority,
        };
      }),
    )
    .execute();
}

/** The same company once more: without its legal form, by a colleague, with the phone that the first one has. */
async function fillDoubles(tx: Tx, now: number): Promise<void> {
  const { rows } = await sql<{
    id: string;
    name: string;
    city: string | null;
    phone: string;
    owner_id: string;
    team_id: string;
  }>`
    select c.id, c.name, c.city, u.id as owner_id, u.team_id,
      (select p.normalised from contact_point p where p.customer_id = c.id and p.kind = 'phone' and p.contact_id is null limit 1) as phone
    from customer c cross join lateral (select id, team_id from app_user where id <> c.owner_id and team_id = c.team_id order by id limit 1) u
    where c.kind = 'company' and c.name like '%有限公司' and exists (select 1 from contact_point p where p.customer_id = c.id and p.kind = 'phone' and p.contact_id is null)
    order by c.updated_at desc, c.id limit 12`.execute(tx);
  const ids: string[] = [];
  for (const [at, { id: first, name, city, phone, owner_id, team_id }] of rows.entries()) {
    const id = newId();
    ids.push(id);
    const then = new Date(now - (40 + at) * day).toISOString();
    const again = at % 3 === 2 ? name : name.replace(/(?:集团)?(?:股份)?有限(?:责任)?公司$/u, "");
    await tx
      .insertInto("customer")
      .values({
        id,
        kind: "company",
        name: again,
        name_pinyin: pinyinKey(again, "company"),
        city,
        owner_id,
        team_id,
        created_by: owner_id,
        created_at: then,
        updated_at: then,
      })
      .execute();
    await tx
      .insertInto("contact_point")
      .values({ id: newId(), customer_id: id, kind: "phone", value: phone, normalised: phone, is_primary: true })
      .execute();
    await sql`insert into customer_client (customer_id, client_id) select ${id}, client_id from customer_client where customer_id = ${first}`.execute(
      tx,
    );
  }
  await refreshSearchOf(tx, ids);
}

async function fillConsents(tx: Tx): Promise<void> {
  await sql`
    insert into consent (id, customer_id, purpose, verdict, source, proof, said_at, recorded_by)
    select gen_random_uuid(), c.id, case when c.at % 5 = 0 then null else 'marketing' end, case when c.at % 5 = 0 then 'refused' else 'given' end,
      'spoken', '电话里说的', now() - make_interval(days => 20 + c.at::int), c.owner_id
    from (select id, owner_id, row_number() over (order by updated_at desc, id) as at from customer where owner_id is not null and kind = 'person' limit 40) c`.execute(
    tx,
  );
}
