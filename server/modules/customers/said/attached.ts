import { sql } from "kysely";
import { type Given, onErase, onTransfer } from "../../../platform/attached.ts";
import type { Db } from "../../../platform/database/types.ts";
import { recordEach } from "../../../platform/event/record_each.ts";
import { type Actor, grantsFor } from "../../../platform/permission/actor.ts";
import { mayReachCustomer, ofMyClients } from "../access.ts";

const tell = (table: string, columns: string) => async (db: Db, customerId: string) => {
  const { rows } =
    await sql`select ${sql.raw(columns)} from ${sql.table(table)} where customer_id = ${customerId} order by id`.execute(
      db,
    );
  return rows;
};

onErase({ kind: "promises", tell: tell("promise", "what, due_at, state, ended_at, reason, created_at") });
onErase({ kind: "touches", tell: tell("touch", "channel, campaign, body, other_party, happened_at") });
onErase({
  kind: "intelligence",
  tell: tell("intelligence", "kind, body, source, source_url, reliability, happened_at"),
});

/** Open promises that somebody has to keep; who may change all of them, or their own, may give them on. */
const mayGive = (actor: Actor, from: string): boolean =>
  grantsFor(actor, "promise", "update").some(({ scope }) => scope === "all" || from === actor.userId);

const within = (
  actor: Actor,
  from: string,
) => sql`p.owner_id = ${from} and p.state = 'open' and ${ofMyClients(actor, "p.client_id")}
  and exists (select 1 from customer c where c.id = p.customer_id and ${mayReachCustomer(actor, "read", "c")})`;

onTransfer({
  kind: "promise",
  async count(db, actor, from) {
    if (!mayGive(actor, from)) return 0;
    const { rows } = await sql<{
      count: number;
    }>`select count(*)::int as count from promise p where ${within(actor, from)}`.execute(db);
    return rows[0]!.count;
  },
  async give(tx, actor, from, to, most) {
    if (!mayGive(actor, from)) return [];
    const { rows } = await sql<Given & { customer_id: string; client_id: string | null }>`
      update promise p set owner_id = (${to}::uuid[])[1 + (mine.at - 1) % ${to.length}::int]
        from (select id, row_number() over (order by id)::int as at from (
          select p.id from promise p where ${within(actor, from)} order by p.id limit ${most} for update of p) as locked) as mine
       where p.id = mine.id returning p.id, p.owner_id as "to", p.customer_id, p.client_id`.execute(tx);
    await recordEach(
      tx,
      actor,
      rows.map(({ id, to: owner, customer_id, client_id }) => ({
        name: "promise.transferred",
        object: "promise",
        objectId: id,
        root: { object: "customer", id: customer_id },
        clientId: client_id,
        payload: { from, to: owner },
        changes: [],
      })),
    );
    return rows.map(({ id, to: owner }) => ({ id, to: owner }));
  },
  async takeBack(tx, _actor, from, given) {
    const { rows } = await sql`
      update promise p set owner_id = ${from} from unnest(${given.map(({ id }) => id)}::uuid[], ${given.map(({ to }) => to)}::uuid[]) as g(id, owner)
       where g.id = p.id and g.owner = p.owner_id returning 1`.execute(tx);
    return rows.length;
  },
});
