import Type from "typebox";
import { declareEvents } from "../../../platform/event/declare.ts";

const none = Type.Object({});
const inPool = Type.Object({ pool_id: Type.String() });

declareEvents({
  "customer.protected": none,
  "customer.locked": none,
  "customer.unprotected": none,
  "customer.released": inPool,
  "customer.release_undone": inPool,
  "customer.picked": Type.Object({ pool_id: Type.String(), to: Type.String(), is_assigned: Type.Boolean() }),
  "pool.created": none,
  "pool.updated": none,
  "pool.retired": none,
  "pool.recycled": Type.Object({ pool_id: Type.String(), count: Type.Integer() }),
  "pool.warning": Type.Object({ pool_id: Type.String(), owner_id: Type.String(), count: Type.Integer() }),
});
