import type { Reaction } from "../../platform/event/reaction.ts";
import { addJob } from "../../platform/job/add.ts";
import { sweepSoon, sweepTonight } from "./duplicate/sweep.ts";
import { dueEvents, markDue } from "./tier/due.ts";

export const customerReactions: Reaction[] = [
  {
    name: "customers_follow_owner",
    on: ["user.moved"],
    react: (tx, _house, event) =>
      addJob(tx, "follow_owner", { user_id: event.object_id }, { key: `follow_owner ${event.object_id}` }),
  },
  {
    name: "doubles_are_looked_for_at_night",
    on: ["customer.created"],
    react: (tx) => sweepTonight(tx),
  },
  {
    name: "doubles_are_looked_for_after_an_import",
    on: ["import.finished"],
    react: (tx) => sweepSoon(tx),
  },
  {
    name: "tiers_follow_changes",
    on: dueEvents,
    react: (tx, _house, event) => markDue(tx, event),
  },
];
