import { sql } from "kysely";
import { allTransferables, type Given } from "../../platform/attached.ts";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";
import { addJob } from "../../platform/job/add.ts";
import { type Actor, mayEver } from "../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../platform/problem.ts";
import { actorOfUser } from "../people/index.ts";
import { type createHandOverContract, handOverDays, type previewHandOverContract } from "./hand_over.contract.ts";

type HandOver = ResponseOf<typeof createHandOverContract>;
const batch = 200;

/** @throws user.not_found */
export async function previewHandOver(
  db: Db,
  actor: Actor,
  userId: string,
): Promise<ResponseOf<typeof previewHandOverContract>> {
  await requireUser(db, userId);
  const kinds = [];
  for (const { kind, count } of allTransferables()) kinds.push({ kind, count: await count(db, actor, userId) });
  return { kinds };
}

export async function listHandOvers(db: Db, actor: Actor): Promise<{ hand_overs: HandOver[] }> {
  const mine = mayEver(actor, "user.manage") ? sql`true` : sql`h.by_user = ${actor.userId}`;
  return { hand_overs: await select(db, sql`${mine} order by h.created_at desc limit 100`) };
}

async function select(db: Db, which: ReturnType<typeof sql>): Promise<HandOver[]> {
  const person = (id: string) =>
    sql`(select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = ${sql.ref(id)})`;
  const { rows } = await sql<HandOver>`
    select h.id, ${person("h.from_user")} as "from", ${person("h.by_user")} as by, h.kinds, h.state, h.moved, h.moved_back, h.created_at, h.ended_at,
      (select json_agg(json_build_object('id', u.id, 'name', u.name) order by u.name) from app_user u where u.id = any(h.to_users)) as "to"
    from hand_over h where ${which}`.execute(db);
  return rows.map((row) => ({ ...row, blocked: blocked(row) }));
}

function blocked({ state, created_at }: Pick<HandOver, "state" | "created_at">): HandOver["blocked"] {
  if (state === "running" || state === "undoing") return { undo: "running" };
  if (state === "undone") return { undo: "undone" };
  return Date.now() - new Date(created_at).getTime() > handOverDays * 86_400_000 ? { undo: "too_old" } : {};
}

/** Who may see all, or ordered it. @throws hand_over.not_found */
export async function accessHandOver(db: Db, actor: Actor, id: string): Promise<HandOver> {
  const [found] = await select(db, sql`h.id = ${id}`);
  if (!found || (found.by.id !== actor.userId && !mayEver(actor, "user.manage"))) throw notFound("hand_over.not_found");
  return found;
}

/** Notes the hand-over and has it done after the commit, by the rights that the actor has then. */
export async function createHandOver(
  tx: Tx,
  actor: Actor,
  { from, to, kinds }: BodyOf<typeof createHandOverContract>,
): Promise<HandOver> {
  await requireUser(tx, from);
  const receivers = [...new Set(to)];
  const { rows } = await sql<{ id: string }>`select id from app_user u where id = any(${receivers}::uuid[])
    and not exists (select 1 from user_deactivation d where d.user_id = u.id)`.execute(tx);
  if (receivers.includes(from) || rows.length < receivers.length)
    throw invalid("hand_over.bad_receiver", [{ field: "to", reason: receivers.includes(from) ? "same" : "unknown" }]);
  const unknown = kinds.filter((kind) => !allTransferables().some((one) => one.kind === kind));
  if (unknown.length > 0)
    throw invalid(
      "hand_over.unknown_kind",
      unknown.map((field) => ({ field, reason: "unknown" })),
    );
  const id = newId();
  await tx
    .insertInto("hand_over")
    .values({
      id,
      from_user: from,
      to_users: receivers,
      kinds: [...new Set(kinds)],
      state: "running",
      by_user: actor.userId,
    })
    .execute();
  await record(tx, actor, "hand_over.started", { object: "hand_over", objectId: id });
  await runSoon(tx, actor, id);
  return await accessHandOver(tx, actor, id);
}

/** It runs by the rights of who asked for it, who may be another at the undoing: the first may have left. */
const runSoon = (tx: Tx, { userId }: Actor, id: string): Promise<void> =>
  addJob(tx, "run_hand_over", { hand_over_id: id, user_id: userId }, { key: `run_hand_over ${id}` });

