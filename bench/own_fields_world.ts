import { sql } from "kysely";
import { createOwnFieldContract } from "../server/modules/customers/own/own_field.contract.ts";
import { ensureDefaultRoles } from "../server/modules/people/index.ts";
import type { BodyOf } from "../server/platform/contract/contract.ts";
import type { Db } from "../server/platform/database/types.ts";
import { newId } from "../server/platform/ids.ts";
import type { callerAt } from "../test/harness.ts";

/** Customers that the colleague changes by turns. */
export const pooled = 500;

export interface SlimWorld {
  adminId: string;
  repId: string;
  /** Of the colleague, `pooled` of them, and the remark that each has. */
  ids: string[];
  remarks: (string | null)[];
}

/** Customers and nothing that hangs on them, written by the database itself; the indexes are built afterwards. */
export async function fillSlim(db: Db, customers: number): Promise<SlimWorld> {
  const began = performance.now();
  const { adminId, repId } = await addPeople(db);
  const { rows: indexes } = await sql<{ name: string; definition: string }>`
    select i.indexname as name, i.indexdef as definition from pg_indexes i
     where i.tablename = 'customer' and not exists (select 1 from pg_constraint k where k.conname = i.indexname)`.execute(
    db,
  );
  for (const { name } of indexes) await sql`drop index ${sql.ref(name)}`.execute(db);
  const step = 500_000;
  for (let from = 1; from <= customers; from += step)
    await db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx);
      await sql`insert into customer (id, number, kind, name, name_pinyin, owner_id, stage, province, created_at, updated_at)
        select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, n, 'company', '越州第' || n || '号公司', 'yuezhoudi' || n || E'\t',
          case when n % 1000 = 7 then ${repId}::uuid end, (array['prospect', 'interested', 'buyer', 'loyal'])[1 + n % 4], '浙江省',
          timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-01-01' + n * interval '1 second'
        from generate_series(${from}::bigint, ${Math.min(customers, from + step - 1)}::bigint) as n`.execute(tx);
    });
  await sql`select setval('customer_number', ${customers})`.execute(db);
  await sql`set maintenance_work_mem = '512MB'`.execute(db);
  for (const { definition } of indexes) await sql.raw(definition).execute(db);
  await sql`vacuum analyze customer`.execute(db);
  const { rows } = await sql<{ id: string }>`
    select id from customer where owner_id = ${repId} order by number limit ${pooled}`.execute(db);
  process.stdout.write(`  filled in ${Math.round((performance.now() - began) / 1000)} s\n`);
  return { adminId, repId, ids: rows.map(({ id }) => id), remarks: [] };
}

async function addPeople(db: Db): Promise<Pick<SlimWorld, "adminId" | "repId">> {
  return await db.transaction().execute(async (tx) => {
    const roles = await ensureDefaultRoles(tx, "zh-CN");
    const add = async (email: string, role: string) => {
      const id = newId();
      await tx.insertInto("app_user").values({ id, name: email, email }).execute();
      await tx
        .insertInto("user_role")
        .values({ user_id: id, role_id: roles.get(role)! })
        .execute();
      return id;
    };
    return { adminId: await add("admin@bench.test", "admin"), repId: await add("rep@bench.test", "sales_rep") };
  });
}

type New = BodyOf<typeof createOwnFieldContract>;

/** Twenty fields of all kinds, ordered at once: every kind that can be has an index, texts and numbers that can be are unique. */
export async function defineAll(admin: ReturnType<typeof callerAt>): Promise<void> {
  const label = (zh: string) => ({ zh, en: null });
  const choices = ["一", "二", "三"].map((zh) => ({ label: label(zh) }));
  const wanted: Omit<New, "label">[] = [
    { kind: "text", is_unique: true },
    { kind: "text", is_searched: true },
    { kind: "text", is_long: true },
    { kind: "number", decimals: 2 },
    { kind: "number", is_unique: true },
    { kind: "money" },
    { kind: "date" },
    { kind: "date", is_unique: true },
    { kind: "choice", choices },
    { kind: "choices", choices },
    { kind: "yes_no" },
    { kind: "relation", target: "customer" },
    { kind: "relation", target: "user" },
    { kind: "relation", target: "customer", is_unique: true },
    { kind: "file" },
    { kind: "file" },
    { kind: "formula", formula: "length(name) + 1" },
    { kind: "formula", formula: "days(created_at, today())" },
    { kind: "money", is_indexed: false },
    { kind: "choice", choices, is_indexed: false },
  ];
  for (const [index, one] of wanted.entries()) {
    const made = await admin.call(createOwnFieldContract, {
      body: { ...one, key: `x_b${index}`, label: label(`字段 ${index}`) },
    });
    if (made.status !== 200) throw new Error(JSON.stringify(made.problem));
  }
}
