import { sql } from "kysely";
import type { BodyOf, ResponseOf } from "../../../platform/contract/contract.ts";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { notFound } from "../../../platform/problem.ts";
import { accessCustomer, mayReachCustomer, ofMyClients } from "../access.ts";
import { noteSensitiveExit } from "../consent/sensitive_exit.ts";
import { type listMergesContract, mergeDays, type previewMergeContract } from "../merge.contract.ts";
import { customerNumber } from "../number.ts";
import { isSensitive } from "../permissions.ts";
import { countChildren } from "./merge_children.ts";
import { openFields, planned } from "./merge_load.ts";
import { sameValue } from "./merge_plan.ts";

type Preview = ResponseOf<typeof previewMergeContract>;
type Merges = ResponseOf<typeof listMergesContract>["merges"];

/** What a merge would make, by the plan that the merge itself follows. @throws as mergeCustomers */
export async function previewMerge(
  db: Db,
  actor: Actor,
  choice: BodyOf<typeof previewMergeContract>,
): Promise<Preview> {
  const { records, plan } = await planned(db, actor, choice, false);
  const [winner, ...losers] = records.map(({ id }) => id);
  const readable = openFields(records);
  const { moves, stays } = await countChildren(db, { winner: winner!, losers, owners: plan.owners });
  const shownOf = (id: string, field: string, value: unknown) => {
    const record = records.find((one) => one.id === id)!;
    return field in record.shown ? record.shown[field] : value;
  };
  const fields = plan.fields
    .filter(({ field }) => readable.has(field))
    .map(({ field, from, after }) => {
      const values = records
        .filter((one) => !sameValue(one.values[field], null) && !sameValue(one.values[field], []))
        .map((one) => ({ customer_id: one.id, value: shownOf(one.id, field, one.values[field]) }));
      const kept = records.map((one) => one.values[field]).filter((value) => !sameValue(value, null));
      return {
        field,
        from,
        values,
        after: from === null ? after : shownOf(from, field, after),
        differs: kept.some((value) => !sameValue(value, kept[0])),
      };
    })
    .filter(({ values, after }) => values.length > 0 || !sameValue(after, null));
  const { rows: heads } = await sql<Preview["records"][number] & { raw: number }>`
    select c.id, c.kind, c.name, c.number as raw, c.created_at, c.updated_at,
      ${readable.has("owner") ? sql`(select json_build_object('id', u.id, 'name', u.name) from app_user u where u.id = c.owner_id)` : sql`null`} as owner,
      (select coalesce(json_agg(json_build_object('id', k.id, 'name', k.name) order by k.name), '[]') from customer_client l
         join client k on k.id = l.client_id where l.customer_id = c.id and ${ofMyClients(actor, "l.client_id")}) as clients,
      (select count(*) from interaction i where i.customer_id = c.id and ${ofMyClients(actor, "i.client_id")})::int as interaction_count
    from customer c where c.id = any(${records.map(({ id }) => id)}::uuid[])`.execute(db);
  const sensitive = fields.map(({ field }) => field).filter((field) => isSensitive(actor, field));
  await noteSensitiveExit(db, actor, { how: "duplicates", fields: sensitive, rows: records.length });
  const clients = await db.selectFrom("client").select(["id", "name"]).execute();
  return {
    records: records.map(({ id }) => {
      const { raw, ...head } = heads.find((one) => one.id === id)!;
      return { ...head, number: customerNumber(head.kind, raw) };
    }),
    fields: fields as Preview["fields"],
    moves,
    stays,
    is_crossing: plan.isCrossing,
    client_facts: plan.clientFacts
      .filter(({ field }) => readable.has(field))
      .map(({ clientId, field, value }) => ({
        client: clients.find(({ id }) => id === clientId)!,
        field,
        value: value as Preview["client_facts"][number]["value"],
      })),
  };
}

/** @throws merge.not_found */
export async function readMerge(db: Db, actor: Actor, mergeId: string): Promise<Merges[number]> {
  const [found] = await selectMerges(db, actor, sql`m.id = ${mergeId}`);
  if (!found) throw notFound("merge.not_found");
  return found;
}

/** @throws customer.not_found */
export async function listMerges(db: Db, actor: Actor, customerId: string): Promise<{ merges: Merges }> {
  await accessCustomer(db, actor, customerId);
  return { merges: await selectMerges(db, actor, sql`m.winner_id = ${customerId}`) };
}

async function selectMerges(db: Db, actor: Actor, where: ReturnType<typeof sql>): Promise<Merges> {
  type Row = Omit<Merges[number], "winner" | "losers" | "blocked"> & {
    kind: string;
    winner: { id: string; number: number; name: string };
    losers: { id: string; number: number; name: string | null }[];
    may: boolean;
    has_later: boolean;
    is_old: boolean;
  };
  const { rows } = await sql<Row>`
    select m.id, c.kind, m.state, m.merged_at, m.undone_at, m.merged_at + make_interval(days => ${mergeDays}) as until,
      json_build_object('id', c.id, 'number', c.number, 'name', c.name) as winner,
      (select coalesce(json_agg(json_build_object('id', l.customer_id, 'number', l.number,
                'name', case when m.is_crossing and not ${seesClients(actor, "l.clients")} then null else x.name end) order by l.number), '[]')
         from customer_merge_loser l left join customer x on x.id = l.customer_id where l.merge_id = m.id) as losers,
      case when u.id is null then null else json_build_object('id', u.id, 'name', u.name) end as merged_by,
      (select coalesce(json_agg(json_build_object('kind', k.kind, 'count', k.count) order by k.kind), '[]') from (
         select split_part(h.kind, '.', 1) as kind, count(*)::int as count from customer_merge_child h
          where h.merge_id = m.id and h.act in ('moved', 'linked') group by 1) k) as moved,
      ${mayReachCustomer(actor, "merge", "c")} as may,
      exists (select 1 from customer_merge n where n.winner_id = m.winner_id and n.state = 'done' and n.merged_at > m.merged_at) as has_later,
      m.merged_at < now() - make_interval(days => ${mergeDays}) as is_old
    from customer_merge m join customer c on c.id = m.winner_id left join app_user u on u.id = m.merged_by
    where ${where} and ${mayReachCustomer(actor, "read", "c")} order by m.merged_at desc, m.id desc limit 100`.execute(
    db,
  );
  return rows.map(({ kind, winner, losers, may, has_later, is_old, ...merge }) => {
    const numbered = <T extends { number: number }>(one: T) => ({ ...one, number: customerNumber(kind, one.number) });
    const undo =
      merge.state === "undone"
        ? "undone"
        : is_old
          ? "too_old"
          : has_later
            ? "later_first"
            : may
              ? undefined
              : "no_permission";
    return {
      ...merge,
      winner: numbered(winner),
      losers: losers.map(numbered),
      blocked: undo ? { undo } : {},
    } as Merges[number];
  });
}

/** People behind the wall learn names of records that were their clients' only. */
export const seesClients = (actor: Actor, column: string) =>
  actor.clientAccess === "all"
    ? sql`true`
    : sql`(cardinality(${sql.ref(column)}) > 0 and ${sql.ref(column)} <@ ${actor.clientIds}::uuid[])`;
