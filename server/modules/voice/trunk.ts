import { isIP } from "node:net";
import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import { newId } from "../../platform/ids.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../platform/problem.ts";
import { decryptText, encryptText } from "../../platform/secret.ts";
import { organisationCountry } from "../people/index.ts";
import type { createTrunkContract, TrunkDraft } from "./trunk.contract.ts";

export type Trunk = ResponseOf<typeof createTrunkContract>;

export const listTrunks = async (db: Db): Promise<{ trunks: Trunk[] }> => ({
  trunks: await selectTrunks(db).orderBy("t.created_at").orderBy("t.id").execute(),
});

/** @throws trunk.not_found */
export async function readTrunk(db: Db, id: string): Promise<Trunk> {
  const trunk = await selectTrunks(db).where("t.id", "=", id).executeTakeFirst();
  if (!trunk) throw notFound("trunk.not_found");
  return trunk;
}

/** @throws trunk.name_taken, trunk.incomplete */
export async function createTrunk(tx: Tx, actor: Actor, house: House, draft: TrunkDraft): Promise<Trunk> {
  const id = newId();
  const { password, ...columns } = draft;
  requireSources(draft.sources);
  await tx
    .insertInto("trunk")
    .values({
      countries: [await organisationCountry(tx)],
      ...columns,
      id,
      password: password ? sealTrunk(house, id, password) : null,
      created_by: actor.userId!,
    })
    .execute()
    .catch(refuse);
  await record(tx, actor, "trunk.created", { object: "trunk", objectId: id });
  return await readTrunk(tx, id);
}

/** A network that takes in half the world would make everybody a trunk. */
const shortestPrefix = { 4: 8, 6: 16 } as const;

function requireSources(sources: readonly string[] = []): void {
  for (const source of sources) {
    const [address = "", length] = source.split("/");
    const version = isIP(address) as 0 | 4 | 6;
    const longest = version === 4 ? 32 : 128;
    const isGood =
      length === undefined || (Number(length) >= shortestPrefix[version || 4] && Number(length) <= longest);
    if (version === 0 || !isGood) throw invalid("trunk.incomplete", [{ field: "sources", reason: "does_not_fit" }]);
  }
}

const signedIn = ["kind", "host", "port", "username"] as const;

/** A password that was given for one place and name is forgotten when they change. @throws trunk.not_found, trunk.name_taken, trunk.incomplete */
export async function updateTrunk(
  tx: Tx,
  actor: Actor,
  house: House,
  id: string,
  { password, ...columns }: Partial<TrunkDraft>,
): Promise<Trunk> {
  const before = await tx
    .selectFrom("trunk")
    .selectAll()
    .where("id", "=", id)
    .where("retired_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (!before) throw notFound("trunk.not_found");
  requireSources(columns.sources);
  const isElsewhere = signedIn.some((field) => columns[field] !== undefined && columns[field] !== before[field]);
  const secret =
    password === undefined
      ? isElsewhere
        ? { password: null }
        : {}
      : { password: password === null ? null : sealTrunk(house, id, password) };
  const changed = { ...columns, ...secret };
  if (Object.keys(changed).length > 0)
    await tx.updateTable("trunk").set(changed).where("id", "=", id).execute().catch(refuse);
  const changes = Object.keys(columns).map((field) => ({
    field,
    before: before[field as keyof typeof before],
    after: columns[field as keyof typeof columns],
  }));
  await record(tx, actor, "trunk.updated", { object: "trunk", objectId: id, changes });
  return await readTrunk(tx, id);
}

/** @throws trunk.not_found, trunk.has_numbers */
export async function retireTrunk(tx: Tx, actor: Actor, id: string): Promise<{ done: true }> {
  const trunk = await tx.selectFrom("trunk").select("retired_at").where("id", "=", id).forUpdate().executeTakeFirst();
  if (!trunk) throw notFound("trunk.not_found");
  if (trunk.retired_at) return { done: true };
  const number = await tx
    .selectFrom("voice_number")
    .select("id")
    .where("trunk_id", "=", id)
    .where("retired_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  if (number) throw conflict("trunk.has_numbers");
  await tx.updateTable("trunk").set({ retired_at: sql`now()`, password: null }).where("id", "=", id).execute();
  await record(tx, actor, "trunk.retired", { object: "trunk", objectId: id });
  return { done: true };
}

const sealTrunk = (house: House, id: string, password: string): string =>
  encryptText(house.secret("trunk"), password, id);

/** For who signs in at the trunk. @throws SecretError */
export const openTrunk = (house: House, id: string, sealed: string): string =>
  decryptText(house.secret("trunk"), sealed, id);

function refuse(error: unknown): never {
  const { constraint = "", code } = error as { constraint?: string; code?: string };
  if (constraint === "trunk_name") throw conflict("trunk.name_taken");
  if (code !== "23514") throw error;
  // the two checks over several columns: who signs in has a name, whom we believe by address has one
  const field = constraint === "trunk_check" ? "username" : "sources";
  throw invalid("trunk.incomplete", [{ field, reason: "required" }]);
}

const selectTrunks = (db: Db) =>
  db
    .selectFrom("trunk as t")
    .select([
      "t.id",
      "t.name",
      sql<Trunk["kind"]>`t.kind`.as("kind"),
      "t.host",
      "t.port",
      "t.username",
      "t.sources",
      sql<Trunk["codecs"]>`t.codecs`.as("codecs"),
      sql<Trunk["number_form"]>`t.number_form`.as("number_form"),
      "t.channel_limit",
      "t.calls_per_minute",
      "t.countries",
      "t.is_on",
      "t.created_at",
      sql<boolean>`t.password is not null`.as("has_password"),
      sql<
        Trunk["registration"]
      >`(select json_build_object('state', r.state, 'code', r.code, 'reason', r.reason, 'since', r.since)
        from trunk_registration r where r.trunk_id = t.id and t.kind = 'registration' and t.is_on)`.as("registration"),
      sql<number>`(select count(*) from voice_number n where n.trunk_id = t.id and n.retired_at is null)::int`.as(
        "number_count",
      ),
    ])
    .where("t.retired_at", "is", null);
