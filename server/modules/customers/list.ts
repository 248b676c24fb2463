import { type RawBuilder, sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { reached, unionFor } from "../../platform/permission/compile.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { ofMyClients, readGate } from "./access.ts";
import type { listCustomersContract } from "./customer.contract.ts";
import { visibleInteractions } from "./interaction.visible.ts";
import { chosenRows } from "./list.chosen.ts";
import { type Cells, columnsOf, openCells, selectCells } from "./list.columns.ts";
import { type Narrowing, narrowingOf } from "./list.filter.ts";
import { cursorAt, inPhases, orderOf, type Spot, spotAt } from "./list.order.ts";
import { customerNumber } from "./number.ts";
import { customerShape } from "./permissions.ts";

type Query = QueryOf<typeof listCustomersContract>;
type Page = ResponseOf<typeof listCustomersContract>;
type Row = Page["rows"][number];
type Condition = RawBuilder<unknown>;

const countCap = 1000;

/** A page of customers, keyset-paged: each way to reach rows is a branch with its own index, merged afterwards. */
export async function listCustomers(db: Db, actor: Actor, query: Query): Promise<Page> {
  const limit = query.limit ?? 50;
  const order = orderOf(actor, query);
  const spot = spotAt(order, query.after);
  const narrowing = await narrowingOf(db, actor, "read", query);
  const columns = columnsOf(actor, query.columns);
  const gate = readGate(actor);
  const load = async (from: Spot, most: number): Promise<LoadedRow[]> => {
    const { rows } = await sql<LoadedRow>`
      with page as (${chosenRows(actor, "read", narrowing, from, most)})
      select c.id, c.number, c.kind, c.name, c.stage, c.province, c.city, c.industry, c.revenue_this_year, c.updated_at, c.created_at,
        ${order.value("c")} as sort_value, ${gate.flags("c")} as flags, ${actFlags(actor)} as acts, ${selectCells(columns)} as cells,
        case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as owner,
        (select p.normalised from contact_point p where p.customer_id = c.id and p.kind = 'phone' and ${ofMyClients(actor, "p.client_id")}
          and p.contact_id is null order by p.is_primary desc, p.created_at limit 1) as phone,
        array(select t.name from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id order by t.name) as tags,
        ${lastInteraction(actor)} as last_interaction
      from page join customer c on c.id = page.id left join app_user u on u.id = c.owner_id
      order by ${order.value("c")} ${order.direction}, c.id ${order.direction}`.execute(db);
    return rows;
  };
  const rows = await inPhases(spot, limit + 1, load);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map((row) => {
      const opened = gate.opened(row.flags);
      const shown = present(row, opened);
      return columns.length > 0 ? { ...shown, cells: openCells(columns, row.cells, opened) } : shown;
    }),
    next: rows.length > limit && last ? cursorAt(order, last) : null,
    ...(query.with_count ? { count: await countCustomers(db, actor, narrowing) } : {}),
  };
}

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
  sort_value: unknown;
  cells: Cells | null;
  flags: boolean[];
  acts: boolean[];
  owner: { id: string; name: string } | null;
  phone: string | null;
  tags: string[];
  last_interaction: Row["last_interaction"];
}

function present(row: LoadedRow, opened: ReadonlySet<string>): Row {
  const shown: Record<string, unknown> = {};
  for (const field of ["stage", "owner", "province", "city", "industry", "tags", "revenue_this_year"] as const) {
    if (opened.has(field)) shown[field] = row[field];
  }
  if (opened.has("phone")) shown.phone = row.phone === null ? null : displayPhone(row.phone);
  return {
    id: row.id,
    number: customerNumber(row.kind, row.number),
    kind: row.kind,
    name: row.name,
    last_interaction: row.last_interaction,
    updated_at: row.updated_at,
    created_at: row.created_at,
    blocked: blockedIn(row.acts),
    ...shown,
  };
}

/** What the list changes in its rows: the stage by the right to change it, the owner by the right to hand over. */
function actFlags(actor: Actor): RawBuilder<boolean[]> {
  const unions = [
    unionFor(actor, "customer", "update"),
    unionFor(actor, "customer", "update", "stage"),
    unionFor(actor, "customer", "transfer"),
  ];
  return sql<boolean[]>`array[${sql.join(unions.map((union) => reached(actor, customerShape, union, "c")))}]`;
}

function blockedIn([mayUpdate, maySetStage, mayTransfer]: readonly boolean[]): Row["blocked"] {
  return {
    ...(maySetStage ? {} : { stage: mayUpdate ? ("read_only" as const) : ("no_permission" as const) }),
    ...(mayTransfer ? {} : { owner: "no_permission" as const }),
  };
}

const lastInteraction = (actor: Actor): Condition =>
  sql`(select json_build_object('kind', i.kind, 'happened_at', i.happened_at) from interaction i
    where i.customer_id = c.id and ${visibleInteractions(actor, "i")} order by i.happened_at desc, i.id desc limit 1)`;

async function countCustomers(db: Db, actor: Actor, narrowing: Narrowing): Promise<{ value: number; capped: boolean }> {
  const chosen = chosenRows(actor, "read", narrowing, null, countCap + 1);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (${chosen}) as counted`.execute(db);
  const count = rows[0]!.count;
  return { value: Math.min(count, countCap), capped: count > countCap };
}
