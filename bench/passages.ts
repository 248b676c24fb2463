import { sql } from "kysely";
import { pinyin } from "pinyin-pro";
import { newId } from "../server/platform/ids.ts";
import { customerAt } from "../test/generate/customers.ts";
import { interactionsOf } from "../test/generate/interactions.ts";
import { randomOf } from "../test/generate/random.ts";
import { caller } from "./http.ts";
import { line, measure } from "./measure.ts";
import type { Options, World } from "./world.ts";

const things =
  "封口机 礼盒 自立袋 气泡袋 内膜 保温袋 可降解膜 标签 纸样 样册 对账单 检测报告 年框协议 色卡 说明书 运单".split(" ");
const tasks = ["寄#和报价", "回电：#的交期", "催#", "核对#的数量", "约#的打样时间", "补#的合同附件"];
const promises = ["#五天之内交货", "#降价两个点", "免费重做#", "派人上门看#", "#的差额月底退清"];
const limit = 25;

/** A task and a promise for every fifth customer, then everything is indexed as in an organisation that was there before. */
export async function addPassages({ db }: World, { seed }: Options): Promise<void> {
  const known = await db.selectFrom("setting").select("name").where("name", "=", "bench_passages").executeTakeFirst();
  if (!known) {
    const random = randomOf(seed, 91);
    const { rows } = await sql<{ id: string; owner_id: string }>`
      select id, owner_id from customer where number % 5 = 0 and owner_id is not null`.execute(db);
    for (let from = 0; from < rows.length; from += 2000) {
      const made = rows.slice(from, from + 2000).map(({ id, owner_id }) => ({
        task: newId(),
        promise: newId(),
        customer_id: id,
        owner_id,
        title: phrase(random, tasks),
        what: phrase(random, promises),
        days: random.below(500),
      }));
      await sql`
        with made as (select * from jsonb_to_recordset(${JSON.stringify(made)}::jsonb)
            as m(task uuid, promise uuid, customer_id uuid, owner_id uuid, title text, what text, days int)),
          tasks as (insert into task (id, title, customer_id, assignee_id, created_by, created_at)
            select task, title, customer_id, owner_id, owner_id, timestamptz '2026-11-01' - days * interval '1 day' from made)
        insert into promise (id, customer_id, what, owner_id, created_by, due_at, created_at)
        select promise, customer_id, what, owner_id, owner_id, timestamptz '2030-01-01', timestamptz '2026-11-01' - days * interval '1 day' from made`.execute(
        db,
      );
    }
    await sql`delete from passage_due`.execute(db);
    await sql`insert into passage_fill (object) values ('task'), ('interaction'), ('promise') on conflict do nothing`.execute(
      db,
    );
    await sql`insert into setting (name, value) values ('bench_passages', 'true') on conflict do nothing`.execute(db);
  }
  await indexed(db);
}

async function indexed(db: World["db"]): Promise<void> {
  const left = async () =>
    (await sql<{ object: string }>`select object from passage_fill`.execute(db)).rows.map(({ object }) => object);
  if ((await left()).length === 0) return;
  const began = performance.now();
  await sql`select graphile_worker.add_job('index_passages', '{}'::json, job_key => 'index_passages', queue_name => 'passages')`.execute(
    db,
  );
  while ((await left()).length > 0) await new Promise((resolve) => setTimeout(resolve, 1000));
  const { rows } = await sql<{ count: number; size: string }>`
    select count(*)::int as count, pg_size_pretty(pg_total_relation_size('passage')) as size from passage`.execute(db);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`  ${rows[0]!.count} passages indexed in ${seconds.toFixed(0)} s, ${rows[0]!.size}\n`);
  await sql`analyze passage`.execute(db);
}

const phrase = (random: ReturnType<typeof randomOf>, from: readonly string[]): string =>
  random.pick(from).replace("#", random.pick(things));

/** By kind of query, at one connection; how many of the queries found anything. */
export async function passagesBench(world: World, options: Options): Promise<Record<string, unknown>> {
  await addPassages(world, options);
  const result: Record<string, unknown> = {};
  for (const [who, userId, step] of [
    ["all", world.readerId, 1],
    ["rep", world.repId, 2000],
  ] as const) {
    const call = caller(world.base, await world.cookieOf(userId));
    const ask = (q: string) => call("GET", `/api/search/passages?q=${encodeURIComponent(q)}`);
    for (const [kind, queries] of Object.entries(drawQueries(options, step))) {
      const measured = await measure(
        1,
        queries.map((q) => () => ask(q)),
      );
      line(`${who} ${kind}, 1 connection`, measured, limit);
      let found = 0;
      for (const q of queries)
        if ((JSON.parse((await ask(q)).text) as { groups: unknown[] }).groups.length > 0) found++;
      result[`${who} ${kind}`] = { ...measured, found: `${found}/${queries.length}` };
      process.stdout.write(`    ${found} of ${queries.length} found something, ${queries.slice(0, 3).join("; ")}\n`);
    }
  }
  return result;
}

function drawQueries({ customers, interactions, seed }: Options, step: number): Record<string, string[]> {
  const random = randomOf(seed, 92);
  const notes: string[] = [];
  for (let tries = 0; notes.length < 200 && tries < 5000; tries++) {
    const index = step === 1 ? random.below(customers) : random.below(Math.ceil((customers - 7) / step)) * step + 7;
    const now = new Date("2026-11-01T00:00:00Z");
    const customer = customerAt({ seed, now, users: 198, teams: 20, clients: 0 }, index);
    const [touch] = interactionsOf(seed, customer, now, Math.floor(interactions / customers));
    const clauses = (touch?.body.match(/[\u4e00-\u9fff]{6,}/g) ?? []).map((clause) => clause.slice(0, 6));
    if (clauses.length > 0) notes.push(random.pick(clauses));
  }
  const said = (text: string) => pinyin(text, { toneType: "none", type: "array", v: true }).join("");
  return {
    task: Array.from({ length: 200 }, () => phrase(random, tasks).slice(0, 5)),
    promise: Array.from({ length: 200 }, () => phrase(random, promises).slice(0, 6)),
    note: notes,
    "note by pinyin": notes.map((text) => said(text.slice(0, 4))),
    "note by initials": notes.map((text) =>
      [...text]
        .slice(0, 4)
        .map((char) => said(char)[0])
        .join(""),
    ),
    "common word": ["报价", "样品", "客户", "交期", "确认", "下周", "价格", "合同", "月底", "包装"].flatMap(
      (word) => Array(5).fill(word) as string[],
    ),
    "nothing there": Array.from({ length: 50 }, (_, at) => `琥珀珐琅${at}`),
  };
}
