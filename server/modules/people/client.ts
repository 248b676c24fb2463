import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, notFound } from "../../platform/problem.ts";
import type * as contracts from "./people.contract.ts";

type Client = ResponseOf<typeof contracts.createClientContract>;

export async function listClients(db: Db): Promise<{ clients: Client[] }> {
  return { clients: await selectClients(db, sql`true`) };
}

async function selectClients(db: Db, which: ReturnType<typeof sql>): Promise<Client[]> {
  const { rows } = await sql<Client>`
    select k.id, k.name, (select count(*)::int from user_client u where u.client_id = k.id) as user_count
      from client k where ${which} order by k.name`.execute(db);
  return rows;
}

/** @throws client.not_found */
export async function readClient(db: Db, id: string): Promise<Client> {
  const [client] = await selectClients(db, sql`k.id = ${id}`);
  if (!client) throw notFound("client.not_found");
  return client;
}

export async function createClient(tx: Tx, actor: Actor, name: string): Promise<Client> {
  const id = newId();
  const added = await tx
    .insertInto("client")
    .values({ id, name: name.trim() })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!added) throw conflict("client.name_taken");
  await record(tx, actor, "client.created", {
    object: "client",
    objectId: id,
    changes: [{ field: "name", before: null, after: name.trim() }],
  });
  return await readClient(tx, id);
}

export async function updateClient(tx: Tx, actor: Actor, clientId: string, name: string): Promise<Client> {
  const before = await readClient(tx, clientId);
  const { rows } =
    await sql`select 1 from client where lower(name) = lower(${name.trim()}) and id <> ${clientId}`.execute(tx);
  if (rows.length > 0) throw conflict("client.name_taken");
  await tx.updateTable("client").set({ name: name.trim() }).where("id", "=", clientId).execute();
  await record(tx, actor, "client.updated", {
    object: "client",
    objectId: clientId,
    changes: [{ field: "name", before: before.name, after: name.trim() }],
  });
  return await readClient(tx, clientId);
}
