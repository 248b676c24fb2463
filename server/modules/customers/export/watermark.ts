import { sql } from "kysely";
import type { BodyOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import type { House } from "../../../platform/house.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound } from "../../../platform/problem.ts";
import { organisationTimeZone, writeSetting } from "../../people/index.ts";
import type { setWatermarkContract } from "../export.contract.ts";

type Watermark = BodyOf<typeof setWatermarkContract>;

/** Roles that are gone since are left out. */
export async function readWatermark(db: Db): Promise<Watermark> {
  const { rows } = await sql<{ id: string }>`
    select r.id from setting s cross join lateral jsonb_array_elements_text(s.value -> 'role_ids') as one(id)
      join role r on r.id = one.id::uuid where s.name = 'export_watermark' order by r.id`.execute(db);
  return { role_ids: rows.map(({ id }) => id) };
}

/** @throws role.not_found */
export async function setWatermark(tx: Tx, actor: Actor, { role_ids }: Watermark): Promise<Watermark> {
  const after = [...new Set(role_ids)].sort();
  const { rows } = await sql`select 1 from role where id = any(${after}::uuid[])`.execute(tx);
  if (rows.length < after.length) throw notFound("role.not_found");
  const before = (await readWatermark(tx)).role_ids;
  if (JSON.stringify(before) === JSON.stringify(after)) return { role_ids: after };
  await writeSetting(tx, "export_watermark", { role_ids: after });
  await record(tx, actor, "organisation.updated", {
    object: "organisation",
    objectId: actor.organisationId,
    changes: [{ field: "export_watermark", before, after }],
  });
  return { role_ids: after };
}

/** Who exports and when, for people whose role asks for it; in the time of the organisation. */
export async function markOf(house: House, actor: Actor, now: Date): Promise<string | null> {
  const { role_ids } = await readWatermark(house.db);
  const { rows } =
    await sql`select 1 from user_role where user_id = ${actor.userId} and role_id = any(${role_ids}::uuid[])`.execute(
      house.db,
    );
  if (rows.length === 0) return null;
  const timeZone = await organisationTimeZone(house.db);
  const at = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone }).format(now);
  const name = house.organisation.name;
  return actor.locale === "en" ? `${name}: exported by ${actor.name}, ${at}` : `${name}：${actor.name} ${at} 导出`;
}
