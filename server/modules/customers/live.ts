import { sql } from "kysely";
import type { Db } from "../../platform/database/types.ts";
import type { EventRow } from "../../platform/event/cursor.ts";
import { declareLive } from "../../platform/live/visibility.ts";
import { type Actor, grantsFor, mayEver } from "../../platform/permission/actor.ts";
import { visibleCustomers } from "./access.ts";
import { listViews } from "./view.ts";

declareLive("customer", visibleCustomerEvents);
declareLive("view", async (db, actor, events) => {
  const ids = new Set((await listViews(db, actor, "customer")).views.map((view) => view.id));
  const { rows } = await sql<{ id: number }>`
    select id from domain_event where id = any(${events.map((event) => event.id)}::bigint[])
       and string_to_array(payload ->> 'shared_with', ' ') && ${[actor.userId, ...actor.shareTeamIds]}::text[]`.execute(
    db,
  );
  const used = new Set(rows.map(({ id }) => id));
  return new Set(
    events
      .filter((event) => event.actor_id === actor.userId || ids.has(event.object_id ?? "") || used.has(event.id))
      .map((event) => event.id),
  );
});
declareLive("bin", async (_db, actor, events) =>
  mayEver(actor, "customer.read") ? new Set(events.map((event) => event.id)) : new Set(),
);
declareLive("bulk_edit", async (_db, actor, events) =>
  mayEver(actor, "customer.read") ? new Set(events.map((event) => event.id)) : new Set(),
);
declareLive("hand_over", async (_db, actor, events) =>
  mayEver(actor, "customer.transfer") ? new Set(events.map((event) => event.id)) : new Set(),
);
declareLive("promise_kind", async (_db, actor, events) =>
  mayEver(actor, "promise.read") ? new Set(events.map((event) => event.id)) : new Set(),
);
declareLive("own_field", async (_db, _actor, events) => new Set(events.map((event) => event.id)));
for (const object of ["import", "trade_import", "export", "star", "delivery"])
  declareLive(
    object,
    async (_db, actor, events) =>
      new Set(events.filter((event) => event.actor_id === actor.userId).map((event) => event.id)),
  );
declareLive("relation_type", async (_db, _actor, events) => new Set(events.map((event) => event.id)));
declareLive("layout", async (_db, _actor, events) => new Set(events.map((event) => event.id)));

/** What hangs on a customer and has a right of its own to be read. */
const told = ["intelligence", "promise", "touch", "trade"];

async function visibleCustomerEvents(db: Db, actor: Actor, events: readonly EventRow[]): Promise<ReadonlySet<number>> {
  if (!mayEver(actor, "customer.read")) return new Set();
  const others = await othersOf(db, events);
  const ids = [...new Set([...events.map((event) => event.root_id), ...others.values()].filter((id) => id !== null))];
  const visible = await visibleCustomers(db, actor, ids, { evenInBin: true });
  return new Set(
    events
      .filter((event) => event.root_id !== null && visible.has(event.root_id))
      .filter(
        (event) =>
          event.client_id === null || actor.clientAccess === "all" || actor.clientIds.includes(event.client_id),
      )
      .filter((event) => !others.has(event.id) || visible.has(others.get(event.id)!))
      .filter((event) => event.object !== "interaction" || mayHearInteraction(actor, event))
      .filter((event) => !told.includes(event.object) || mayEver(actor, `${event.object}.read`))
      .map((event) => event.id),
  );
}

function mayHearInteraction(actor: Actor, event: EventRow): boolean {
  return grantsFor(actor, "interaction", "read").some(
    (grant) => grant.scope === "all" || event.actor_id === actor.userId,
  );
}

/** A relation is heard of by those who see both ends. */
async function othersOf(db: Db, events: readonly EventRow[]): Promise<Map<number, string>> {
  const ids = events.filter(({ object }) => object.endsWith("_relation")).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: number; other: string }>`
    select id, payload ->> 'other' as other from domain_event where id = any(${ids}::bigint[])`.execute(db);
  return new Map(rows.map(({ id, other }) => [id, other]));
}
