import { protect } from "../../../platform/permission/registry.ts";

protect({
  object: "relation_type",
  module: "customers",
  actions: [{ action: "manage", scopes: ["all"], hasFields: false }],
  fields: [],
});
