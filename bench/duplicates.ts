import pg from "pg";
import { newId } from "#platform/ids.ts";
import { randomOf } from "#test/generate/random.ts";
import { caller } from "./http.ts";
import { line, measure, ms } from "./measure.ts";
import { type Options, openWorld, type World } from "./world.ts";

const say = (text: string): void => void process.stdout.write(`  ${text}\n`);

/** Doubles while typing, the sweep of everything, and a merge of ten records with 10,000 children; raw SQL of the same beside each. */
export async function duplicates(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const client = new pg.Client(world.databaseUrl);
  await client.connect();
  const call = caller(world.base, await world.cookieOf(world.readerId));
  const typing = await typed(client, call, options.seed);
  const merge = await merged(world, client, call);
  const sweep = await swept(world, client, call);
  await client.end();
  return { typing, merge, sweep };
}

type Call = ReturnType<typeof caller>;

async function typed(client: pg.Client, call: Call, seed: number) {
  const { rows } = await client.query<{ kind: string; name: string; city: string | null; phone: string | null }>(
    `select c.kind, c.name, c.city, (select p.normalised from contact_point p where p.customer_id = c.id and p.kind = 'phone' limit 1) as phone
       from customer c tablesample system (0.2) repeatable (${seed}) where c.bin_id is null limit 400`,
  );
  const random = randomOf(seed);
  const drafts = rows.map(({ kind, name, city, phone }) => ({
    kind,
    name: random.chance(0.5) ? name : name.replace(/(?:股份)?有限(?:责任)?公司$/u, ""),
    city,
    contact_points: phone && random.chance(0.5) ? [{ kind: "phone", value: phone }] : [],
  }));
  const calls = drafts.map((body) => async () => {
    const { status, text } = await call("POST", "/api/duplicates/find", body);
    if (status !== 200) throw new Error(text);
  });
  const raw = drafts.map(
    ({ name, contact_points }) =>
      () =>
        client.query({
          name: "typed",
          text: `select id, name from customer where name = $1 and bin_id is null
        union select c.id, c.name from contact_point p join customer c on c.id = p.customer_id where p.normalised = $2 limit 20`,
          values: [name, contact_points[0]?.value ?? ""],
        }),
  );
  const one = await measure(1, calls);
  const ten = await measure(10, calls);
  line("doubles while typing, 1 connection", one, 60);
  line("doubles while typing, 10 connections", ten);
  const baseline = await measure(1, raw.slice(0, 20), 1);
  line("baseline: same name or phone, raw", baseline);
  return { one, ten, baseline };
}

async function merged(world: World, client: pg.Client, call: Call) {
  const ids = Array.from({ length: 10 }, () => newId());
  for (const [at, id] of ids.entries())
    await client.query("insert into customer (id, kind, name, name_pinyin) values ($1, 'company', $2, 'hebing')", [
      id,
      `合并量度 ${at}`,
    ]);
  await client.query(
    `insert into interaction (id, customer_id, kind, subject, happened_at)
     select gen_random_uuid(), ($1::uuid[])[2 + n % 9], 'note', '第 ' || n || ' 条', now() - make_interval(mins => n) from generate_series(1, 10000) n`,
    [ids],
  );
  await client.query("begin");
  const rawBegan = performance.now();
  await client.query("update interaction set customer_id = $1 where customer_id = any($2::uuid[])", [
    ids[0],
    ids.slice(1),
  ]);
  const raw = performance.now() - rawBegan;
  await client.query("rollback");
  await client.query("vacuum analyze interaction");
  const began = performance.now();
  const { status, text } = await call("POST", "/api/merges", { winner_id: ids[0], loser_ids: ids.slice(1) });
  if (status !== 200) throw new Error(text);
  const took = performance.now() - began;
  const { id } = JSON.parse(text) as { id: string };
  const undoBegan = performance.now();
  const undone = await (await world.callerOf(world.readerId)).call(
    (await import("../server/modules/customers/merge.contract.ts")).undoMergeContract,
    { params: { mergeId: id } },
  );
  if (undone.status !== 200) throw new Error(JSON.stringify(undone.problem));
  const undo = performance.now() - undoBegan;
  await client.query("delete from customer where id = any($1::uuid[])", [ids]);
  say(
    `merge of 10 with 10,000 children ${ms(took)} (limit 2,000), taken back in ${ms(undo)}; baseline: one raw UPDATE of the children ${ms(raw)}`,
  );
  return { took, undo, raw };
}

async function swept(world: World, client: pg.Client, call: Call) {
  const rawBegan = performance.now();
  const raw = await client.query<{ count: string }>(
    `select count(*) from (select normalised from contact_point where kind in ('phone', 'mail') group by normalised having count(distinct customer_id) > 1) x`,
  );
  const baseline = performance.now() - rawBegan;
  const began = performance.now();
  await call("POST", "/api/duplicates/sweep", {});
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { rows } = await client.query<{
      state: string;
      customer_count: string;
      pair_count: string;
      error: string | null;
    }>(
      "select state, customer_count, pair_count, error from duplicate_sweep where started_at > now() - make_interval(secs => $1) order by started_at desc limit 1",
      [(performance.now() - began) / 1000 + 1],
    );
    const [sweep] = rows;
    if (sweep?.state === "failed") throw new Error(sweep.error ?? "failed");
    if (sweep?.state !== "done") continue;
    const seconds = (performance.now() - began) / 1000;
    say(
      `sweep of ${sweep.customer_count}: ${seconds.toFixed(1)} s (limit 900), ${sweep.pair_count} pairs; baseline: phones and mails that several bear, raw ${(baseline / 1000).toFixed(1)} s, ${raw.rows[0]!.count}`,
    );
    await world.db.deleteFrom("duplicate_pair").execute();
    return { seconds, pairs: Number(sweep.pair_count), baseline };
  }
}
