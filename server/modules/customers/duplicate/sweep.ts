import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate as breathe } from "node:timers/promises";
import { sql } from "kysely";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import { addJob } from "../../../platform/job/add.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { organisationTimeZone } from "../../people/index.ts";
import { hashOf, keysOf } from "./keys.ts";
import { likenesses, loadPoints, loadProfiles } from "./load.ts";
import { type Likeness, likenessOf } from "./profile.ts";
import { type Points, type Score, score, thresholds } from "./score.ts";

const steps = { customers: 5000, groups: 2000, largestGroup: 200 };
const hour = 3;

/** Once a night; asked for, at once. Adding again keeps the night that waits. */
export async function sweepTonight(tx: Tx): Promise<void> {
  const { rows: waiting } = await sql`select 1 from graphile_worker.jobs where key = 'sweep_duplicates'`.execute(tx);
  if (waiting.length > 0) return;
  const zone = await organisationTimeZone(tx);
  const { rows } = await sql<{ at: Date }>`
    select ((date_trunc('day', now() at time zone ${zone}) + make_interval(days => 1, hours => ${hour})) at time zone ${zone}) as at`.execute(
    tx,
  );
  await addJob(
    tx,
    "sweep_duplicates",
    {},
    { key: "sweep_duplicates", runAt: new Date(rows[0]!.at), whenWaiting: "keep", isBackground: true },
  );
}

/** Several imports in a row are looked through once. */
export const sweepSoon = (tx: Tx): Promise<void> =>
  addJob(
    tx,
    "sweep_duplicates",
    {},
    { key: "sweep_duplicates soon", runAt: new Date(Date.now() + 60_000), maxAttempts: 3, isBackground: true },
  );

const keyOfAsked = "sweep_duplicates now";
const sweepAsked = (tx: Tx, runAt?: Date): Promise<void> =>
  addJob(tx, "sweep_duplicates", {}, { key: keyOfAsked, maxAttempts: 3, runAt });

/** Whether somebody has asked for a sweep that has not begun. */
export async function isSweepAsked(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from graphile_worker.jobs where key = ${keyOfAsked} and locked_at is null and attempts < max_attempts`.execute(
    db,
  );
  return rows.length > 0;
}

export async function startSweep(tx: Tx, actor: Actor): Promise<{ done: boolean }> {
  await sweepAsked(tx);
  await record(tx, actor, "duplicate.sweep_asked", { object: "duplicate", objectId: null });
  return { done: true };
}

/**
 * Looks through all standing customers: each gets its keys, those that share one are compared, and pairs that the rules
 * hold for likely are kept with their reasons. What was said of a pair stays. While another sweep runs, which may be
 * past those who came since, this one waits for it.
 */
export async function sweepDuplicates(house: House): Promise<void> {
  const own = await house.reserve({ statementTimeout: 0 });
  try {
    const { rows } = await own.client.query<{ mine: boolean }>(
      "select pg_try_advisory_lock(hashtext('sweep_duplicates')) as mine",
    );
    if (rows[0]!.mine) await sweep(house, own.client);
    else await house.transaction((tx) => sweepAsked(tx, new Date(Date.now() + 2000)));
  } finally {
    await own.release();
  }
}

async function sweep(house: House, client: pg.Client): Promise<void> {
  const id = newId();
  await sql`update duplicate_sweep set state = 'failed', ended_at = now(), error = 'killed' where state = 'running'`.execute(
    house.db,
  );
  await sql`insert into duplicate_sweep (id, state) values (${id}, 'running')`.execute(house.db);
  try {
    const customers = await writeKeys(house.db, client);
    const pairs = await comparePairs(house.db);
    await end(house, id, customers, pairs);
  } catch (error) {
    await sql`update duplicate_sweep set state = 'failed', ended_at = now(), error = ${(error as Error).message.slice(0, 500)} where id = ${id}`.execute(
      house.db,
    );
    throw error;
  }
}

async function writeKeys(db: Db, client: pg.Client): Promise<number> {
  await client.query("truncate duplicate_key");
  await client.query("drop index if exists duplicate_key_hash");
  let count = 0;
  const lines = async function* () {
    for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
      const known = await loadProfiles(db, sql`c.id > ${after}::uuid order by c.id limit ${steps.customers}`);
      if (known.length === 0) return;
      count += known.length;
      after = known.at(-1)!.id;
      const keys = known.flatMap(({ id, profile }) =>
        keysOf(likenessOf(profile)).map((key) => `${hashOf(key)}\t${id}\n`),
      );
      yield Buffer.from(keys.join(""));
    }
  };
  await pipeline(Readable.from(lines()), client.query(copyFrom("copy duplicate_key (hash, customer_id) from stdin")));
  await client.query("create index duplicate_key_hash on duplicate_key (hash)");
  await client.query("analyze duplicate_key");
  return count;
}

async function comparePairs(db: Db): Promise<number> {
  const { rows: begun } = await sql<{ at: string }>`select now()::text as at`.execute(db);
  const points = await loadPoints(db);
  for (let after = "-1"; ; ) {
    const { rows: groups } = await sql<{ hash: string; ids: string[] }>`
      select hash::text as hash, array_agg(distinct customer_id) as ids from duplicate_key where hash > ${after}::bigint
       group by hash having count(*) between 2 and ${steps.largestGroup} order by duplicate_key.hash limit ${steps.groups}`.execute(
      db,
    );
    if (groups.length === 0) break;
    after = groups.at(-1)!.hash;
    const ids = [...new Set(groups.flatMap((group) => group.ids))];
    const known = likenesses(await loadProfiles(db, sql`c.id = any(${ids}::uuid[])`));
    const bearers = await bearersOf(db, known);
    const found = new Map<string, Found>();
    for (const group of groups) {
      for (const pair of pairsOf(group.ids, known, points, bearers, found))
        if (pair.score >= thresholds.likely) found.set(`${pair.one} ${pair.other}`, pair);
      if (group.ids.length > 50) await breathe();
    }
    await keep(db, [...found.values()]);
    await breathe();
  }
  await sql`delete from duplicate_pair where found_at < ${begun[0]!.at}::timestamptz`.execute(db);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from duplicate_pair`.execute(db);
  return rows[0]!.count;
}

