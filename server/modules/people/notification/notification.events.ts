import Type from "typebox";
import { declareEvents } from "../../../platform/event/declare.ts";
import { declareLive } from "../../../platform/live/visibility.ts";

declareEvents({
  "notice.given": Type.Object({ count: Type.Integer() }),
  "notice.read": Type.Object({}),
  "notice_preference.updated": Type.Object({}),
});

declareLive(
  "notice",
  async (_db, actor, events) =>
    new Set(events.filter((event) => event.root_id === actor.userId).map((event) => event.id)),
);
