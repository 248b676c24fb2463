import { protect } from "../../platform/permission/registry.ts";

protect({
  object: "telephone",
  module: "voice",
  actions: ["use", "manage"].map((action) => ({ action, scopes: ["all"], hasFields: false })),
  fields: [],
});