interface Found extends Score {
  one: string;
  other: string;
}

function* pairsOf(
  ids: readonly string[],
  known: ReadonlyMap<string, Likeness>,
  points: Record<"company" | "person", Points>,
  bearers: (value: string) => number,
  seen: ReadonlyMap<string, Found>,
): Generator<Found> {
  const sorted = ids.filter((id) => known.has(id)).sort();
  for (let i = 0; i < sorted.length; i++)
    for (let j = i + 1; j < sorted.length; j++) {
      const [one, other] = [sorted[i]!, sorted[j]!];
      if (seen.has(`${one} ${other}`)) continue;
      const [mine, theirs] = [known.get(one)!, known.get(other)!];
      yield { one, other, ...score(mine, theirs, points[mine.kind], bearers) };
    }
}

/** How many customers bear each of the phones and mails here; more than a handful are not counted on. */
async function bearersOf(db: Db, known: ReadonlyMap<string, Likeness>): Promise<(value: string) => number> {
  const values = [...new Set([...known.values()].flatMap(({ phones, mails }) => [...phones, ...mails]))];
  const { rows } = await sql<{ value: string; count: number }>`
    select w.value, f.count from unnest(${values}::text[]) as w (value) cross join lateral (
      select count(distinct x.customer_id)::int as count from (
        select p.customer_id from contact_point p where p.normalised = w.value and p.kind in ('phone', 'mail') limit 30) x) f
     where f.count > 2`.execute(db);
  const counts = new Map(rows.map(({ value, count }) => [value, count]));
  return (value) => counts.get(value) ?? 2;
}

/** Of clashing writers the last one counts; a pair whose record went meanwhile is left out. */
async function keep(db: Db, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return;
  await sql`
    insert into duplicate_pair (one_id, other_id, score, rules)
    select f.one, f.other, f.score, string_to_array(f.rules, ' ')
      from unnest(${found.map(({ one }) => one)}::uuid[], ${found.map(({ other }) => other)}::uuid[], ${found.map((pair) => pair.score)}::int[],
        ${found.map(({ reasons }) => reasons.map(({ rule, points }) => `${rule}:${points}`).join(" "))}::text[]) as f (one, other, score, rules)
      join customer a on a.id = f.one join customer b on b.id = f.other
    on conflict (one_id, other_id) do update set score = excluded.score, rules = excluded.rules, found_at = now()`.execute(
    db,
  );
}

async function end(house: House, id: string, customers: number, pairs: number): Promise<void> {
  await house.transaction(async (tx) => {
    await sql`truncate duplicate_key`.execute(tx);
    await sql`update duplicate_sweep set state = 'done', ended_at = now(), customer_count = ${customers}, pair_count = ${pairs} where id = ${id}`.execute(
      tx,
    );
    await record(tx, { userId: null, requestId: "sweep_duplicates" }, "duplicate.swept", {
      object: "duplicate",
      objectId: null,
      payload: { pairs },
    });
    await sweepTonight(tx);
  });
}
