import { sql } from "kysely";
import type { Db } from "./platform/database/types.ts";
import { newId } from "./platform/ids.ts";

const hour = 3_600_000;
const catalogue = [
  {
    name: "24 小时内上门",
    is_feasible: true,
    why_not: null,
    checks: [
      ["industry", "同行一般 48 小时", "holds"],
      ["competitors", "两家对手承诺 24 小时，一家守得住", "tight"],
      ["needs", "停线一天的客户等不了两天", "holds"],
      ["resources", "省内四个技师，省外要看排班", "tight"],
    ],
  },
  {
    name: "当天改图",
    is_feasible: true,
    why_not: null,
    checks: [
      ["needs", "改版多在下午提出", "holds"],
      ["resources", "设计两人轮班", "holds"],
    ],
  },
  {
    name: "缺货包赔",
    is_feasible: false,
    why_not: "原料要等三周，库存撑不住",
    checks: [["resources", "安全库存只够十天", "fails"]],
  },
] as const;

const learned = [
  ["suppliers", "上家膜材供应商两次断货，采购在行业群里问过替代方案。", "行业群", "likely"],
  ["frustrations", "夜班换膜要停机四十分钟，车间主任一直想缩短。", "车间主任", "sure"],
  ["deciders", "新来的财务总监在压账期。", "林晓燕", "likely"],
  ["reputation", "在展会上跟人说我们交货准。", "秋季包装展", "sure"],
  ["health", "第二工厂推迟到明年，资金有点紧。", "当地报纸", "rumour"],
] as const;

/** A catalogue, and for the best customers a promise, what we learned and what was sent. */
export async function fillDemoSaid(db: Db, now = new Date()): Promise<void> {
  for (const { checks, ...kind } of catalogue) {
    const id = newId();
    await db
      .insertInto("promise_kind")
      .values({ id, ...kind })
      .execute();
    const rows = checks.map(([aspect, finding, verdict]) => ({ kind_id: id, aspect, finding, verdict }));
    await db.insertInto("promise_check").values(rows).execute();
  }
  const { rows } = await sql<{ id: string; owner_id: string }>`
    select id, owner_id from customer where owner_id is not null and stage in ('high_value', 'loyal') order by updated_at desc, id limit 60`.execute(
    db,
  );
  for (const [at, customer] of rows.entries()) await fillOne(db, customer, at, now.getTime());
}

async function fillOne(db: Db, { id, owner_id }: { id: string; owner_id: string }, at: number, now: number) {
  const time = (hours: number) => new Date(now + hours * hour).toISOString();
  const [kind, body, source, reliability] = learned[at % learned.length]!;
  const shared = { customer_id: id, created_by: owner_id };
  await db
    .insertInto("intelligence")
    .values({ ...shared, id: newId(), kind, body, source, reliability, happened_at: time(-24 * (1 + (at % 20))) })
    .execute();
  if (at % 2 === 0)
    await db
      .insertInto("touch")
      .values({
        ...shared,
        id: newId(),
        channel: at % 4 === 0 ? "sample" : "mail",
        campaign: "秋茶包装季",
        body: at % 4 === 0 ? "寄了 320 mm 样膜两卷" : "《秋茶包装季》新品册",
        happened_at: time(-24 * (3 + (at % 30))),
        ...(at % 6 === 0 ? { other_party: "越新广告" } : { user_id: owner_id }),
      })
      .execute();
  if (at % 3 === 0) await fillPromise(db, shared, owner_id, at, time);
}

async function fillPromise(
  db: Db,
  shared: { customer_id: string; created_by: string },
  owner_id: string,
  at: number,
  time: (hours: number) => string,
) {
  const promise = {
    ...shared,
    id: newId(),
    owner_id,
    what: at % 2 === 0 ? "第二条产线改图发给采购" : "下周二前给出换膜方案",
  };
  const due = at % 9 === 0 ? time(-20) : time(6 + at * 5);
  await db
    .insertInto("promise")
    .values({
      ...promise,
      due_at: due,
      created_at: time(-26),
      ...(at % 9 === 0 ? { state: "broken", ended_at: due } : {}),
    })
    .execute();
  if (at % 9 !== 0)
    await sql`select graphile_worker.add_job('break_promise', ${JSON.stringify({ promise_id: promise.id })}::json,
      run_at => ${due}::timestamptz, job_key => ${`break_promise ${promise.id}`})`.execute(db);
}
