import { type RawBuilder, type SqlBool, sql } from "kysely";
import { onErase, onMerge } from "../../platform/attached.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { declareLive } from "../../platform/live/visibility.ts";
import { forgetTasks } from "../calendar/index.ts";
import { phonesOfContactOnly, phonesOfCustomersOnly } from "../customers/index.ts";
import { forgetCallsOf } from "./forget_calls.ts";
import { wholeRecording } from "./recording/listen.ts";

onMerge({ kind: "call", table: "call", column: "customer_id", row: { id: "id" }, client: "client_id" });
onMerge({ kind: "web_callback", table: "web_callback", column: "customer_id", row: { id: "id" } });

/** Of a person who is erased nothing of a call is left but that it was, and how long. */
onErase({
  kind: "calls",
  async tell(db, customerId) {
    const { rows } = await sql`
      select c.direction, c.their_digits, c.their_name, c.started_at, c.answered_at, c.ended_at, c.cause,
        (c.talking_ms + c.held_ms + c.consult_ms + c.conference_ms) / 1000 as duration_s, c.disposition,
        (select coalesce(json_agg(json_build_object('at', n.at, 'body', n.body) order by n.at), '[]') from call_note n where n.call_id = c.id) as notes
        from call c where ${await areTheirs(db, customerId)} order by c.started_at, c.id`.execute(db);
    return rows;
  },
  async files(db, house, customerId) {
    const { rows } = await sql<{ id: string; started_at: string }>`
      select c.id, c.started_at from call c where ${await areTheirs(db, customerId)}
         and exists (select 1 from recording r where r.call_id = c.id and r.state = 'kept') order by c.started_at, c.id`.execute(
      db,
    );
    return rows.map(({ id, started_at }) => ({
      path: `recordings/${started_at.slice(0, 19).replace(/[:T]/g, "-")} ${id}.wav`,
      open: () => wholeRecording(house, id),
    }));
  },
  async erase(tx, _house, customerIds) {
    const numbers = await phonesOfCustomersOnly(tx, customerIds);
    await forgetCallsOf(tx, { customerIds: [...customerIds], contactId: null, numbers });
  },
  async eraseContact(tx, _house, contactId) {
    await forgetCallsOf(tx, { customerIds: [], contactId, numbers: await phonesOfContactOnly(tx, contactId) });
  },
});

/** A condition on call c: linked to the customer, or to nobody and of a number that is theirs alone. */
const areTheirs = async (db: Db, customerId: string): Promise<RawBuilder<SqlBool>> => sql<SqlBool>`
  (c.customer_id = ${customerId} or (c.customer_id is null and c.their_digits = any(${await phonesOfCustomersOnly(db, [customerId])}::text[])))`;

/** What visitors of web sites wrote, also where their number was not known to be the person's yet. */
onErase({
  kind: "web_callbacks",
  async tell(db, customerId) {
    const { rows } = await sql`
      select b.asked_at, b.digits, b.name, b.words, b.page, b.wanted_at, b.withdrawn_at
        from web_callback b where b.customer_id = ${customerId} order by b.asked_at, b.id`.execute(db);
    return rows;
  },
  async erase(tx, _house, customerIds) {
    const ids = [...customerIds];
    await forgetAsked(
      tx,
      sql`b.customer_id = any(${ids}::uuid[]) or b.digits in
        (select p.normalised from contact_point p where p.kind = 'phone' and p.customer_id = any(${ids}::uuid[]))`,
    );
  },
  async eraseContact(tx, _house, contactId) {
    await forgetAsked(tx, sql`b.digits = any(${await phonesOfContactOnly(tx, contactId)}::text[])`);
  },
});

async function forgetAsked(tx: Tx, which: RawBuilder<SqlBool>): Promise<void> {
  const { rows } = await sql<{ task_id: string | null }>`
    update web_callback b set digits = null, name = null, words = null, page = null, customer_id = null
     where ${which} returning b.task_id`.execute(tx);
  await forgetTasks(
    tx,
    rows.flatMap(({ task_id }) => task_id ?? []),
  );
}

/** A call is told to who has or had a part in it. */
declareLive("call", async (db, actor, events) => {
  const ids = events.map((event) => event.object_id).filter((id) => id !== null);
  const { rows } = await sql<{ id: string }>`
    select call_id as id from call_person where user_id = ${actor.userId} and call_id = any(${ids}::uuid[])`.execute(
    db,
  );
  const mine = new Set(rows.map(({ id }) => id));
  return new Set(events.filter((event) => mine.has(event.object_id ?? "")).map((event) => event.id));
});
