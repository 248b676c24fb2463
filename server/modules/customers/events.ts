import Type from "typebox";
import { declareEvents } from "../../platform/event/declare.ts";

const none = Type.Object({});

declareEvents({
  "customer.created": none,
  "customer.updated": none,
  "customer.transferred": Type.Object({
    from: Type.Union([Type.String(), Type.Null()]),
    to: Type.Union([Type.String(), Type.Null()]),
  }),
  "customer.tagged": none,
  "customer.clients_set": none,
  "customer.shared": Type.Object({ share_id: Type.String() }),
  "customer.unshared": Type.Object({ share_id: Type.String() }),
  "customer.removed": Type.Object({ count: Type.Integer() }),
  "customer.restored": Type.Object({ count: Type.Integer() }),
  "bin.emptied": Type.Object({ count: Type.Integer() }),
  "own_field.created": none,
  "own_field.updated": none,
  "own_field.made": none,
  "own_field.retired": none,
  "own_field.revived": none,
  "customer.exported": Type.Object({ export_id: Type.String(), filtered_by: Type.String() }),
  "customer.export_ended": Type.Object({
    export_id: Type.String(),
    row_count: Type.Integer(),
    is_complete: Type.Boolean(),
  }),
  "contact.added": none,
  "contact.updated": none,
  "contact.removed": none,
  "contact_point.added": none,
  "contact_point.updated": none,
  "contact_point.removed": none,
  "interaction.logged": none,
  "interaction.updated": none,
  "interaction.removed": none,
  "view.created": none,
  "view.updated": none,
  "view.removed": none,
  "import.uploaded": none,
  "import.started": none,
  "import.checked": Type.Object({ state: Type.String() }),
  "import.paused": none,
  "import.progressed": Type.Object({
    created: Type.Integer(),
    updated: Type.Integer(),
    rejected: Type.Integer(),
  }),
  "import.finished": Type.Object({ state: Type.String() }),
});
