import { sql } from "kysely";
import type { Db, Tx } from "../../../platform/database/types.ts";
import type { Reaction } from "../../../platform/event/reaction.ts";
import type { House } from "../../../platform/house.ts";
import { addJob } from "../../../platform/job/add.ts";
import { passageTokens } from "../../../platform/search/passage.ts";
import { toTsvectorText } from "../../../platform/search/tokens.ts";
import { passageKind, passageKinds, type Written } from "./kinds.ts";

const dueAtOnce = 500;
const fillAtOnce = 500;
const batchesOfARun = 200;

/** One run at a time: two could write an older text over a newer one. */
export const indexPassagesSoon = (tx: Db): Promise<void> =>
  addJob(tx, "index_passages", {}, { key: "index_passages", queue: "passages", isBackground: true });

/** Whoever wrote waits for nothing: the triggers note what is due, and a job indexes it right after the commit. */
export const passagesAreIndexed = (): Reaction => ({
  name: "passages_are_indexed",
  on: passageKinds().flatMap(({ events }) => events),
  react: (tx) => indexPassagesSoon(tx),
});

/** Indexes what is due, then goes on with records from before, in small transactions. */
export async function indexPassages(house: House): Promise<void> {
  for (let batch = 0; batch < batchesOfARun; batch++) {
    const due = await house.transaction(indexDue);
    if (due === dueAtOnce) continue;
    if (!(await house.transaction(fillOn))) return;
  }
  await house.transaction(indexPassagesSoon);
}

/** @returns how many were due */
async function indexDue(tx: Tx): Promise<number> {
  const { rows } = await sql<{ object: string; object_id: string }>`
    delete from passage_due where ctid = any(array(select ctid from passage_due limit ${dueAtOnce} for update skip locked))
    returning object, object_id`.execute(tx);
  for (const [object, due] of Map.groupBy(rows, (row) => row.object))
    await writePassages(tx, object, [...new Set(due.map((row) => row.object_id))]);
  return rows.length;
}

/** @returns whether there was something left of the records from before */
async function fillOn(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ object: string; after: string }>`
    select object, after from passage_fill order by object limit 1 for update`.execute(tx);
  const next = rows[0];
  if (!next) return false;
  const found = await sql<{ id: string }>`
    select id from ${sql.table(next.object)} where id > ${next.after} order by id limit ${fillAtOnce}`.execute(tx);
  const ids = found.rows.map(({ id }) => id);
  const last = ids.at(-1);
  if (last === undefined) await sql`delete from passage_fill where object = ${next.object}`.execute(tx);
  else {
    await writePassages(tx, next.object, ids);
    await sql`update passage_fill set after = ${last} where object = ${next.object}`.execute(tx);
  }
  return true;
}

async function writePassages(tx: Tx, object: string, ids: readonly string[]): Promise<void> {
  const written = (await passageKind(object)?.load(tx, ids)) ?? [];
  const there = new Set(written.map(({ id }) => id));
  const gone = ids.filter((id) => !there.has(id));
  if (gone.length > 0) await sql`delete from passage where object_id = any(${gone}::uuid[])`.execute(tx);
  if (written.length === 0) return;
  await sql`
    insert into passage (object, object_id, customer_id, at, tokens)
    select ${object}, * from unnest(${written.map(({ id }) => id)}::uuid[], ${written.map(({ customer_id }) => customer_id)}::uuid[],
      ${written.map(({ at }) => at)}::timestamptz[], ${written.map(tokensOf)}::tsvector[])
    on conflict (object_id) do update set customer_id = excluded.customer_id, at = excluded.at, tokens = excluded.tokens`.execute(
    tx,
  );
}

/** The vector of one record: its words and sounds, its week, and whom it is of. */
const tokensOf = (written: Written): string =>
  toTsvectorText([...passageTokens(written), `h:${weekOf(Date.parse(written.at))}`, ...(written.scope ?? [])]);

/** Weeks since 1970. */
const weekOf = (time: number): number => Math.floor(time / 604_800_000);
