import { readWatermarkContract } from "../../server/modules/customers/export.contract.ts";
import { listFieldsContract } from "../../server/modules/customers/fields.contract.ts";
import { listLayoutsContract, readMyLayoutContract } from "../../server/modules/customers/own/layout.contract.ts";
import {
  listNoticesContract,
  readNoticePreferencesContract,
} from "../../server/modules/people/notification/notification.contract.ts";
import { readOrganisationContract } from "../../server/modules/people/organisation.contract.ts";
import {
  listClientsContract,
  listColleaguesContract,
  listTeamsContract,
  listUsersContract,
} from "../../server/modules/people/people.contract.ts";
import { listPushSubscriptionsContract } from "../../server/modules/people/push/push.contract.ts";
import { listRolesContract } from "../../server/modules/people/role.contract.ts";
import { readRoleHistoryContract } from "../../server/modules/people/role_history.contract.ts";
import { readMeContract } from "../../server/modules/people/session.contract.ts";
import { tryPermissionContract } from "../../server/modules/people/trial.contract.ts";
import { keyOf } from "../api/queries.ts";
import type { Rule } from "./stale.ts";

const people = [keyOf(listColleaguesContract)];

/** Of who we are, and what each may do and wants to be told. */
export const peopleRules: readonly Rule[] = [
  {
    about: "user",
    refetch: () => [keyOf(listUsersContract), keyOf(readMeContract), keyOf(readMyLayoutContract), ...people],
  },
  { about: "team", refetch: () => [keyOf(listTeamsContract), ...people] },
  {
    about: "role",
    refetch: (event) => [
      keyOf(listRolesContract),
      keyOf(listLayoutsContract),
      keyOf(readMyLayoutContract),
      keyOf(readMeContract),
      keyOf(tryPermissionContract),
      keyOf(listFieldsContract),
      keyOf(readRoleHistoryContract, { params: { roleId: event.object_id ?? "" } }),
    ],
  },
  { about: "client", refetch: () => [keyOf(listClientsContract), ...people] },
  {
    about: "organisation",
    refetch: () => [keyOf(readOrganisationContract), keyOf(readMeContract), keyOf(readWatermarkContract)],
  },
  {
    about: "notice_preference",
    refetch: () => [keyOf(readNoticePreferencesContract), keyOf(listNoticesContract)],
  },
  { about: "push_subscription", refetch: () => [keyOf(listPushSubscriptionsContract)] },
];
