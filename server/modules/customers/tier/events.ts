import Type from "typebox";
import { declareEvents } from "../../../platform/event/declare.ts";

const none = Type.Object({});
const ofLadder = Type.Object({ ladder: Type.String() });

declareEvents({
  "customer.tier_moved": none,
  "customer.tier_held": ofLadder,
  "customer.tier_released": ofLadder,
  "tier.moved": Type.Object({ count: Type.Integer() }),
  "tier_ladder.updated": ofLadder,
  "tier_strategy.updated": ofLadder,
  "tier_cost.updated": none,
  "tier_run.progressed": none,
  "tier_run.ended": none,
});
