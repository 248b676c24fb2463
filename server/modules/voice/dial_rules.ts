import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db, Tx } from "../../platform/database/types.ts";
import { record } from "../../platform/event/record.ts";
import type { House } from "../../platform/house.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { organisationCountry, writeSetting } from "../people/index.ts";
import { callerIdFor } from "./caller_id.ts";
import { countryOf, type DialRules, readDialled } from "./dial_plan.ts";
import type * as contracts from "./dial_rules.contract.ts";
import { personAt, telephones } from "./extension.ts";

type Told = ResponseOf<typeof contracts.readDialRulesContract>;
type Kept = Omit<Told, "country">;

const usual: Kept = { area_code: null, blocked_prefixes: [], is_emergency_allowed: false, is_premium_allowed: false };

export async function readDialRules(db: Db): Promise<Told> {
  return { ...(await readKept(db)), country: await organisationCountry(db) };
}

async function readKept(db: Db): Promise<Kept> {
  const { rows } = await sql<{ value: Partial<Kept> }>`select value from setting where name = 'dial_rules'`.execute(db);
  return { ...usual, ...rows[0]?.value };
}

export async function updateDialRules(
  tx: Tx,
  actor: Actor,
  { organisation }: House,
  input: BodyOf<typeof contracts.updateDialRulesContract>,
): Promise<Told> {
  await sql`select pg_advisory_xact_lock(hashtext('dial_rules'))`.execute(tx);
  const before = await readKept(tx);
  const after = { ...before, ...input };
  await writeSetting(tx, "dial_rules", after);
  const changes = (Object.keys(input) as (keyof Kept)[]).map((field) => ({
    field,
    before: before[field],
    after: after[field],
  }));
  const root = { object: "dial_rules", id: organisation.id };
  await record(tx, actor, "dial_rules.updated", { object: "organisation", objectId: organisation.id, root, changes });
  return await readDialRules(tx);
}

/** The rules of now, with the countries that a trunk in use may call. */
export async function loadDialRules(db: Db): Promise<DialRules> {
  const { country, ...kept } = await readDialRules(db);
  const { rows } = await sql<{ countries: string[]; extensions: string[] }>`
    select (select coalesce(array_agg(distinct one), '{}') from trunk t, unnest(t.countries) one where t.is_on and t.retired_at is null) as countries,
      (select coalesce(array_agg(e.digits), '{}') from extension e join app_user u on u.id = e.user_id where ${telephones("u")}) as extensions`.execute(
    db,
  );
  const extensions = new Set(rows[0]!.extensions);
  return {
    country,
    areaCode: kept.area_code,
    countries: rows[0]!.countries,
    blockedPrefixes: kept.blocked_prefixes,
    isEmergencyAllowed: kept.is_emergency_allowed,
    isPremiumAllowed: kept.is_premium_allowed,
    isExtension: (digits) => extensions.has(digits),
  };
}

type Tried = ResponseOf<typeof contracts.tryDialContract>;

/** What would come of it if the actor dialled this, for no client. */
export async function tryDial(db: Db, actor: Actor, typed: string): Promise<Tried> {
  const dialled = readDialled(typed, await loadDialRules(db));
  const nothing = { digits: null, display: null, refusal: null, user: null, by: null };
  if (dialled.kind === "refused") return { ...nothing, kind: "refused", refusal: dialled.reason };
  if (dialled.kind === "extension") {
    const digits = dialled.extension;
    return { ...nothing, kind: "extension", digits, display: digits, user: await personAt(db, digits) };
  }
  const digits = dialled.kind === "number" ? dialled.e164 : dialled.digits;
  const display = dialled.kind === "number" ? displayPhone(digits) : digits;
  return { ...nothing, kind: dialled.kind, digits, display, by: await trunkFor(db, actor, countryOf(dialled)) };
}

async function trunkFor(db: Db, actor: Actor, country: string | null): Promise<Tried["by"]> {
  const shown = await callerIdFor(db, actor.teamIds[0] ?? null, null, country);
  if (!shown) return null;
  const { name } = await db
    .selectFrom("trunk")
    .select("name")
    .where("id", "=", shown.trunk_id)
    .executeTakeFirstOrThrow();
  return { trunk: name, shown: displayPhone(shown.digits) };
}
