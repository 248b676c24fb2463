import { type SqlBool, sql } from "kysely";
import type { FilterField } from "../../../platform/filter/compile.ts";
import { type Actor, mayEver } from "../../../platform/permission/actor.ts";
import { ofMyClients } from "../my_clients.ts";
import { intelligenceKinds } from "./said.contract.ts";

/** What lists can be filtered by of promises, touches and intelligence, as far as the reader may read them. */
export function saidFilterFields(actor: Actor): FilterField[] {
  const promises = (field: string, state: string, at: string): FilterField => ({
    field,
    kind: "time",
    guard: null,
    where: (alias, test) => sql<SqlBool>`exists (select 1 from promise x where x.customer_id = ${sql.ref(`${alias}.id`)}
      and x.state = ${sql.lit(state)} and ${ofMyClients(actor, "x.client_id")} and ${test(sql.ref(`x.${at}`))})`,
  });
  const newest = (
    field: string,
    table: string,
    column: string,
    more: Pick<FilterField, "kind"> & Partial<FilterField>,
  ) => ({
    field,
    guard: null,
    ...more,
    where: (alias: string, test: Parameters<FilterField["where"]>[1]) =>
      sql<SqlBool>`(select ${test(sql.ref(`n.${column}`))} from (select * from ${sql.table(table)} x
        where x.customer_id = ${sql.ref(`${alias}.id`)} and ${ofMyClients(actor, "x.client_id")}
        order by x.happened_at desc, x.id desc limit 1) n)`,
  });
  return [
    ...(mayEver(actor, "promise.read")
      ? [promises("promise_due_at", "open", "due_at"), promises("promise_broken_at", "broken", "ended_at")]
      : []),
    ...(mayEver(actor, "intelligence.read")
      ? [newest("intelligence_kind", "intelligence", "kind", { kind: "choice", choices: intelligenceKinds })]
      : []),
    ...(mayEver(actor, "touch.read") ? [newest("touched_at", "touch", "happened_at", { kind: "time" })] : []),
  ];
}
