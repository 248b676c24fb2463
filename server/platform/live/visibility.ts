import type { Db } from "../database/types.ts";
import type { EventRow } from "../event/cursor.ts";
import type { Actor } from "../permission/actor.ts";

/** Which of these events an actor may hear of, by event id. Decided anew at every delivery, in SQL. */
export type Visible = (db: Db, actor: Actor, events: readonly EventRow[]) => Promise<ReadonlySet<number>>;

const byRoot = new Map<string, Visible>();

/** The module that owns a root object says who may hear of its events; events on other roots are not sent. */
export function declareLive(root: string, visible: Visible): void {
  byRoot.set(root, visible);
}

export async function visibleEvents(db: Db, actor: Actor, events: readonly EventRow[]): Promise<EventRow[]> {
  const allowed = new Set<number>();
  for (const [root, visible] of byRoot) {
    const ofRoot = events.filter((event) => event.root === root);
    if (ofRoot.length > 0) for (const id of await visible(db, actor, ofRoot)) allowed.add(id);
  }
  return events.filter((event) => allowed.has(event.id));
}
