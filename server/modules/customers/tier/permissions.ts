import { protect, scopes } from "../../../platform/permission/registry.ts";

protect({
  object: "tier",
  module: "customers",
  actions: [
    { action: "manage", scopes: ["all"], hasFields: false },
    { action: "hold", scopes, hasFields: false },
  ],
  fields: [],
});
