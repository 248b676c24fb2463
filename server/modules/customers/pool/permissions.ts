import { protect } from "../../../platform/permission/registry.ts";

protect({
  object: "pool",
  module: "customers",
  actions: ["pick", "assign", "manage"].map((action) => ({ action, scopes: ["all"], hasFields: false })),
  fields: [],
});

protect({
  object: "protection",
  module: "customers",
  actions: ["set", "override"].map((action) => ({ action, scopes: ["all"], hasFields: false })),
  fields: [],
});
