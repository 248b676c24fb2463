import { sql } from "kysely";
import { listOwnFieldsContract, updateOwnFieldContract } from "../server/modules/customers/own/own_field.contract.ts";
import type { World } from "./world.ts";

/** Fills twelve own fields in parts, as an organisation that works on would, and indexes what is filtered and sorted by. */
export async function fillOwnFields(world: World, admin: Awaited<ReturnType<World["callerOf"]>>): Promise<void> {
  const step = 50_000;
  const { rows } = await sql<{ last: number }>`select max(number)::int as last from customer`.execute(world.db);
  for (let from = 0; from <= rows[0]!.last; from += step) {
    await sql`update customer c set
        x_f0 = 'c' || (1 + number % 5), x_f1 = (number * 7919 % 100000)::numeric, x_f2 = date '2020-01-01' + (number * 31 % 3000)::int,
        x_f3 = number * 104729 % 100000000, x_f4 = 'S' || lpad((number * 7907 % 1000000)::text, 6, '0'), x_f5 = number % 3 = 0,
        x_f6 = 'c' || (1 + number % 4), x_f7 = number % 1000, x_f8 = date '2024-01-01' + (number % 900)::int,
        x_f9 = number % 5000000, x_f10 = 'T' || number % 9973, x_f11 = number % 2 = 0
      where number >= ${from} and number < ${from + step}`.execute(world.db);
  }
  await sql`vacuum analyze customer`.execute(world.db);
  const { body } = await admin.call(listOwnFieldsContract, {});
  for (const key of ["x_f0", "x_f1", "x_f2", "x_f4"]) {
    const field = body.fields.find((one) => one.key === key)!;
    await admin.call(updateOwnFieldContract, { params: { fieldId: field.id }, body: { is_indexed: true } });
  }
  for (;;) {
    const waiting = await sql`select 1 from graphile_worker.jobs where key like 'make_own_field%'`.execute(world.db);
    if (waiting.rows.length === 0) return;
    await new Promise((done) => setTimeout(done, 500));
  }
}
