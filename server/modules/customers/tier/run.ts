import { sql } from "kysely";
import type { Reserved } from "../../../platform/database/connections.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import { newId } from "../../../platform/ids.ts";
import { addJob } from "../../../platform/job/add.ts";
import { organisationTimeZone } from "../../people/index.ts";
import type { Looked } from "./compile.ts";
import { lookNow } from "./look.ts";
import { lookAtAll, type Seen } from "./look_all.ts";
import { byRules, type Placed, placeFresh, placeThese, placingAlone } from "./place.ts";
import { loadLadders, type Placing } from "./rules.ts";
import { type Threshold, thresholdsQuery } from "./threshold.ts";

const steps = { least: 250, first: 1000, most: 5000, wanted: 110 };
const hour = 2;

/** Once a night; adding again keeps the night that waits. */
export async function placeTonight(tx: Tx): Promise<void> {
  const zone = await organisationTimeZone(tx);
  const { rows } = await sql<{ at: Date }>`
    select ((date_trunc('day', now() at time zone ${zone}) + make_interval(days => 1, hours => ${hour})) at time zone ${zone}) as at`.execute(
    tx,
  );
  await addJob(
    tx,
    "run_tiers",
    {},
    { key: "run_tiers", runAt: new Date(rows[0]!.at), whenWaiting: "keep", maxAttempts: 5, isBackground: true },
  );
}

/** There is one open run: who asks for the next waits for who is asking. */
const askingAlone = (tx: Tx) => sql`select pg_advisory_xact_lock(hashtext('tier_run'))`.execute(tx);

/** A run over all customers as soon as may be; one that waits or runs already begins anew, with the rules of now. */
export async function placeAll(tx: Tx, askedBy: string | null): Promise<string> {
  await askingAlone(tx);
  await sql`update tier_run set state = 'failed', error = 'replaced', ended_at = now() where state in ('queued', 'running')`.execute(
    tx,
  );
  const id = newId();
  // not when the transaction began: who asked first may come to it last
  await tx
    .insertInto("tier_run")
    .values({ id, kind: "applied", asked_by: askedBy, asked_at: sql`clock_timestamp()` })
    .execute();
  await addJob(tx, "run_tiers", {}, { key: "run_tiers now", maxAttempts: 5 });
  return id;
}

/**
 * Places every customer by the rules: one look finds where shares begin and who stands elsewhere, and those are placed in
 * steps of about 110 ms, each its own transaction. A run that was killed looks anew and finds who is left.
 */
export async function runTiers(house: House): Promise<void> {
  const own = await house.reserve({ statementTimeout: 0 });
  try {
    const { rows } = await own.client.query<{ mine: boolean }>(
      "select pg_try_advisory_lock(hashtext('run_tiers')) as mine",
    );
    if (!rows[0]!.mine) {
      if (await isAsked(house.db)) await house.transaction((tx) => runAgain(tx));
      return;
    }
    do await run(house, own.client);
    while (await isAsked(house.db));
  } finally {
    await own.release();
  }
}

/** Somebody else is at it: what was asked for meanwhile is theirs to see, or ours a moment later. */
const runAgain = (tx: Tx): Promise<void> =>
  addJob(tx, "run_tiers", {}, { key: "run_tiers later", runAt: new Date(Date.now() + 3000), maxAttempts: 5 });

async function isAsked(db: Db): Promise<boolean> {
  return (await sql`select 1 from tier_run where state = 'queued'`.execute(db)).rows.length > 0;
}

async function run(house: House, client: Reserved["client"]): Promise<void> {
  const id = await house.transaction((tx) => begin(tx));
  try {
    await walk(house, id, await lookAtEverybody(house, client, id));
  } catch (error) {
    const message = (error as Error).message.slice(0, 500);
    await sql`update tier_run set state = 'failed', ended_at = now(), error = ${message} where id = ${id} and state = 'running'`.execute(
      house.db,
    );
    throw error;
  }
}

async function begin(tx: Tx): Promise<string> {
  await askingAlone(tx);
  const { rows: open } = await sql<{ id: string }>`
    update tier_run set state = 'running', started_at = coalesce(started_at, now()) where state in ('queued', 'running') returning id`.execute(
    tx,
  );
  await sql`delete from tier_hold where until < (now() at time zone ${await organisationTimeZone(tx)})::date`.execute(
    tx,
  );
  if (open[0]) return open[0].id;
  const id = newId();
  await sql`insert into tier_run (id, kind, state, asked_at, started_at) values (${id}, 'nightly', 'running', clock_timestamp(), now())`.execute(
    tx,
  );
  return id;
}

interface Look {
  /** As `Seen` has them. */
  found: readonly string[];
  /** The rules that were looked with; if they change, the run is replaced. */
  ladders: readonly Placing[];
}

/** Long reads run outside a transaction that writes: those who read events wait for every writer. */
async function lookAtEverybody(house: House, client: Reserved["client"], runId: string): Promise<Look> {
  const ladders = await loadLadders(house.db);
  const { sql: text, parameters } = lookAtAll(ladders, await lookNow(house.db)).compile(house.db);
  await client.query("set work_mem = '128MB'");
  await client.query("set jit = off");
  const { rows } = await client.query<Seen>(text, [...parameters]);
  const found = rows.flatMap((row) => row.found?.split(" ") ?? []);
  const thresholds = rows.filter((row) => row.found === null) as Threshold[];
  await house.transaction(async (tx) => {
    await keepThresholds(tx, ladders, thresholds);
    await sql`update tier_run set total = x.count, looked_count = greatest(0, x.count - ${found.length}) from (select count(*) from customer where bin_id is null) x where tier_run.id = ${runId}`.execute(
      tx,
    );
  });
  return { found, ladders: ladders.map((one) => ({ ...one, is_ready: true })) };
}

