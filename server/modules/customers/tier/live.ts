import { declareLive } from "../../../platform/live/visibility.ts";
import { mayEver } from "../../../platform/permission/actor.ts";

for (const object of ["tier", "tier_ladder", "tier_strategy", "tier_cost", "tier_run"])
  declareLive(object, async (_db, actor, events) =>
    mayEver(actor, "customer.read") ? new Set(events.map((event) => event.id)) : new Set(),
  );
