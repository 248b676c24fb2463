import { sql } from "kysely";
import type { House } from "../../platform/house.ts";
import { refreshSearchOf } from "./search_entry.ts";

const batch = 200;

/** Customers belong to their owner's team: when the owner moves, they follow, in small transactions that block nobody. */
export async function followOwner(house: House, { user_id }: { user_id: string }): Promise<void> {
  for (;;) {
    const moved = await house.transaction(async (tx) => {
      const { rows } = await sql<{ id: string }>`
        update customer c set team_id = u.team_id from app_user u
         where u.id = ${user_id} and c.id in (
           select id from customer where owner_id = u.id and bin_id is null and team_id is distinct from u.team_id limit ${batch} for update skip locked)
        returning c.id`.execute(tx);
      await refreshSearchOf(
        tx,
        rows.map(({ id }) => id),
      );
      return rows.length;
    });
    if (moved === 0) return;
  }
}
