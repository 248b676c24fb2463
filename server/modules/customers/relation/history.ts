import { sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { mayReachCustomer, ofMyClients } from "../access.ts";

type Change = { field: string; before?: unknown; after?: unknown };
interface Value {
  type_id: string;
  end: "from" | "to";
  customer_id: string;
  contact_id?: string;
  other_id?: string;
}

const isValue = (value: unknown): value is Value => typeof value === "object" && value !== null && "type_id" in value;
const isTie = ({ field, before, after }: Change) => field === "relation" && (isValue(before) || isValue(after));

/** Relations and reporting lines stand in the history by id: they get names as far as the reader sees the other end, or go. */
export async function withTies<C extends Change, E extends { changes: C[] }>(
  db: Db,
  actor: Actor,
  entries: readonly E[],
): Promise<E[]> {
  const changes = entries.flatMap((entry) => entry.changes);
  const values = changes
    .filter(isTie)
    .flatMap(({ before, after }) => [before, after])
    .filter(isValue);
  const lines = changes.filter(({ field }) => field === "reports_to").flatMap(({ before, after }) => [before, after]);
  if (values.length === 0 && lines.length === 0) return [...entries];
  const names = await namesOf(
    db,
    actor,
    values,
    lines.filter((id) => typeof id === "string"),
  );
  return entries.flatMap((entry) => {
    const named = entry.changes.flatMap((change) => {
      if (change.field === "reports_to")
        return [{ ...change, before: names.contact(change.before), after: names.contact(change.after) }];
      if (!isTie(change)) return [change];
      const [before, after] = [names.tie(change.before), names.tie(change.after)];
      return before === null && after === null ? [] : [{ ...change, before, after }];
    });
    return entry.changes.length > 0 && named.length === 0 ? [] : [{ ...entry, changes: named }];
  });
}

async function namesOf(db: Db, actor: Actor, values: readonly Value[], lines: readonly string[]) {
  const contactIds = [...lines, ...values.flatMap(({ contact_id, other_id }) => [contact_id, other_id])].filter(
    Boolean,
  );
  const { rows } = await sql<{ id: string; name: string; inverse: string | null }>`
    select c.id, c.name, null as inverse from customer c
     where c.id = any(${values.map((one) => one.customer_id)}::uuid[]) and ${mayReachCustomer(actor, "read", "c")}
    union all
    select p.id, p.name, null from contact p join customer c on c.id = p.customer_id
     where p.id = any(${contactIds}::uuid[]) and ${ofMyClients(actor, "p.client_id")} and ${mayReachCustomer(actor, "read", "c", ["contacts"])}
    union all
    select t.id, ${actor.locale === "en" ? sql`t.name_en` : sql`t.name_zh`},
      ${actor.locale === "en" ? sql`t.inverse_en` : sql`t.inverse_zh`} from relation_type t
     where t.id = any(${values.map((one) => one.type_id)}::uuid[])`.execute(db);
  const known = new Map(rows.map((row) => [row.id, row]));
  const nameOf = (id: unknown) => known.get(String(id))?.name ?? null;
  const tie = (value: unknown): string | null => {
    if (!isValue(value)) return null;
    const type = known.get(value.type_id);
    const word = value.end === "to" ? (type?.inverse ?? type?.name) : type?.name;
    const other = nameOf(value.other_id ?? value.customer_id);
    const near = value.contact_id ? nameOf(value.contact_id) : "";
    if (!word || other === null || near === null || nameOf(value.customer_id) === null) return null;
    return [near, word, other].filter(Boolean).join(" · ");
  };
  return { contact: (id: unknown) => (id ? nameOf(id) : null), tie };
}
