import Type from "typebox";
import { declareEvents } from "../../../platform/event/declare.ts";

const none = Type.Object({});
/** Each end hears of it under its own root; the payload names the customer at the other end. */
const other = Type.Object({ other: Type.String() });

declareEvents({
  "customer_relation.added": other,
  "customer_relation.removed": other,
  "contact_relation.added": other,
  "contact_relation.removed": other,
  "relation_type.created": none,
  "relation_type.updated": none,
  "relation_type.retired": none,
  "relation_type.revived": none,
});
