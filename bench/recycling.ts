import pg from "pg";
import { newId } from "#platform/ids.ts";
import { addJob } from "../server/platform/job/add.ts";
import { ms, percentile } from "./measure.ts";
import { type Options, openWorld, type World } from "./world.ts";

const say = (text: string): void => void process.stdout.write(`  ${text}\n`);
const wanted = 100_000;

/** A pool takes 100,000 customers back while a colleague keeps writing on those very rows; one bare UPDATE of them beside it. */
export async function recycling(options: Options): Promise<unknown> {
  const world = await openWorld(options);
  const client = new pg.Client(world.databaseUrl);
  await client.connect();
  await giveBack(client);
  await untilIdle(client);
  const { rows } = await client.query<{ id: string }>(
    `select id from customer where bin_id is null and owner_id is not null and id in
       (select id from customer order by md5(id::text) limit $1)`,
    [wanted + 20_000],
  );
  const ids = rows.slice(0, wanted).map(({ id }) => id);
  await client.query("update customer set owned_at = now() where owned_at < now() - interval '900 days'");
  const bare = await bareUpdate(client, ids);
  await client.query("update customer set owned_at = now() - interval '1000 days' where id = any($1::uuid[])", [ids]);
  await client.query("delete from interaction where customer_id = any($1::uuid[])", [ids]);
  await client.query("vacuum analyze customer");
  const poolId = newId();
  await client.query("insert into pool (id, name, no_follow_up_days, warning_days) values ($1, $2, 900, 0)", [
    poolId,
    `量度 ${poolId.slice(-8)}`,
  ]);
  const { took, tidy, waits } = await recycled(world, client, poolId, ids);
  await giveBack(client);
  await client.end();
  const longest = Math.max(...waits);
  say(
    `${ids.length} taken back in ${(took / 1000).toFixed(1)} s (limit 20), search tidied after ${(tidy / 1000).toFixed(1)} s; a colleague waited p95 ${ms(percentile(waits, 0.95))}, longest ${ms(longest)} (limit 200) of ${waits.length} writes; baseline: one bare UPDATE ${(bare / 1000).toFixed(1)} s`,
  );
  return { took, tidy, longest, bare };
}

/** A company that was just filled has its customers placed in tiers first. */
async function untilIdle(client: pg.Client): Promise<void> {
  for (let left = 600; left > 0; left--) {
    const { rows } = await client.query("select from graphile_worker.jobs where locked_at is not null limit 1");
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("work in the background did not end");
}

/** Also what a run that was ended early has left. */
async function giveBack(client: pg.Client): Promise<void> {
  await client.query("update pool set retired_at = now() where retired_at is null and name like '量度 %'");
  await client.query(
    `update customer c set owner_id = u.id, team_id = u.team_id from pool_membership m join app_user u on u.id = m.last_owner_id
      where c.id = m.customer_id`,
  );
}

/** The same change of the same rows in one statement, taken back. */
async function bareUpdate(client: pg.Client, ids: string[]): Promise<number> {
  await client.query("begin");
  const began = performance.now();
  await client.query(
    "update customer set owner_id = null, team_id = null, updated_at = now() where id = any($1::uuid[])",
    [ids],
  );
  const took = performance.now() - began;
  await client.query("rollback");
  await client.query("vacuum analyze customer");
  return took;
}

async function recycled(world: World, client: pg.Client, poolId: string, ids: string[]) {
  const colleague = new pg.Client(world.databaseUrl);
  await colleague.connect();
  const waits: number[] = [];
  let isOver = false;
  const working = (async () => {
    for (let at = 0; !isOver; at = (at + 7919) % ids.length) {
      const began = performance.now();
      await colleague.query("update customer set remark = '在跟' where id = $1", [ids[at]]);
      waits.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const began = performance.now();
  await world.db.transaction().execute((tx) => addJob(tx, "recycle_pools", {}, { key: "recycle_pools soon" }));
  let took = 0;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const { rows } = await client.query<{ taken: string; open: string; stale: string }>(
      `select (select count(*) from pool_membership where pool_id = $1) as taken,
         (select count(*) from graphile_worker.jobs where key = 'recycle_pools soon') as open`,
      [poolId],
    );
    if (took === 0 && Number(rows[0]!.taken) >= ids.length * 0.999) took = performance.now() - began;
    if (Number(rows[0]!.open) === 0 && performance.now() - began > 2000) break;
    if (performance.now() - began > 600_000) throw new Error("recycling did not end");
  }
  const whole = performance.now() - began;
  isOver = true;
  await working;
  await colleague.end();
  return { took: took || whole, tidy: whole - (took || whole), waits };
}
