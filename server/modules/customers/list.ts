import { type RawBuilder, sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import {
  type Branch,
  branchCondition,
  reached,
  standing,
  unionFor,
  unionsFor,
} from "../../platform/permission/compile.ts";
import { Problem } from "../../platform/problem.ts";
import { displayPhone } from "../../platform/text/phone.ts";
import { ofMyClients, readGate } from "./access.ts";
import { isTime, isUuid, readCursor, writeCursor } from "./cursor.ts";
import type { listCustomersContract } from "./customer.contract.ts";
import { visibleInteractions } from "./interaction.visible.ts";
import { type Filter, type Narrowing, narrowingOf } from "./list.filter.ts";
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
  const order = orderOf(query);
  const narrowing = await narrowingOf(db, actor, "read", query);
  const chosen = chosenRows(actor, "read", narrowing, order, limit + 1, query.after);
  const gate = readGate(actor);
  const { rows } = await sql<LoadedRow>`
    with page as (${chosen})
    select c.id, c.number, c.kind, c.name, c.stage, c.province, c.city, c.industry, c.revenue_this_year, c.updated_at, c.created_at,
      ${sql.ref(`c.${order.column}`)} as sort_value, ${gate.flags("c")} as flags,
      ${actFlags(actor)} as acts,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as owner,
      (select p.normalised from contact_point p where p.customer_id = c.id and p.kind = 'phone' and ${ofMyClients(actor, "p.client_id")}
        and p.contact_id is null order by p.is_primary desc, p.created_at limit 1) as phone,
      array(select t.name from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id order by t.name) as tags,
      ${lastInteraction(actor)} as last_interaction
    from page join customer c on c.id = page.id left join app_user u on u.id = c.owner_id
    order by ${sql.ref(`c.${order.column}`)} ${order.direction}, c.id ${order.direction}`.execute(db);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map((row) => present(row, gate.opened(row.flags))),
    next: rows.length > limit && last ? writeCursor([order.column, last.sort_value, last.id]) : null,
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
  sort_value: string;
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

interface Order {
  column: "updated_at" | "created_at" | "name_pinyin";
  direction: RawBuilder<unknown>;
  isDescending: boolean;
  type: RawBuilder<unknown>;
}

export function orderOf(query: Pick<Filter, "sort" | "order">): Order {
  const column = query.sort === "name" ? "name_pinyin" : (query.sort ?? "updated_at");
  const isDescending = (query.order ?? (column === "name_pinyin" ? "asc" : "desc")) === "desc";
  return {
    column,
    isDescending,
    direction: isDescending ? sql`desc` : sql`asc`,
    type: column === "name_pinyin" ? sql`text` : sql`timestamptz`,
  };
}

/** Ids of the rows an action reaches, with the filter inside each branch, in order and no more than `most`. */
export function chosenRows(
  actor: Actor,
  action: "read" | "export",
  { guards, condition }: Narrowing,
  order: Order | null,
  most: number,
  after?: string,
): RawBuilder<unknown> {
  const [union = [], ...fieldUnions] = unionsFor(actor, "customer", action, guards);
  const conditions = [
    ...fieldUnions.map((one) => reached(actor, customerShape, one, "c")),
    standing(actor, customerShape, "c"),
    condition("c"),
    ...(order && after !== undefined ? [behindCursor(order, after)] : []),
  ];
  const sorted = order
    ? sql`order by ${sql.ref(`c.${order.column}`)} ${order.direction}, c.id ${order.direction}`
    : sql``;
  const picked = order ? sql`c.id, ${sql.ref(`c.${order.column}`)}` : sql`c.id`;
  const merged = order ? sql`order by 2 ${order.direction}, 1 ${order.direction}` : sql``;
  const branches = union.map((branch) => branchRows(actor, branch, { conditions, picked, sorted, merged, most }));
  if (branches.length === 0) return sql`select c.id from customer c where false`;
  if (branches.length === 1) return branches[0]!;
  return sql`${sql.join(
    branches.map((branch) => sql`(${branch})`),
    sql` union `,
  )} ${merged} limit ${most}`;
}

interface BranchParts {
  conditions: Condition[];
  picked: Condition;
  sorted: Condition;
  merged: Condition;
  most: number;
}

/** Several teams are walked one by one: each has its rows in order in the index, a list of teams has not. */
function branchRows(
  actor: Actor,
  branch: Branch,
  { conditions, picked, sorted, merged, most }: BranchParts,
): Condition {
  const all = (first: Condition) => sql.join([first, ...conditions], sql` and `);
  if (branch.kind === "team" && branch.teamIds.length > 1) {
    return sql`select found.* from unnest(${branch.teamIds}::uuid[]) as teams(id)
      cross join lateral (select ${picked} from customer c where ${all(sql`c.team_id = teams.id`)} ${sorted} limit ${most}) as found
      ${merged} limit ${most}`;
  }
  return sql`select ${picked} from customer c where ${all(branchCondition(actor, customerShape, branch, "c"))} ${sorted} limit ${most}`;
}

function behindCursor(order: Order, after: string): Condition {
  const [column, value, id] = readCursor(after, 3);
  if (column !== order.column || !isUuid(id!) || (order.column !== "name_pinyin" && !isTime(value!)))
    throw new Problem(400, "list.bad_cursor");
  const comparison = order.isDescending ? sql`<` : sql`>`;
  return sql`(${sql.ref(`c.${order.column}`)}, c.id) ${comparison} (${value}::${order.type}, ${id}::uuid)`;
}