async function keepThresholds(tx: Tx, ladders: readonly Placing[], found: readonly Threshold[]): Promise<void> {
  await sql`delete from tier_threshold`.execute(tx);
  await sql`insert into tier_threshold (rule_id, currency, value)
    select rule_id, currency, value from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as x (rule_id uuid, currency text, value numeric)
    on conflict do nothing`.execute(tx);
  for (const { ladder, version } of ladders)
    await sql`update tier_ladder set ready_version = ${version} where ladder = ${ladder} and version = ${version}`.execute(
      tx,
    );
}

/** Places everybody in the transaction at hand: for a small company that is being made. */
export async function placeEverybody(tx: Tx): Promise<void> {
  await placingAlone(tx);
  const query = thresholdsQuery(await loadLadders(tx), await lookNow(tx));
  await keepThresholds(tx, await loadLadders(tx), query ? (await query.execute(tx)).rows : []);
  await placeThese(tx, () => sql`true`, await loadLadders(tx), await lookNow(tx));
  await sql`insert into tier_run (id, kind, state, started_at, ended_at) values (${newId()}, 'applied', 'done', now(), now())`.execute(
    tx,
  );
  await placeTonight(tx);
}

async function walk(house: House, id: string, { found, ladders }: Look): Promise<void> {
  const looked = await lookNow(house.db);
  let size = steps.first;
  let told = performance.now();
  let isOpen = true;
  for (let from = 0; isOpen; ) {
    const some = found.slice(from, from + size);
    from += size;
    const began = performance.now();
    const isTold = began - told > 1000;
    if (isTold) told = began;
    const isEnd = from >= found.length;
    isOpen = await house.transaction((tx) => step(tx, { id, some, isTold, isEnd }, ladders, looked));
    const took = performance.now() - began;
    const wanted = size * Math.min(2, Math.max(0.3, steps.wanted / took));
    size = Math.round(Math.min(steps.most, Math.max(steps.least, wanted)));
  }
}

/** @returns whether there is more to do: false at the end, or when a newer run has taken over */
async function step(
  tx: Tx,
  { id, some, isTold, isEnd }: { id: string; some: readonly string[]; isTold: boolean; isEnd: boolean },
  ladders: readonly Placing[],
  looked: Looked,
): Promise<boolean> {
  await placingAlone(tx);
  const { rows: mine } = await sql`select 1 from tier_run where id = ${id} and state = 'running'`.execute(tx);
  if (mine.length === 0) return false;
  const { placed, moved } = await placeFound(tx, some, ladders, looked);
  await sql`
    update tier_run set looked_count = least(total, looked_count + ${some.length}), placed_count = placed_count + ${placed}, moved_count = moved_count + ${moved}
      ${isEnd ? sql`, state = 'done', ended_at = now()` : sql``} where id = ${id} and state = 'running'`.execute(tx);
  if (isEnd || isTold)
    await record(tx, byRules, isEnd ? "tier_run.ended" : "tier_run.progressed", { object: "tier_run", objectId: id });
  if (isEnd) await placeTonight(tx);
  if (isEnd) await addJob(tx, "place_due_tiers", {}, { key: "place_due_tiers", maxAttempts: 5 });
  return !isEnd;
}

/**
 * Who was never placed goes by what the look has seen; the others' figures are added up anew, since moves keep them. Who was placed since the look
 * may have been so before a ladder's new rules were there: they are one of the others.
 */
async function placeFound(
  tx: Tx,
  found: readonly string[],
  ladders: readonly Placing[],
  looked: Looked,
): Promise<Placed> {
  const all = found.map((one) => one.split("/"));
  const unplaced = all.filter(({ length }) => length > 1);
  const { rows: since } = await sql<{ id: string }>`
    select customer_id as id from customer_tier where customer_id = any(${unplaced.map(([id]) => id)}::uuid[])`.execute(
    tx,
  );
  const placed = new Set(since.map(({ id }) => id));
  const fresh = unplaced.filter(([id]) => !placed.has(id!));
  const done = { placed: 0, moved: 0 };
  const add = ({ placed, moved }: Placed) => {
    done.placed += placed;
    done.moved += moved;
  };
  const ids = [...all.flatMap(([id, ...places]) => (places.length === 0 ? id! : [])), ...placed];
  const these = (column: string) => sql`${sql.ref(column)} = any(${ids}::uuid[])`;
  if (ids.length > 0) add(await placeThese(tx, these, ladders, looked));
  const at = fresh.map(([, ...places]) => places.map(Number));
  if (fresh.length > 0) add(await placeFresh(tx, { ids: fresh.map(([id]) => id!), at }, ladders, looked));
  return done;
}

/** Whether everybody has been placed once. */
export async function wasEverRun(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from tier_run where state = 'done' limit 1`.execute(db);
  return rows.length > 0;
}
