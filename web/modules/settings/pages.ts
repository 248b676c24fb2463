import { type ComponentType, lazy } from "react";
import { readOperationsContract } from "../../../server/modules/admin/operations.contract.ts";
import { listPurposesContract } from "../../../server/modules/customers/consent.contract.ts";
import { readDuplicateRulesContract } from "../../../server/modules/customers/duplicate.contract.ts";
import { listHandOversContract } from "../../../server/modules/customers/hand_over.contract.ts";
import { listOwnFieldsContract } from "../../../server/modules/customers/own/own_field.contract.ts";
import { listPoolsContract } from "../../../server/modules/customers/pool/pool.contract.ts";
import { listPromiseKindsContract } from "../../../server/modules/customers/promise/promise.contract.ts";
import { listRelationTypesContract } from "../../../server/modules/customers/relation/relation_type.contract.ts";
import { readTiersContract } from "../../../server/modules/customers/tier/tier.contract.ts";
import {
  readMailServerContract,
  readOrganisationContract,
} from "../../../server/modules/people/organisation.contract.ts";
import {
  listClientsContract,
  listTeamsContract,
  listUsersContract,
} from "../../../server/modules/people/people.contract.ts";
import { listRolesContract } from "../../../server/modules/people/role.contract.ts";
import { listSessionsContract, readMeContract } from "../../../server/modules/people/session.contract.ts";
import { readDialRulesContract } from "../../../server/modules/voice/dial_rules.contract.ts";
import { listExtensionsContract } from "../../../server/modules/voice/extension.contract.ts";
import { listVoiceNumbersContract } from "../../../server/modules/voice/number.contract.ts";
import { listTrunksContract } from "../../../server/modules/voice/trunk.contract.ts";
import type { Contract } from "../../../server/platform/contract/contract.ts";
import { client } from "../../api/client.ts";
import { keyOf, prefetch } from "../../api/queries.ts";
import type { Me } from "../../frame/me.ts";
import type { IconName } from "../../ui/icons.ts";

export interface ScreenProps {
  /** What stands behind the page in the address: the role's id in /settings/roles/…; empty without one. */
  rest: string;
}

export interface Page {
  name: string;
  group: "mine" | "organisation" | "system";
  icon: IconName;
  /** Absent: everybody. */
  permission?: string;
  /** Fetched while the page's code is on its way. */
  reads: readonly Contract[];
  Screen: ComponentType<ScreenProps>;
}

