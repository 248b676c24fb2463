import { sql } from "kysely";
import type { Db, Tx } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { type Described, declareNotice, describeNotices, notify, subjectOf } from "../people/index.ts";
import { mayReachCustomer, visibleCustomers } from "./access.ts";
import { visibleInteractions } from "./interaction.visible.ts";

declareNotice({
  kind: "mentioned",
  page: true,
  mail: "at_once",
  words: {
    "zh-CN": (by) => `${by}在备注里提到了你`,
    en: (by) => `${by} mentioned you in a note`,
  },
});

describeNotices("customer", async (db, actor, ids) => {
  const { rows } = await sql<{ id: string; name: string }>`
    select c.id, c.name as name from customer c where c.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")}`.execute(
    db,
  );
  return new Map(rows.map(({ id, name }): [string, Described] => [id, { title: name, path: `/customers/${id}` }]));
});

describeNotices("interaction", async (db, actor, ids) => {
  const { rows } = await sql<{ id: string; customer_id: string; name: string }>`
    select i.id, i.customer_id, c.name as name from interaction i join customer c on c.id = i.customer_id
     where i.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")} and ${visibleInteractions(actor, "i")}`.execute(
    db,
  );
  return new Map(
    rows.map(({ id, customer_id, name }): [string, Described] => [
      id,
      { title: name, path: `/customers/${customer_id}` },
    ]),
  );
});

/** Who of these may see the customer now; the others, active or not, are answered as "unreached". @throws user.not_found */
export async function whoSees(
  db: Db,
  actor: Actor,
  customerId: string,
  userIds: readonly string[],
): Promise<{ reached: Actor[]; unreached: { id: string; name: string }[] }> {
  const reached: Actor[] = [];
  const unreached: { id: string; name: string }[] = [];
  for (const userId of new Set(userIds)) {
    const { user, isActive, actor: person } = await subjectOf(db, actor, { user_id: userId });
    const sees = isActive && (await visibleCustomers(db, person, [customerId])).has(customerId);
    if (sees) reached.push(person);
    else unreached.push(user);
  }
  return { reached, unreached };
}

/** Keeps who is mentioned and tells those who may see the entry. @returns those who cannot see it @throws user.not_found */
export async function mention(
  tx: Tx,
  actor: Actor,
  { customerId, interactionId }: { customerId: string; interactionId: string },
  userIds: readonly string[],
): Promise<{ id: string; name: string }[]> {
  const { reached, unreached } = await whoSees(tx, actor, customerId, userIds);
  for (const person of reached) {
    const { rows } =
      await sql`select 1 from interaction i where i.id = ${interactionId} and ${visibleInteractions(person, "i")}`.execute(
        tx,
      );
    if (rows.length === 0) unreached.push({ id: person.userId, name: person.name });
  }
  const told = reached.filter((person) => !unreached.some(({ id }) => id === person.userId));
  await sql`insert into interaction_mention (interaction_id, user_id)
    select ${interactionId}, id from unnest(${told.map(({ userId }) => userId)}::uuid[]) as given(id) on conflict do nothing`.execute(
    tx,
  );
  await notify(
    tx,
    told.map(({ userId }) => ({
      user_id: userId,
      kind: "mentioned",
      object: "interaction",
      object_id: interactionId,
      by: actor.userId,
    })),
  );
  return unreached;
}
