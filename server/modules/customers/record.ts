import { sql } from "kysely";
import type { ResponseOf } from "../../platform/contract/contract.ts";
import type { Db } from "../../platform/database/types.ts";
import { type Actor, mayEver } from "../../platform/permission/actor.ts";
import { Problem } from "../../platform/problem.ts";
import { accessCustomer, type CustomerAccess, ofMyClients, visibleCustomers } from "./access.ts";
import { noteSensitiveRead } from "./consent/sensitive_read.ts";
import type { readCustomerContract } from "./customer.contract.ts";
import { winnerOf } from "./duplicate/merged.ts";
import { shownPhone } from "./masked.ts";
import { customerNumber } from "./number.ts";
import { ownShown } from "./own/columns.ts";
import { factFields, isSensitive, ownOf } from "./permissions.ts";
import { type Protection, protectionOf } from "./protection/shut.ts";
import { superiorOf } from "./relation/reporting.ts";

export type CustomerRecord = ResponseOf<typeof readCustomerContract>;
type Person = { id: string; name: string };
type Point = NonNullable<CustomerRecord["contact_points"]>[number] & { normalised: string };

/** Everything the actor may know of one customer. @throws customer.not_found */
export async function readCustomer(db: Db, actor: Actor, customerId: string): Promise<CustomerRecord> {
  const access = await accessCustomer(db, actor, customerId).catch(async (error: unknown) => {
    throw (await mergedAway(db, actor, customerId)) ?? error;
  });
  const record = await presentCustomer(db, actor, customerId, access);
  await noteRead(db, actor, record);
  return record;
}

export const noteRead = (db: Db, actor: Actor, record: CustomerRecord): Promise<void> =>
  noteSensitiveRead(db, actor, record.id, sensitiveIn(actor, record));

/** Sensitive fields that the record tells something of. */
function sensitiveIn(actor: Actor, { facts, contact_points = [] }: CustomerRecord): string[] {
  const told = Object.entries(facts).flatMap(([field, value]) =>
    value !== null && value !== undefined && isSensitive(actor, field) ? [field] : [],
  );
  return [...told, ...(contact_points.some(({ kind, is_masked }) => kind === "phone" && !is_masked) ? ["phone"] : [])];
}

/** A record that became part of another one leads there, for who may see that one. */
async function mergedAway(db: Db, actor: Actor, customerId: string): Promise<Problem | undefined> {
  const winner = await winnerOf(db, customerId);
  if (!winner || !(await visibleCustomers(db, actor, [winner])).has(winner)) return undefined;
  return new Problem(404, "customer.merged", { detail: { winner_id: winner } });
}

/** The record after a change; rights are read anew, since the change may have moved it out of reach. */
export async function presentCustomer(
  db: Db,
  actor: Actor,
  customerId: string,
  access: CustomerAccess,
): Promise<CustomerRecord> {
  const row = await loadCustomer(db, actor, customerId);
  const { readable, writable, may, shut } = access;
  const { protection } = await protectionOf(db, actor, customerId);
  const why = (may: boolean) => (may ? shut?.kind : ("no_permission" as const));
  const refused = <K extends string>(act: K, reason: string | undefined) => (reason ? { [act]: reason } : {});
  const shown = <T>(field: string, value: T): T | undefined => (readable.has(field) ? value : undefined);
  const facts: Record<string, unknown> = { name: row.name, other_names: row.other_names };
  for (const field of [...factFields, ...ownOf(actor).map(({ key }) => key)])
    if (readable.has(field)) facts[field] = row[field];
  const points = row.contact_points.filter(
    (point) => readable.has(point.kind) && (point.contact_id === null || readable.has("contacts")),
  );
  return {
    id: row.id,
    number: customerNumber(row.kind, row.number),
    kind: row.kind,
    facts,
    read_only: Object.keys(facts).filter((field) => !writable.has(field)),
    owner: shown("owner", row.owner),
    team: shown("owner", row.team),
    clients: row.clients,
    tags: shown("tags", row.tags),
    shares: row.shares,
    contacts: shown("contacts", row.contacts),
    contact_points: points.map((point) => presentPoint(point, readable)),
    created_at: row.created_at,
    created_by: row.created_by,
    updated_at: row.updated_at,
    is_starred: row.is_starred,
    protection,
    client_facts: row.client_facts.filter(({ field }) => readable.has(field) || field === "other_names"),
    interaction_count: { value: Math.min(row.interaction_count, 1000), capped: row.interaction_count > 1000 },
    blocked: {
      ...refused("update", why(may.update)),
      ...refused("transfer", why(may.transfer)),
      ...refused("share", why(may.share)),
      ...refused("remove", why(may.remove)),
      ...refused("erase", why(may.erase)),
      ...refused("merge", why(may.merge)),
      ...refused("clients", why(may.share)),
      ...refused("protect", mayEver(actor, "protection.set") ? why(may.update) : "no_permission"),
      ...refused("unprotect", whyNotLift(actor, protection)),
      ...(actor.clientAccess === "listed" && row.clients.length === 1 ? { last_client: "out_of_sight" as const } : {}),
      ...(mayEver(actor, "interaction.create") ? {} : { log: "no_permission" as const }),
      ...(mayEver(actor, "phone.reveal") ? {} : { reveal: "no_permission" as const }),
    },
  } as CustomerRecord;
}

