import { protect } from "../../platform/permission/registry.ts";

const scopes = ["own", "team", "team_tree", "all"] as const;

protect({
  object: "task",
  module: "calendar",
  actions: [
    { action: "read", scopes, hasFields: false },
    { action: "create", scopes: ["all"], hasFields: false },
    { action: "update", scopes, hasFields: false },
  ],
  fields: [],
});
