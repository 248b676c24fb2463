import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db, Tx } from "../../../platform/database/types.ts";
import { record } from "../../../platform/event/record.ts";
import { newId } from "../../../platform/ids.ts";
import { type Actor, fieldsEver } from "../../../platform/permission/actor.ts";
import { conflict, invalid, notFound } from "../../../platform/problem.ts";
import {
  builtInFacts,
  type LayoutKind,
  type listLayoutsContract,
  type readLayoutContract,
  type readMyLayoutContract,
  type Section,
  type setLayoutContract,
} from "./layout.contract.ts";

type Layout = ResponseOf<typeof readLayoutContract>;

export async function listLayouts(db: Db): Promise<ResponseOf<typeof listLayoutsContract>> {
  const { rows } = await sql<ResponseOf<typeof listLayoutsContract>["layouts"][number]>`
    select null as role, exists (select 1 from layout where object = 'customer' and role_id is null) as is_set,
        (select count(*)::int from app_user u where not exists (select 1 from user_deactivation d where d.user_id = u.id)) as user_count
    union all
    (select json_build_object('id', r.id, 'name', r.name)::jsonb, exists (select 1 from layout l where l.object = 'customer' and l.role_id = r.id),
        (select count(*)::int from user_role ur where ur.role_id = r.id)
      from role r order by r.created_at, r.id)`.execute(db);
  return { layouts: rows };
}

/** A layout only arranges: fields that no grant of the reader opens are left out, and empty sections with them. */
export async function readMyLayout(db: Db, actor: Actor): Promise<ResponseOf<typeof readMyLayoutContract>> {
  const { rows } = await sql<{ sections: Section[] }>`
    select l.sections from layout l left join role r on r.id = l.role_id
     where l.object = 'customer' and (l.role_id is null
        or exists (select 1 from user_role ur where ur.role_id = l.role_id and ur.user_id = ${actor.userId}))
     order by l.role_id is null, r.created_at, r.id limit 1`.execute(db);
  if (!rows[0]) return { sections: null };
  const opened = fieldsEver(actor, "customer", "read");
  const isOpen = (field: string) => !opened || field === "other_names" || partsOf(field).some((one) => opened.has(one));
  const known = await knownFields(db);
  const sections = rows[0].sections
    .map((section) => ({ ...section, fields: section.fields.filter((field) => known.has(field) && isOpen(field)) }))
    .filter((section) => section.fields.length > 0);
  return { sections };
}

const partsOf = (field: string): string[] => (field === "place" ? ["province", "city", "district"] : [field]);

/** @throws role.not_found */
export async function readLayout(db: Db, roleId: string): Promise<Layout> {
  const role = await accessRole(db, roleId);
  const row = await layoutOf(db, role?.id ?? null);
  if (!row) return { role, sections: null, updated_at: null, updated_by: null };
  const known = await knownFields(db);
  const sections = row.sections.map((section) => ({
    ...section,
    fields: section.fields.filter((field) => known.has(field)),
  }));
  return { role, sections, updated_at: row.updated_at, updated_by: row.updated_by };
}

/** @throws role.not_found; layout.invalid naming each field and why; layout.changed when somebody else was quicker */
export async function setLayout(
  tx: Tx,
  actor: Actor,
  roleId: string,
  { sections, seen }: BodyOf<typeof setLayoutContract>,
): Promise<Layout> {
  const role = await accessRole(tx, roleId);
  check(sections, await knownFields(tx));
  const before = await layoutOf(tx, role?.id ?? null, true);
  if ((before?.updated_at ?? null) !== seen) throw conflict("layout.changed");
  const set = { sections: JSON.stringify(sections), updated_by: actor.userId };
  const id = before?.id ?? newId();
  if (before)
    await tx
      .updateTable("layout")
      .set({ ...set, updated_at: sql`clock_timestamp()` })
      .where("id", "=", id)
      .execute();
  else {
    const added = await tx
      .insertInto("layout")
      .values({ ...set, id, object: "customer", role_id: role?.id ?? null })
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!added) throw conflict("layout.changed");
  }
  await record(tx, actor, "layout.updated", {
    object: "layout",
    objectId: id,
    payload: { role_id: role?.id ?? null },
    changes: [{ field: "sections", before: before?.sections ?? null, after: sections }],
  });
  return await readLayout(tx, roleId);
}

/** Taken away twice is taken away. @throws role.not_found */
export async function resetLayout(tx: Tx, actor: Actor, roleId: string): Promise<Layout> {
  const role = await accessRole(tx, roleId);
  const { rows } = await sql<{ id: string; sections: Section[] }>`
    delete from layout where object = 'customer' and role_id is not distinct from ${role?.id ?? null}::uuid returning id, sections`.execute(
    tx,
  );
  if (rows[0])
    await record(tx, actor, "layout.removed", {
      object: "layout",
      objectId: rows[0].id,
      payload: { role_id: role?.id ?? null },
      changes: [{ field: "sections", before: rows[0].sections, after: null }],
    });
  return await readLayout(tx, roleId);
}

interface Kept {
  id: string;
  sections: Section[];
  updated_at: string;
  updated_by: Layout["updated_by"];
}

async function layoutOf(db: Db, roleId: string | null, isLocked = false): Promise<Kept | undefined> {
  const { rows } = await sql<Kept>`
    select l.id, l.sections, l.updated_at,
        (select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = l.updated_by) as updated_by
      from layout l where l.object = 'customer' and l.role_id is not distinct from ${roleId}::uuid ${isLocked ? sql`for update of l` : sql``}`.execute(
    db,
  );
  return rows[0];
}

/** null: everybody. @throws role.not_found */
async function accessRole(db: Db, roleId: string): Promise<Layout["role"]> {
  if (roleId === "default") return null;
  const role = await db.selectFrom("role").select(["id", "name"]).where("id", "=", roleId).executeTakeFirst();
  if (!role) throw notFound("role.not_found");
  return role;
}

/** Built-in facts and own fields that are not retired, with the records they stand on. */
async function knownFields(db: Db): Promise<ReadonlyMap<string, LayoutKind>> {
  const own = await db
    .selectFrom("own_field")
    .select("key")
    .where("object", "=", "customer")
    .where("state", "<>", "retired")
    .execute();
  return new Map<string, LayoutKind>([
    ...Object.entries(builtInFacts),
    ...own.map(({ key }) => [key, "both"] as [string, LayoutKind]),
  ]);
}

/** Each field is known and stands once on a record: a section of companies and one of persons may both have it. */
function check(sections: readonly Section[], known: ReadonlyMap<string, LayoutKind>): void {
  const wrong: { field: string; reason: string }[] = [];
  const placed = { company: new Set<string>(), person: new Set<string>() };
  for (const { key, label, kind, fields } of sections) {
    if (key === null && !label?.zh?.trim() && !label?.en?.trim()) wrong.push({ field: "label", reason: "required" });
    for (const field of fields) {
      const on = (["company", "person"] as const).filter((one) => kind === "both" || kind === one);
      if (!known.has(field)) wrong.push({ field, reason: "unknown" });
      else if (on.some((one) => placed[one].has(field))) wrong.push({ field, reason: "twice" });
      for (const one of on) placed[one].add(field);
    }
  }
  if (wrong.length > 0) throw invalid("layout.invalid", wrong);
}
