import { type SqlBool, sql } from "kysely";
import type { FilterField } from "../../platform/filter/compile.ts";
import type { FilterKind } from "../../platform/filter/filter.contract.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import { ofMyClients } from "./access.ts";
import { customerKinds, stages } from "./customer.contract.ts";
import { visibleInteractions } from "./interaction.visible.ts";
import { wholePhone } from "./masked.ts";
import { ownFilterFields } from "./own/columns.ts";
import { saidFilterFields } from "./said/fields.ts";
import { tierFilterFields } from "./tier/fields.ts";
import { tradeFilterFields } from "./trade/fields.ts";

type Column = readonly [field: string, kind: FilterKind, more?: Partial<FilterField> & { column?: string }];

const columns: readonly Column[] = [
  ["name", "text", { guard: null }],
  ["kind", "choice", { guard: null, choices: customerKinds }],
  ["stage", "choice", { choices: stages }],
  ["owner", "relation", { column: "owner_id", words: { me: (actor) => [actor.userId] } }],
  ["team", "relation", { column: "team_id", guard: "owner", words: { mine: (actor) => actor.teamIds } }],
  ["created_by", "relation", { guard: null, words: { me: (actor) => [actor.userId] } }],
  ["created_at", "time", { guard: null }],
  ["updated_at", "time", { guard: null }],
  ["source", "text"],
  ["industry", "choice"],
  ["tax_id", "text"],
  ["founded_on", "date"],
  ["staff_count", "number"],
  ["revenue_this_year", "money"],
  ["revenue_last_year", "money"],
  ["potential_amount", "money"],
  ["currency", "choice"],
  ["website", "text"],
  ["payment_terms", "text"],
  ["province", "choice"],
  ["city", "choice"],
  ["district", "choice"],
  ["street", "text"],
  ["birth_on", "date"],
  ["gender", "choice", { choices: ["female", "male", "other"] }],
  ["marital_status", "choice", { choices: ["single", "married", "divorced", "widowed"] }],
  ["occupation", "text"],
  ["remark", "text"],
];

/** Everything a list of customers can be filtered by, as this actor may see it. */
export function customerFields(actor: Actor): ReadonlyMap<string, FilterField> {
  return new Map(
    [
      ...ofColumns,
      ...linked(actor),
      ...saidFilterFields(actor),
      ...tradeFilterFields(actor),
      ...tierFilterFields(actor),
      ...ownFilterFields(actor),
    ].map((field) => [field.field, field]),
  );
}

const ofColumns: readonly FilterField[] = columns.map(([field, kind, { column = field, ...more } = {}]) => ({
  field,
  kind,
  guard: field,
  where: (alias, test) => test(sql.ref(`${alias}.${column}`)),
  ...more,
}));

/** What hangs on the customer: the row passes when one of them passes. */
function linked(actor: Actor): FilterField[] {
  const points = (["phone", "mail", "wechat"] as const).map(
    (kind): FilterField => ({
      field: kind,
      kind: "text",
      guard: kind === "phone" ? wholePhone : kind,
      ...(kind === "phone" ? { kept: (text: string) => text.replace(/[\s().（）-]/g, "") } : {}),
      where: (
        alias,
        test,
      ) => sql<SqlBool>`exists (select 1 from contact_point x where x.customer_id = ${sql.ref(`${alias}.id`)}
        and x.contact_id is null and x.kind = ${kind} and ${ofMyClients(actor, "x.client_id")} and ${test(sql.ref("x.normalised"))})`,
    }),
  );
  const mine = (field: string, table: string, at: string): FilterField => ({
    field,
    kind: "time",
    guard: null,
    where: (alias, test) => sql<SqlBool>`${sql.ref(`${alias}.id`)} in (select x.customer_id from ${sql.table(table)} x
      where x.user_id = ${actor.userId} and ${test(sql.ref(`x.${at}`))})`,
  });
  return [
    ...points,
    mine("starred_at", "customer_star", "starred_at"),
    mine("visited_at", "customer_visit", "visited_at"),
    {
      field: "tags",
      kind: "choices",
      guard: "tags",
      where: (alias, test) => sql<SqlBool>`exists (select 1 from customer_tag x
        where x.customer_id = ${sql.ref(`${alias}.id`)} and ${test(sql.ref("x.tag_id"))})`,
    },
    {
      field: "client",
      kind: "choices",
      guard: null,
      where: (alias, test) => sql<SqlBool>`exists (select 1 from customer_client x
        where x.customer_id = ${sql.ref(`${alias}.id`)} and ${ofMyClients(actor, "x.client_id")} and ${test(sql.ref("x.client_id"))})`,
    },
    {
      field: "last_interaction",
      kind: "time",
      guard: null,
      where: (alias, test) => sql<SqlBool>`(select ${test(sql.ref("x.happened_at"))} from
        (select i.happened_at from interaction i where i.customer_id = ${sql.ref(`${alias}.id`)} and ${visibleInteractions(actor, "i")}
          order by i.happened_at desc limit 1) x)`,
    },
  ];
}
