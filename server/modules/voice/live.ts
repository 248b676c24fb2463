import { declareLive } from "../../platform/live/visibility.ts";
import { mayEver } from "../../platform/permission/actor.ts";

/** Who sets the telephone hears of trunks and numbers; who uses it, of extensions and of what may be dialled. */
const hear = {
  trunk: "telephone.manage",
  voice_number: "telephone.manage",
  caller_id: "telephone.manage",
  web_widget: "telephone.manage",
  turn_server: "telephone.use",
  extension: "telephone.use",
  dial_rules: "telephone.use",
  disposition: "telephone.use",
};

for (const [root, permission] of Object.entries(hear))
  declareLive(root, async (_db, actor, events) =>
    mayEver(actor, permission) ? new Set(events.map((event) => event.id)) : new Set(),
  );
