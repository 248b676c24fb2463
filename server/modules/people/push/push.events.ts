import Type from "typebox";
import { declareEvents } from "../../../platform/event/declare.ts";

declareEvents({
  "push_subscription.added": Type.Object({}),
  "push_subscription.removed": Type.Object({}),
});
