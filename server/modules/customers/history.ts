import { sql } from "kysely";
import type { QueryOf, ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import { type Actor, grantsFor, mayEver } from "../../platform/permission/actor.ts";
import { accessCustomer } from "./access.ts";
import { noteSensitiveRead } from "./consent/sensitive_read.ts";
import { mergedInto, toldAcrossMerges } from "./duplicate/merged.ts";
import type { readHistoryContract } from "./history.contract.ts";
import { shownTyped } from "./masked.ts";
import { isSensitive } from "./permissions.ts";
import { withTies } from "./relation/history.ts";
import { mayReadCost } from "./trade/rights.ts";

type History = ResponseOf<typeof readHistoryContract>;
type Entry = History["entries"][number] & { actor_id: string | null };

const alwaysShown = new Set(["name", "other_names", "clients", "relation", "code", "pyramid"]);
const ofPeople = new Set(["contact", "contact_relation"]);

/** Every change of the customer and of what hangs on it, newest first; fields the reader may not see are left out. */
export async function readHistory(
  db: Db,
  actor: Actor,
  customerId: string,
  query: QueryOf<typeof readHistoryContract>,
): Promise<History> {
  const { readable } = await accessCustomer(db, actor, customerId);
  const limit = query.limit ?? 50;
  const { rows } = await sql<Entry>`
    select e.id as event_id, e.name, e.at, e.object, e.actor_id,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as actor,
      case when e.object = 'bulk_edit' then ${bulkChange(customerId)} when e.name = 'pool.recycled' then ${recycledFrom(customerId)} when e.name = 'tier.moved' then ${movedBy(customerId)} else
      (select coalesce(json_agg(json_build_object('field', h.field, 'before', h.before, 'after', h.after) order by h.field), '[]')
         from history h where h.event_id = e.id) end as changes
    from domain_event e left join app_user u on u.id = e.actor_id
    where e.root_id = any(array(${bulkEditsOf(customerId)}) || array(${recyclesOf(customerId)}) || array(${tierBatchesOf(customerId)}) || array(${mergedInto(customerId)}) || ${customerId}::uuid) and (e.name <> 'bulk_edit.undone' or ${wasRestored(customerId)})
      and ${toldAcrossMerges(actor, customerId)} and ${query.before ? sql`e.id < ${query.before}` : sql`true`}
    order by e.id desc limit ${limit + 1}`.execute(db);
  const isOpen = opener(actor, readable);
  const page = rows.slice(0, limit);
  const entries = page.flatMap(({ actor_id, ...entry }) => {
    if (entry.object === "interaction" && !mayReadInteraction(actor, actor_id)) return [];
    if (told.includes(entry.object) && !mayEver(actor, `${entry.object}.read`)) return [];
    if (entry.object === "task" && !mayReadTask(actor, actor_id)) return [];
    const changes = entry.changes
      .filter((change) => (ofPeople.has(entry.object) ? readable.has("contacts") : isOpen(change.field)))
      .map((change) => (change.field === "clients" ? ownClients(actor, change) : maskedIn(change, readable)));
    return entry.changes.length > 0 && changes.length === 0 ? [] : [{ ...entry, changes }];
  });
  await noteSensitiveRead(db, actor, customerId, sensitiveIn(actor, readable, entries));
  const named = await withTies(db, actor, await withOwnerNames(db, entries));
  return { entries: named, next: rows.length > limit ? page.at(-1)!.event_id : null };
}

/** Sensitive fields of which values are told; a masked number tells nothing. */
function sensitiveIn(actor: Actor, readable: ReadonlySet<string>, entries: History["entries"]): string[] {
  const told = entries.flatMap(({ changes }) =>
    changes.flatMap(({ field, before, after }) =>
      before === null && after === null ? [] : [field.replace("contact.", "")],
    ),
  );
  return [...new Set(told)].filter(
    (field) => isSensitive(actor, field) && (field !== "phone" || readable.has("phone_whole")),
  );
}

/** Bulk edits have one event a batch; what it changed on a customer stands in the batch's rows. */
const bulkEditsOf = (customerId: string) =>
  sql`select r.bulk_edit_id from bulk_edit_row r where r.customer_id = ${customerId}`;
const wasRestored = (customerId: string) =>
  sql`exists (select 1 from bulk_edit_row r where r.bulk_edit_id = e.root_id and r.customer_id = ${customerId} and r.is_restored)`;
const bulkChange = (customerId: string) => sql`
  (select json_build_array(case when e.name = 'bulk_edit.undone'
      then json_build_object('field', b.field, 'before', nullif(b.value, 'null'), 'after', nullif(r.before, 'null'))
      else json_build_object('field', b.field, 'before', nullif(r.before, 'null'), 'after', nullif(b.value, 'null')) end)
    from bulk_edit b join bulk_edit_row r on r.bulk_edit_id = b.id where b.id = e.root_id and r.customer_id = ${customerId})`;

/** So has the recycling into a pool. */
const recyclesOf = (customerId: string) =>
  sql`select r.batch_id from pool_recycle r where r.customer_id = ${customerId}`;
const recycledFrom = (customerId: string) => sql`
  (select json_build_array(json_build_object('field', 'owner', 'before', r.last_owner_id, 'after', null))
    from pool_recycle r where r.batch_id = e.root_id and r.customer_id = ${customerId})`;

/** And the rules that moved many on the ladders of tiers. */
const tierBatchesOf = (customerId: string) =>
  sql`select m.batch_id from tier_move m where m.customer_id = ${customerId} and m.batch_id is not null`;
const movedBy = (customerId: string) => sql`
  (select json_agg(json_build_object('field', m.ladder, 'before', m.from_value, 'after', m.to_value) order by m.ladder)
    from tier_move m where m.batch_id = e.root_id and m.customer_id = ${customerId})`;

function maskedIn(change: Entry["changes"][number], readable: ReadonlySet<string>): Entry["changes"][number] {
  if (change.field !== "phone" && change.field !== "contact.phone") return change;
  return { ...change, before: shownTyped(change.before, readable), after: shownTyped(change.after, readable) };
}

/** People behind the wall learn of their own clients only. */
function ownClients(actor: Actor, change: Entry["changes"][number]): Entry["changes"][number] {
  if (actor.clientAccess === "all") return change;
  const mine = (value: unknown) =>
    Array.isArray(value) ? value.filter((id) => actor.clientIds.includes(String(id))) : value;
  return { ...change, before: mine(change.before), after: mine(change.after) };
}

const told = ["intelligence", "promise", "touch", "trade"];

function opener(actor: Actor, readable: ReadonlySet<string>): (field: string) => boolean {
  const isOpen = (field: string): boolean => {
    if (field.startsWith("contact.")) {
      const kind = field.slice("contact.".length);
      return readable.has("contacts") && (kind === "name" || readable.has(kind));
    }
    if (field === "trade.cost") return mayReadCost(actor);
    if (field.startsWith("tier_hold.")) return isOpen(field.slice("tier_hold.".length));
    const [object = ""] = field.split(".");
    if (told.includes(object)) return mayEver(actor, `${object}.read`);
    if (field.startsWith("interaction.")) return grantsFor(actor, "interaction", "read").length > 0;
    if (field.startsWith("task.")) return grantsFor(actor, "task", "read").length > 0;
    return alwaysShown.has(field) || readable.has(field);
  };
  return isOpen;
}

const mayReadInteraction = (actor: Actor, writerId: string | null): boolean =>
  grantsFor(actor, "interaction", "read").some((grant) => grant.scope === "all" || writerId === actor.userId);

/** Who reads only their own tasks learns here of what they did themselves. */
const mayReadTask = (actor: Actor, writerId: string | null): boolean =>
  grantsFor(actor, "task", "read").some((grant) => grant.scope !== "own" || writerId === actor.userId);

/** Owners stand in the history by id; people read names. */
async function withOwnerNames(db: Db, entries: History["entries"]): Promise<History["entries"]> {
  const ids = entries.flatMap((entry) =>
    entry.changes.filter((change) => change.field === "owner").flatMap((change) => [change.before, change.after]),
  );
  const wanted = [...new Set(ids.filter((id) => typeof id === "string"))];
  if (wanted.length === 0) return entries;
  const users = await db.selectFrom("app_user").select(["id", "name"]).where("id", "in", wanted).execute();
  const nameOf = (id: unknown) => users.find((user) => user.id === id)?.name ?? null;
  return entries.map((entry) => ({
    ...entry,
    changes: entry.changes.map((change) =>
      change.field === "owner" ? { ...change, before: nameOf(change.before), after: nameOf(change.after) } : change,
    ),
  }));
}
