import { protect } from "../../platform/permission/registry.ts";

const scopes = ["own", "team", "team_tree", "all"] as const;

/** Own: calls that one talked in. A call of a customer whom one may not see stays unseen whatever the scope. */
protect({
  object: "recording",
  module: "voice",
  actions: [
    { action: "listen", scopes, hasFields: false },
    { action: "download", scopes, hasFields: false },
    { action: "hold", scopes: ["all"], hasFields: false },
  ],
  fields: [],
});

protect({
  object: "telephone",
  module: "voice",
  actions: ["use", "manage"].map((action) => ({ action, scopes: ["all"], hasFields: false })),
  fields: [],
});
