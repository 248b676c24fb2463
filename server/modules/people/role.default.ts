import type { Tx } from "../../platform/database/types.ts";
import { newId } from "../../platform/ids.ts";
import type { Scope } from "../../platform/permission/registry.ts";

interface DefaultGrant {
  object: string;
  actions: string[];
  scopes: Scope[];
  fields?: string[];
}

const onCustomer = (actions: string[], ...scopes: Scope[]): DefaultGrant => ({ object: "customer", actions, scopes });
const onTasks: DefaultGrant[] = [
  { object: "task", actions: ["create"], scopes: ["all"] },
  { object: "task", actions: ["read", "update"], scopes: ["own", "team"] },
];
const onTimeline = (update: Scope): DefaultGrant[] => [
  { object: "interaction", actions: ["read", "create"], scopes: ["all"] },
  { object: "interaction", actions: ["update"], scopes: [update] },
  { object: "consent", actions: ["create"], scopes: ["all"] },
];
/** Cost and margin are told to those who answer for prices. */
const onTrades = (actions: string[], { tellsCost = false, update = "own" as Scope } = {}): DefaultGrant[] => [
  { object: "trade", actions: ["read"], scopes: ["all"], ...(tellsCost ? {} : { fields: [] }) },
  { object: "trade", actions: actions.filter((action) => action !== "update"), scopes: ["all"] },
  ...(actions.includes("update") ? [{ object: "trade", actions: ["update"], scopes: [update] }] : []),
];
/** Promises, promotional touches and what was learned: read and written by all, corrected by those named. */
const onWords = (update: Scope): DefaultGrant[] =>
  ["promise", "touch", "intelligence"].flatMap((object) => [
    { object, actions: ["read", "create"], scopes: ["all"] },
    { object, actions: ["update"], scopes: [update] },
  ]);
const onTelephone: DefaultGrant = { object: "telephone", actions: ["use"], scopes: ["all"] };
const onRecordings = (scope: Scope): DefaultGrant => ({ object: "recording", actions: ["listen"], scopes: [scope] });
const onPromiseKinds: DefaultGrant = { object: "promise_kind", actions: ["manage"], scopes: ["all"] };
const allOfTrades: DefaultGrant[] = onTrades(["create", "update", "import"], { tellsCost: true, update: "all" });

