import type { Reaction } from "../../platform/event/reaction.ts";
import { addJob } from "../../platform/job/add.ts";
import { sweepTonight } from "./duplicate/sweep.ts";

export const customerReactions: Reaction[] = [
  {
    name: "customers_follow_owner",
    on: ["user.moved"],
    react: (tx, _house, event) =>
      addJob(tx, "follow_owner", { user_id: event.object_id }, { key: `follow_owner ${event.object_id}` }),
  },
  {
    name: "doubles_are_looked_for_at_night",
    on: ["customer.created", "import.finished"],
    react: (tx) => sweepTonight(tx),
  },
];
