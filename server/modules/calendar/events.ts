import Type from "typebox";
import { declareEvents } from "../../platform/event/declare.ts";

const none = Type.Object({});

declareEvents({
  "task.created": none,
  "task.updated": none,
  "task.completed": none,
  "task.reopened": none,
  "task.cancelled": none,
  "task.checked": none,
  "task.escalated": Type.Object({ to: Type.String() }),
  "task.handed_out": Type.Object({ count: Type.Integer() }),
  "task.taken_back": Type.Object({ count: Type.Integer() }),
});