/** The roles that a new organisation begins with. The administrator's is fixed; the others can be changed in the page. */
export const defaultRoles: { key: string; name: Record<"zh-CN" | "en", string>; grants: DefaultGrant[] }[] = [
  {
    key: "admin",
    name: { "zh-CN": "管理员", en: "Administrator" },
    grants: [
      onCustomer(
        ["read", "create", "update", "transfer", "share", "remove", "erase", "merge", "export", "import"],
        "all",
      ),
      ...onTimeline("all"),
      { object: "task", actions: ["create", "read", "update"], scopes: ["all"] },
      ...onWords("all"),
      onPromiseKinds,
      ...allOfTrades,
      ...["user", "team", "role", "client", "organisation", "own_field", "duplicate_rule", "relation_type"].map(
        (object) => ({
          object,
          actions: ["manage"],
          scopes: ["all" as const],
        }),
      ),
      { object: "consent", actions: ["manage"], scopes: ["all"] },
      { object: "pool", actions: ["pick", "assign", "manage"], scopes: ["all"] },
      { object: "protection", actions: ["set", "override"], scopes: ["all"] },
      { object: "tier", actions: ["manage", "hold"], scopes: ["all"] },
      { object: "sensitive_read", actions: ["read"], scopes: ["all"] },
      { object: "phone", actions: ["reveal"], scopes: ["all"] },
      { object: "operations", actions: ["read"], scopes: ["all"] },
      { object: "telephone", actions: ["use", "manage"], scopes: ["all"] },
      { object: "recording", actions: ["listen", "download", "hold"], scopes: ["all"] },
    ],
  },
  {
    key: "sales_manager",
    name: { "zh-CN": "销售经理", en: "Sales manager" },
    grants: [
      onCustomer(["read", "update", "transfer", "share", "remove", "merge", "export"], "team_tree", "own", "shared"),
      onCustomer(["create"], "all"),
      onCustomer(["import"], "all"),
      ...onTimeline("all"),
      ...onWords("all"),
      onPromiseKinds,
      ...allOfTrades,
      ...onTasks,
      { object: "pool", actions: ["pick", "assign"], scopes: ["all"] },
      { object: "protection", actions: ["set"], scopes: ["all"] },
      { object: "tier", actions: ["manage"], scopes: ["all"] },
      { object: "tier", actions: ["hold"], scopes: ["team_tree", "own"] },
      { object: "phone", actions: ["reveal"], scopes: ["all"] },
      onTelephone,
      onRecordings("team_tree"),
    ],
  },
  {
    key: "sales_rep",
    name: { "zh-CN": "销售代表", en: "Sales representative" },
    grants: [
      onCustomer(["read"], "team", "own", "shared"),
      onCustomer(["update"], "own", "shared"),
      onCustomer(["create", "transfer", "share"], "own"),
      ...onTimeline("own"),
      ...onWords("own"),
      ...onTrades(["create", "update"]),
      ...onTasks,
      { object: "pool", actions: ["pick"], scopes: ["all"] },
      { object: "tier", actions: ["hold"], scopes: ["own"] },
      onTelephone,
      onRecordings("own"),
    ],
  },
  {
    key: "marketer",
    name: { "zh-CN": "市场", en: "Marketing" },
    grants: [
      {
        object: "customer",
        actions: ["read"],
        scopes: ["all"],
        fields: [
          "stage",
          "source",
          "industry",
          "staff_count",
          "website",
          "province",
          "city",
          "owner",
          "tags",
          "contacts",
          "mail",
        ],
      },
      onCustomer(["create"], "own"),
      ...onTimeline("own"),
      ...onWords("own"),
      ...onTrades([]),
      ...onTasks,
    ],
  },
  {
    key: "service_agent",
    name: { "zh-CN": "客服坐席", en: "Service agent" },
    grants: [
      onCustomer(["read"], "all"),
      {
        object: "customer",
        actions: ["update"],
        scopes: ["all"],
        fields: ["contacts", "phone", "mail", "wechat", "address", "province", "city", "district", "street", "files"],
      },
      onCustomer(["create"], "all"),
      ...onTimeline("own"),
      ...onWords("own"),
      ...onTrades([]),
      ...onTasks,
      onTelephone,
      onRecordings("own"),
    ],
  },
  {
    key: "supervisor",
    name: { "zh-CN": "班长", en: "Supervisor" },
    grants: [
      onCustomer(["read", "update", "transfer", "share", "remove", "merge", "export", "create"], "all"),
      ...onTimeline("all"),
      ...onWords("all"),
      onPromiseKinds,
      ...onTrades([]),
      ...onTasks,
      { object: "pool", actions: ["pick", "assign"], scopes: ["all"] },
      { object: "protection", actions: ["set"], scopes: ["all"] },
      { object: "tier", actions: ["hold"], scopes: ["all"] },
      onTelephone,
      onRecordings("team_tree"),
    ],
  },
  {
    key: "client_agent",
    name: { "zh-CN": "外包坐席", en: "Client agent" },
    grants: [
      onCustomer(["read", "update"], "client"),
      onCustomer(["create"], "all"),
      ...onTimeline("own"),
      ...onWords("own"),
      ...onTrades([]),
      ...onTasks,
      onTelephone,
      onRecordings("own"),
    ],
  },
];

/** Adds the default roles that are missing; roles that are there stay as they are, but for the administrator's. */
export async function ensureDefaultRoles(tx: Tx, locale: "zh-CN" | "en"): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { key, name, grants } of defaultRoles) {
    const added = await tx
      .insertInto("role")
      .values({ id: newId(), key, name: name[locale] })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .returning("id")
      .executeTakeFirst();
    const id =
      added?.id ?? (await tx.selectFrom("role").select("id").where("key", "=", key).executeTakeFirstOrThrow()).id;
    ids.set(key, id);
    if (!added && key !== "admin") continue;
    const rows = grants.flatMap(({ object, actions, scopes, fields }) =>
      actions.flatMap((action) =>
        scopes.map((scope) => ({ role_id: id, object, action, scope, fields: fields ?? null })),
      ),
    );
    await tx
      .insertInto("role_grant")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return ids;
}
