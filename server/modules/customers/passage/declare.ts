import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { mayReachCustomer, ofMyClients } from "../access.ts";
import { reachedInteractions } from "../interaction.visible.ts";
import { declarePassages, type PassageKind, type Seen, type Written } from "./kinds.ts";

interface Columns {
  title: RawBuilder<unknown>;
  body: RawBuilder<unknown>;
  at: RawBuilder<unknown>;
  kind?: RawBuilder<unknown>;
  state?: RawBuilder<unknown>;
  /** What the reader needs beside the customer and the client's wall. */
  reached?(actor: Actor): RawBuilder<SqlBool>;
}

/** What hangs on a customer as x is reached through it, and a fact of a client by that client's people only. */
function onCustomer(
  { object, group, permission, events }: Omit<PassageKind, "load" | "see">,
  { title, body, at, kind, state, reached }: Columns,
): void {
  const table = sql.table(object);
  declarePassages({
    object,
    group,
    permission,
    events,
    async load(db: Db, ids) {
      const { rows } = await sql<Written>`
        select x.id, x.customer_id, ${at} as at, ${title} as title, ${body} as body from ${table} x where x.id = any(${ids}::uuid[])`.execute(
        db,
      );
      return rows;
    },
    async see(db, actor, ids) {
      const { rows } = await sql<Seen>`
        select x.id, ${kind ?? sql.lit(object)} as kind, ${state ?? sql`null::text`} as state, ${at} as at, ${title} as title, ${body} as body,
          json_build_object('id', c.id, 'name', c.name) as customer
          from ${table} x join customer c on c.id = x.customer_id
         where x.id = any(${ids}::uuid[]) and ${mayReachCustomer(actor, "read", "c")} and ${ofMyClients(actor, "x.client_id")}
           and ${reached ? reached(actor) : sql`true`}`.execute(db);
      return rows;
    },
  });
}

onCustomer(
  {
    object: "interaction",
    group: "note",
    permission: "interaction.read",
    events: [
      "interaction.logged",
      "interaction.updated",
      "interaction.removed",
      "customer.merged",
      "customer.unmerged",
      "customer.erased",
      "bin.emptied",
    ],
  },
  {
    title: sql`x.subject`,
    body: sql`x.body`,
    at: sql`x.happened_at`,
    kind: sql`x.kind`,
    reached: (actor) => reachedInteractions(actor, "read", "x"),
  },
);
onCustomer(
  { object: "promise", group: "promise", permission: "promise.read", events: ["promise.given", "promise.removed"] },
  { title: sql`x.what`, body: sql`x.why`, at: sql`x.created_at`, state: sql`x.state` },
);
onCustomer(
  {
    object: "touch",
    group: "note",
    permission: "touch.read",
    events: ["touch.added", "touch.updated", "touch.removed"],
  },
  { title: sql`x.campaign`, body: sql`x.body`, at: sql`x.happened_at` },
);
onCustomer(
  {
    object: "intelligence",
    group: "note",
    permission: "intelligence.read",
    events: ["intelligence.added", "intelligence.updated", "intelligence.removed"],
  },
  { title: sql`null::text`, body: sql`x.body`, at: sql`x.happened_at` },
);