/** Every settings page; the menu, the palette's addresses and the right to be there follow from this list. */
export const pages: readonly Page[] = [
  {
    name: "me",
    group: "mine",
    icon: "key",
    reads: [listSessionsContract],
    Screen: lazy(async () => ({ default: (await import("./me/MePage.tsx")).MePage })),
  },
  {
    name: "organisation",
    group: "organisation",
    icon: "settings",
    permission: "organisation.manage",
    reads: [readOrganisationContract],
    Screen: lazy(async () => ({ default: (await import("./organisation/OrganisationPage.tsx")).OrganisationPage })),
  },
  {
    name: "mail-server",
    group: "organisation",
    icon: "mail",
    permission: "organisation.manage",
    reads: [readMailServerContract],
    Screen: lazy(async () => ({ default: (await import("./mail/MailServerPage.tsx")).MailServerPage })),
  },
  {
    name: "users",
    group: "organisation",
    icon: "person",
    permission: "user.manage",
    reads: [listUsersContract, listRolesContract],
    Screen: lazy(async () => ({ default: (await import("./users/UsersPage.tsx")).UsersPage })),
  },
  {
    name: "hand-overs",
    group: "organisation",
    icon: "transfer",
    permission: "customer.transfer",
    reads: [listHandOversContract],
    Screen: lazy(async () => ({ default: (await import("./hand_overs/HandOversPage.tsx")).HandOversPage })),
  },
  {
    name: "teams",
    group: "organisation",
    icon: "customers",
    permission: "team.manage",
    reads: [listTeamsContract],
    Screen: lazy(async () => ({ default: (await import("./teams/TeamsPage.tsx")).TeamsPage })),
  },
  {
    name: "roles",
    group: "organisation",
    icon: "lock",
    permission: "role.manage",
    reads: [listRolesContract],
    Screen: lazy(async () => ({ default: (await import("./roles/RolesPage.tsx")).RolesPage })),
  },
  {
    name: "fields",
    group: "organisation",
    icon: "edit",
    permission: "own_field.manage",
    reads: [listOwnFieldsContract],
    Screen: lazy(async () => ({ default: (await import("./fields/FieldsPage.tsx")).FieldsPage })),
  },
  {
    name: "duplicates",
    group: "organisation",
    icon: "group",
    permission: "duplicate_rule.manage",
    reads: [readDuplicateRulesContract],
    Screen: lazy(async () => ({ default: (await import("./duplicates/DuplicateRulesPage.tsx")).DuplicateRulesPage })),
  },
  {
    name: "relation-types",
    group: "organisation",
    icon: "share",
    permission: "relation_type.manage",
    reads: [listRelationTypesContract],
    Screen: lazy(async () => ({ default: (await import("./relation_types/RelationTypesPage.tsx")).RelationTypesPage })),
  },
  {
    name: "pools",
    group: "organisation",
    icon: "customers",
    permission: "pool.manage",
    reads: [listPoolsContract],
    Screen: lazy(async () => ({ default: (await import("./pools/PoolSettingsPage.tsx")).PoolSettingsPage })),
  },
  {
    name: "tiers",
    group: "organisation",
    icon: "group",
    permission: "tier.manage",
    reads: [readTiersContract],
    Screen: lazy(async () => ({ default: (await import("./tiers/TiersPage.tsx")).TiersPage })),
  },
  {
    name: "clients",
    group: "organisation",
    icon: "tag",
    permission: "client.manage",
    reads: [listClientsContract],
    Screen: lazy(async () => ({ default: (await import("./clients/ClientsPage.tsx")).ClientsPage })),
  },
  {
    name: "telephone",
    group: "organisation",
    icon: "phone",
    permission: "telephone.manage",
    reads: [listTrunksContract, listVoiceNumbersContract, listExtensionsContract, readDialRulesContract],
    Screen: lazy(async () => ({ default: (await import("./telephone/TelephonePage.tsx")).TelephonePage })),
  },
  {
    name: "promises",
    group: "organisation",
    icon: "promise",
    permission: "promise_kind.manage",
    reads: [listPromiseKindsContract],
    Screen: lazy(async () => ({ default: (await import("./promises/PromisesPage.tsx")).PromisesPage })),
  },
  {
    name: "purposes",
    group: "organisation",
    icon: "check",
    permission: "consent.manage",
    reads: [listPurposesContract],
    Screen: lazy(async () => ({ default: (await import("./purposes/PurposesPage.tsx")).PurposesPage })),
  },
  {
    name: "read-log",
    group: "system",
    icon: "eye",
    permission: "sensitive_read.read",
    reads: [],
    Screen: lazy(async () => ({ default: (await import("./read_log/ReadLogPage.tsx")).ReadLogPage })),
  },
  {
    name: "operations",
    group: "system",
    icon: "store",
    permission: "operations.read",
    reads: [readOperationsContract],
    Screen: lazy(async () => ({ default: (await import("./operations/OperationsPage.tsx")).OperationsPage })),
  },
];

/** The page that an address below /settings/ names, and what stands behind it. */
export function placeOf(splat: string | undefined): { page: Page | undefined; rest: string } {
  const [name = "", ...rest] = (splat ?? "").split("/");
  return { page: pages.find((one) => one.name === (name || "me")), rest: rest.join("/") };
}

/** Begins to fetch what a page will ask for, when the reader may have it. */
export function prefetchPage(splat: string | undefined): void {
  const mine = client.getQueryData<Me>(keyOf(readMeContract, {}))?.permissions ?? [];
  for (const contract of placeOf(splat).page?.reads ?? []) {
    const isOpen = contract.permission === "signed_in" || mine.includes(contract.permission);
    if (isOpen) prefetch(client, contract, {});
  }
}
