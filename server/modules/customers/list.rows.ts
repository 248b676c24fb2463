import { type RawBuilder, sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { unionFor } from "../../platform/permission/compile.ts";
import { judgeOf } from "../../platform/permission/fields.ts";
import { mayReachCustomer, ofMyClients, readGate } from "./access.ts";
import type { listCustomersContract } from "./customer.contract.ts";
import { visibleInteractions } from "./interaction.visible.ts";
import { type Cells, type Column, openCells, selectCells } from "./list.columns.ts";
import { shownPhone } from "./masked.ts";
import { customerNumber } from "./number.ts";
import { customerShape } from "./permissions.ts";

type Row = ResponseOf<typeof listCustomersContract>["rows"][number];

interface LoadedRow {
  id: string;
  number: number;
  kind: Row["kind"];
  name: string;
  stage: NonNullable<Row["stage"]>;
  province: string | null;
  city: string | null;
  industry: string | null;
  revenue_this_year: number | null;
  updated_at: string;
  created_at: string;
  cells: Cells | null;
  flags: number;
  acts: number;
  owner: { id: string; name: string } | null;
  phone: string | null;
  tags: string[] | null;
  is_starred: boolean;
  last_interaction: Row["last_interaction"];
}

/** What the list tells of rows, in the order of the ids; those that are not to be seen any more are left out. */
export async function describedRows(
  db: Db,
  actor: Actor,
  ids: readonly string[],
  columns: readonly Column[],
): Promise<Row[]> {
  if (ids.length === 0) return [];
  const gate = readGate(actor);
  const acts = actsOf(actor);
  const { rows } = await sql<LoadedRow>`
    select c.id, c.number, c.kind, c.name, c.stage, c.province, c.city, c.industry, c.revenue_this_year, c.updated_at, c.created_at,
      ${gate.flags("c")} as flags, ${acts.flags("c")} as acts, ${selectCells(columns)} as cells,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as owner,
      (select p.normalised from contact_point p where p.customer_id = c.id and p.kind = 'phone' and ${ofMyClients(actor, "p.client_id")}
        and p.contact_id is null order by p.is_primary desc, p.created_at limit 1) as phone,
      (select json_agg(t.name order by t.name) from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id) as tags,
      exists (select 1 from customer_star s where s.customer_id = c.id and s.user_id = ${actor.userId}) as is_starred,
      ${lastInteraction(actor)} as last_interaction
    from customer c left join app_user u on u.id = c.owner_id
    where c.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")}`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const opened = gate.opened(row.flags);
    const shown = present(row, opened, acts.blocked(row.acts));
    return [columns.length > 0 ? { ...shown, cells: openCells(columns, row.cells, opened) } : shown];
  });
}

const guarded = ["stage", "owner", "province", "city", "industry", "revenue_this_year"] as const;

function present(row: LoadedRow, opened: ReadonlySet<string>, blocked: Row["blocked"]): Row {
  const shown: Row = {
    id: row.id,
    number: customerNumber(row.kind, row.number),
    kind: row.kind,
    name: row.name,
    is_starred: row.is_starred,
    last_interaction: row.last_interaction,
    updated_at: row.updated_at,
    created_at: row.created_at,
    blocked,
  };
  const facts: Record<string, unknown> = shown;
  for (const field of guarded) if (opened.has(field)) facts[field] = row[field];
  if (opened.has("tags")) shown.tags = row.tags ?? [];
  if (opened.has("phone")) shown.phone = row.phone === null ? null : shownPhone(row.phone, opened);
  return shown;
}

/** What the list changes in its rows: the stage by the right to change it, the owner by the right to hand over. */
function actsOf(actor: Actor): { flags(alias: string): RawBuilder<number>; blocked(flags: number): Row["blocked"] } {
  const update = unionFor(actor, "customer", "update");
  const setStage = unionFor(actor, "customer", "update", "stage");
  const transfer = unionFor(actor, "customer", "transfer");
  const judge = judgeOf(actor, customerShape, [update, setStage, transfer]);
  const known = new Map<number, Row["blocked"]>();
  const blockedBy = (flags: number): Row["blocked"] => ({
    ...(judge.reaches(setStage, flags)
      ? {}
      : { stage: judge.reaches(update, flags) ? ("read_only" as const) : ("no_permission" as const) }),
    ...(judge.reaches(transfer, flags) ? {} : { owner: "no_permission" as const }),
  });
  return {
    flags: judge.flags,
    blocked: (flags) => {
      const blocked = known.get(flags) ?? blockedBy(flags);
      known.set(flags, blocked);
      return blocked;
    },
  };
}

const lastInteraction = (actor: Actor): RawBuilder<unknown> =>
  sql`(select json_build_object('kind', i.kind, 'happened_at', i.happened_at) from interaction i
    where i.customer_id = c.id and ${visibleInteractions(actor, "i")} order by i.happened_at desc, i.id desc limit 1)`;