function presentPoint({ normalised, ...point }: Point, readable: ReadonlySet<string>) {
  if (point.kind !== "phone") return { ...point, display: point.value, is_masked: false };
  const isMasked = !readable.has("phone_whole");
  const display = shownPhone(normalised, readable);
  return { ...point, value: isMasked ? display : point.value, display, is_masked: isMasked };
}

function whyNotLift(actor: Actor, protection: Protection | null): string | undefined {
  if (!protection || !mayEver(actor, "protection.set")) return "no_permission";
  return protection.by.id === actor.userId || mayEver(actor, "protection.override") ? undefined : protection.kind;
}

interface LoadedCustomer extends Record<string, unknown> {
  id: string;
  number: number;
  kind: "company" | "person";
  name: string;
  other_names: string[];
  owner: Person | null;
  team: Person | null;
  created_by: Person | null;
  created_at: string;
  updated_at: string;
  clients: Person[];
  tags: Person[];
  shares: CustomerRecord["shares"];
  contacts: NonNullable<CustomerRecord["contacts"]>;
  contact_points: Point[];
  interaction_count: number;
  is_starred: boolean;
  client_facts: CustomerRecord["client_facts"];
}

const factColumns = sql.join(factFields.map((field) => sql.ref(`c.${field}`)));

async function loadCustomer(db: Db, actor: Actor, customerId: string): Promise<LoadedCustomer> {
  const seesAll = actor.grants.some(
    (grant) => grant.object === "interaction" && grant.action === "read" && grant.scope === "all",
  );
  const own = ownOf(actor).map((field) => sql`, ${ownShown(actor, field, "c")} as ${sql.ref(field.key)}`);
  const { rows } = await sql<LoadedCustomer>`
    select c.id, c.number, c.kind, c.name, c.other_names, ${factColumns}${sql.join(own, sql``)}, c.created_at, c.updated_at,
      (select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = c.owner_id) as owner,
      (select json_build_object('id', t.id, 'name', t.name) from team t where t.id = c.team_id) as team,
      (select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = c.created_by) as created_by,
      (select coalesce(json_agg(json_build_object('id', k.id, 'name', k.name) order by k.name), '[]')
         from customer_client l join client k on k.id = l.client_id
        where l.customer_id = c.id and ${ofMyClients(actor, "l.client_id")}) as clients,
      (select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) order by t.name), '[]')
         from customer_tag l join tag t on t.id = l.tag_id where l.customer_id = c.id) as tags,
      (select coalesce(json_agg(json_build_object('id', s.id, 'access', s.access,
                'user', (select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = s.user_id),
                'team', (select json_build_object('id', t.id, 'name', t.name) from team t where t.id = s.team_id)) order by s.shared_at), '[]')
         from customer_share s where s.customer_id = c.id) as shares,
      (select coalesce(json_agg(json_build_object('id', p.id, 'client_id', p.client_id, 'name', p.name, 'title', p.title,
                'department', p.department, 'remark', p.remark, 'reports_to', ${superiorOf(actor, "p")}, 'buying_role', p.buying_role) order by p.created_at, p.id), '[]')
         from contact p where p.customer_id = c.id and ${ofMyClients(actor, "p.client_id")}) as contacts,
      (select coalesce(json_agg(json_build_object('id', p.id, 'contact_id', p.contact_id, 'client_id', p.client_id, 'kind', p.kind,
                'label', p.label, 'value', p.value, 'normalised', p.normalised, 'province', p.province, 'city', p.city,
                'district', p.district, 'is_primary', p.is_primary) order by p.is_primary desc, p.created_at, p.id), '[]')
         from contact_point p where p.customer_id = c.id and ${ofMyClients(actor, "p.client_id")}
          and (p.contact_id is null or exists (select 1 from contact q where q.id = p.contact_id and ${ofMyClients(actor, "q.client_id")}))) as contact_points,
      (select coalesce(json_agg(json_build_object('client', json_build_object('id', k.id, 'name', k.name), 'field', f.field, 'value', f.value)
                order by k.name, f.field), '[]')
         from client_fact f join client k on k.id = f.client_id where f.customer_id = c.id and ${ofMyClients(actor, "f.client_id")}) as client_facts,
      exists (select 1 from customer_star s where s.customer_id = c.id and s.user_id = ${actor.userId}) as is_starred,
      (select count(*) from (select 1 from interaction i where i.customer_id = c.id and ${ofMyClients(actor, "i.client_id")}
          and ${seesAll ? sql`true` : sql`i.user_id = ${actor.userId}::uuid`} limit 1001) as counted)::int as interaction_count
    from customer c where c.id = ${customerId}`.execute(db);
  return rows[0]!;
}
