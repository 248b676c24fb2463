import { protect } from "../../platform/permission/registry.ts";

const whole = (action: string) => ({ action, scopes: ["all"] as const, hasFields: false });

for (const [object, actions] of Object.entries({
  user: ["manage"],
  team: ["manage"],
  role: ["manage"],
  client: ["manage"],
  organisation: ["manage"],
  operations: ["read"],
})) {
  protect({ object, module: "people", actions: actions.map(whole), fields: [] });
}
