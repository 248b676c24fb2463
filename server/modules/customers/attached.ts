import { sql } from "kysely";
import { type Given, onErase, onTransfer } from "../../platform/attached.ts";
import type { Tx } from "../../platform/database/types.ts";
import type { EventActor } from "../../platform/event/record.ts";
import { recordEach } from "../../platform/event/record_each.ts";
import { type Actor, mayEver } from "../../platform/permission/actor.ts";
import { mayReachCustomer } from "./access.ts";
import { tellConsents } from "./consent/personal.ts";
import "./duplicate/mergeable.ts";
import { eraseMerged, tellMerged } from "./duplicate/personal.ts";
import { eraseExported, tellExported } from "./export/withdraw.ts";
import { dropFilesOf } from "./file/change.ts";
import { filesToTell, tellFiles } from "./file/personal.ts";
import { eraseImported } from "./import/erase.ts";
import "./pool/attached.ts";
import { unkept } from "./protection/shut.ts";
import { refreshSearchOf } from "./search_entry.ts";
import { eraseTradeImports } from "./trade/import/erase.ts";
import { tellTrades } from "./trade/personal.ts";

onTransfer({
  kind: "customer",
  async count(db, actor, from) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from customer c where c.owner_id = ${from} and ${mayReachCustomer(actor, "transfer", "c")}
        and ${mayReachCustomer(actor, "read", "c")}`.execute(db);
    return rows[0]!.count;
  },
  async give(tx, actor, from, to, most) {
    const { rows } = await sql<{ id: string }>`
      select c.id from customer c where c.owner_id = ${from} and ${mayReachCustomer(actor, "transfer", "c")}
        and ${mayReachCustomer(actor, "read", "c")} order by c.id limit ${most} for update of c`.execute(tx);
    const given = rows.map(({ id }, at) => ({ id, to: to[at % to.length]! }));
    await setOwners(tx, actor, from, given);
    return given;
  },
  async takeBack(tx, actor, from, given) {
    const { rows } = await sql<Given>`
      select c.id, c.owner_id as "to" from customer c join unnest(${given.map(({ id }) => id)}::uuid[], ${given.map(({ to }) => to)}::uuid[]) as g(id, owner)
        on g.id = c.id and g.owner = c.owner_id where c.bin_id is null and ${unkept("c")} for update of c`.execute(tx);
    for (const [owner, all] of Map.groupBy(rows, ({ to }) => to))
      await setOwners(
        tx,
        actor,
        owner,
        all.map(({ id }) => ({ id, to: from })),
      );
    return rows.length;
  },
});

/** Shared views are a person's own, or of a whole house: who manages users may give them on. */
const mayGiveViews = (actor: Actor, from: string): boolean => actor.userId === from || mayEver(actor, "user.manage");

onTransfer({
  kind: "view",
  async count(db, actor, from) {
    if (!mayGiveViews(actor, from)) return 0;
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from saved_view where owner_id = ${from}
      and exists (select 1 from saved_view_share s where s.view_id = saved_view.id)`.execute(db);
    return rows[0]!.count;
  },
  async give(tx, actor, from, to, most) {
    if (!mayGiveViews(actor, from)) return [];
    const { rows } = await sql<Given>`
      update saved_view v set owner_id = (${to}::uuid[])[1 + (mine.at - 1) % ${to.length}::int]
        from (select id, row_number() over (order by id)::int as at from (
          select id from saved_view where owner_id = ${from} and exists (select 1 from saved_view_share s where s.view_id = saved_view.id)
           order by id limit ${most} for update) as locked) as mine
       where v.id = mine.id returning v.id, v.owner_id as "to"`.execute(tx);
    return rows;
  },
  async takeBack(tx, _actor, from, given) {
    const { rows } = await sql`
      update saved_view v set owner_id = ${from} from unnest(${given.map(({ id }) => id)}::uuid[], ${given.map(({ to }) => to)}::uuid[]) as g(id, owner)
       where g.id = v.id and g.owner = v.owner_id returning 1`.execute(tx);
    return rows.length;
  },
});

onErase({
  kind: "files",
  tell: tellFiles,
  files: filesToTell,
  erase: (tx, _house, ids) => dropFilesOf(tx, ids, new Date()),
});
onErase({ kind: "consents", tell: tellConsents });
onErase({ kind: "exports", tell: tellExported, erase: eraseExported });
onErase({ kind: "merges", tell: tellMerged, erase: eraseMerged });
onErase({ kind: "trades", tell: tellTrades, erase: eraseTradeImports });
onErase({ kind: "imports", tell: async () => [], erase: eraseImported });

/** The team follows the owner, as in a transfer of one. */
async function setOwners(tx: Tx, actor: EventActor, from: string, given: readonly Given[]): Promise<void> {
  await sql`update customer c set owner_id = u.id, team_id = u.team_id, updated_at = now()
    from unnest(${given.map(({ id }) => id)}::uuid[], ${given.map(({ to }) => to)}::uuid[]) as g(id, owner) join app_user u on u.id = g.owner
   where c.id = g.id`.execute(tx);
  await recordEach(
    tx,
    actor,
    given.map(({ id, to }) => ({
      name: "customer.transferred",
      object: "customer",
      objectId: id,
      payload: { from, to },
      changes: [{ field: "owner", before: from, after: to }],
    })),
  );
  await refreshSearchOf(
    tx,
    given.map(({ id }) => id),
  );
}