/** Also when the person has left since: it stands as before, and can be handed over again. @throws hand_over.not_found, .running, .undone, .too_old */
export async function undoHandOver(tx: Tx, actor: Actor, id: string): Promise<HandOver> {
  await sql`select 1 from hand_over where id = ${id} for update`.execute(tx);
  const found = await accessHandOver(tx, actor, id);
  if (found.blocked.undo) throw conflict(`hand_over.${found.blocked.undo}`);
  await tx.updateTable("hand_over").set({ state: "undoing", ended_at: null }).where("id", "=", id).execute();
  await record(tx, actor, "hand_over.undone", { object: "hand_over", objectId: id });
  await runSoon(tx, actor, id);
  return await accessHandOver(tx, actor, id);
}

/** Does what is left of a hand-over or of its undoing, batch by batch; a killed program goes on where it was. */
export async function runHandOver(
  house: House,
  { hand_over_id: id, user_id }: { hand_over_id: string; user_id: string },
): Promise<void> {
  for (;;) {
    const row = await house.db
      .selectFrom("hand_over")
      .select(["from_user", "to_users", "kinds", "state"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (!row || row.state === "done" || row.state === "undone") return;
    const actor = await actorOfUser(house, user_id, "hand_over");
    const step = row.state === "running" ? giveSome : takeSomeBack;
    const count = actor ? await house.transaction((tx) => step(tx, actor, id, row)) : 0;
    if (count > 0) continue;
    await house.transaction(async (tx) => {
      const state = row.state === "running" ? "done" : "undone";
      await tx.updateTable("hand_over").set({ state, ended_at: sql`now()` }).where("id", "=", id).execute();
      await record(tx, { userId: user_id, requestId: "hand_over" }, "hand_over.ended", {
        object: "hand_over",
        objectId: id,
      });
    });
    return;
  }
}

interface Running {
  from_user: string;
  to_users: string[];
  kinds: string[];
}

async function giveSome(tx: Tx, actor: Actor, id: string, { from_user, to_users, kinds }: Running): Promise<number> {
  const receivers = await stillHere(tx, to_users);
  if (receivers.length === 0) return 0;
  const most = batch - (batch % receivers.length); // whole rounds, so that many batches stay even
  for (const { kind, give } of allTransferables()) {
    if (!kinds.includes(kind)) continue;
    const given = await give(tx, actor, from_user, receivers, most);
    if (given.length === 0) continue;
    await sql`insert into hand_over_item (hand_over_id, kind, object_id, to_user)
      select ${id}::uuid, ${kind}::text, * from unnest(${given.map((one) => one.id)}::uuid[], ${given.map((one) => one.to)}::uuid[])
      on conflict do nothing`.execute(tx);
    await sql`update hand_over set moved = moved + ${given.length} where id = ${id}`.execute(tx);
    return given.length;
  }
  return 0;
}

/** Who left while it waited or ran gets nothing more. */
async function stillHere(tx: Tx, userIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select u.id from unnest(${userIds}::uuid[]) with ordinality as u(id, at)
     where not exists (select 1 from user_deactivation d where d.user_id = u.id) order by at`.execute(tx);
  return rows.map(({ id }) => id);
}

async function takeSomeBack(tx: Tx, actor: Actor, id: string, { from_user }: Running): Promise<number> {
  const { rows } = await sql<Given & { kind: string }>`
    delete from hand_over_item i using (select kind, object_id from hand_over_item where hand_over_id = ${id} limit ${batch}) as part
     where i.hand_over_id = ${id} and i.kind = part.kind and i.object_id = part.object_id
    returning i.kind, i.object_id as id, i.to_user as "to"`.execute(tx);
  for (const { kind, takeBack } of allTransferables()) {
    const given = rows.filter((row) => row.kind === kind);
    const count = given.length > 0 ? await takeBack(tx, actor, from_user, given) : 0;
    if (count > 0) await sql`update hand_over set moved_back = moved_back + ${count} where id = ${id}`.execute(tx);
  }
  return rows.length;
}

async function requireUser(db: Db, id: string): Promise<void> {
  const user = await db.selectFrom("app_user").select("id").where("id", "=", id).executeTakeFirst();
  if (!user) throw notFound("user.not_found");
}
