import type { TFunction } from "i18next";
import type { IconName } from "../ui/icons.ts";

export interface Act {
  name: string;
  icon: IconName;
  /** Needs one of these; absent: everybody. */
  permission?: string;
  /** A page of ours; acts without one are run by name. */
  to?: string;
}

/** Acts and pages of the palette. Their names and keys (pinyin and initials in Chinese) stand in frame.json. */
export const acts: readonly Act[] = [
  { name: "new_customer", icon: "plus", permission: "customer.create" },
  { name: "customers", icon: "customers", to: "/customers" },
  { name: "my_customers", icon: "customers", to: "/customers?view=mine" },
  { name: "tasks", icon: "task", permission: "task.read", to: "/tasks" },
  { name: "search_passages", icon: "search", to: "/search" },
  { name: "import", icon: "download", permission: "customer.import", to: "/imports/new" },
  { name: "imports", icon: "download", permission: "customer.import", to: "/imports/list" },
  { name: "duplicates", icon: "group", permission: "customer.merge", to: "/duplicates" },
  { name: "import_trades", icon: "yuan", permission: "trade.import", to: "/imports/trades" },
  { name: "exports", icon: "upload", permission: "customer.export", to: "/exports" },
  { name: "pools", icon: "group", permission: "pool.pick", to: "/pools" },
  { name: "movements", icon: "transfer", permission: "customer.read", to: "/movements" },
  { name: "tiers", icon: "settings", permission: "tier.manage", to: "/settings/tiers" },
  { name: "bin", icon: "trash", permission: "customer.remove", to: "/bin" },
  { name: "me", icon: "key", to: "/settings/me" },
  { name: "users", icon: "person", permission: "user.manage", to: "/settings/users" },
  { name: "hand_overs", icon: "transfer", permission: "customer.transfer", to: "/settings/hand-overs" },
  { name: "teams", icon: "customers", permission: "team.manage", to: "/settings/teams" },
  { name: "roles", icon: "lock", permission: "role.manage", to: "/settings/roles" },
  { name: "fields", icon: "edit", permission: "own_field.manage", to: "/settings/fields" },
  { name: "relation_types", icon: "share", permission: "relation_type.manage", to: "/settings/relation-types" },
  { name: "clients", icon: "tag", permission: "client.manage", to: "/settings/clients" },
  { name: "promises", icon: "promise", permission: "promise_kind.manage", to: "/settings/promises" },
  { name: "telephone", icon: "phone", permission: "telephone.manage", to: "/settings/telephone" },
  { name: "organisation", icon: "settings", permission: "organisation.manage", to: "/settings/organisation" },
  { name: "mail_server", icon: "mail", permission: "organisation.manage", to: "/settings/mail-server" },
  { name: "operations", icon: "store", permission: "operations.read", to: "/settings/operations" },
  { name: "first_steps", icon: "book", to: "/first-steps" },
  { name: "dark", icon: "moon" },
  { name: "light", icon: "moon" },
  { name: "language", icon: "chat" },
  { name: "keys", icon: "keyboard" },
];

/** Acts whose name or keys begin with what was typed, best first. */
export function matchingActs(wanted: string, can: (permission: string) => boolean, t: TFunction): Act[] {
  const text = wanted.trim().toLowerCase();
  return acts
    .filter((act) => !act.permission || can(act.permission))
    .map((act) => ({ act, rank: rankOf(text, t(`frame.act.${act.name}`), t(`frame.act_keys.${act.name}`)) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ act }) => act);
}

function rankOf(text: string, name: string, keys: string): number {
  if (text === "") return 1;
  const words = [name.toLowerCase(), ...keys.split(" ")];
  if (words.some((word) => word.startsWith(text))) return 3;
  return name.toLowerCase().includes(text) ? 2 : 0;
}
