import { type Route, route } from "../../platform/http/route.ts";
import { readAccessLink, requestReset, useAccessLink } from "./access_link.ts";
import {
  beginSecondFactor,
  changePassword,
  confirmSecondFactor,
  endSession,
  listSessions,
  removeSecondFactor,
  updateMe,
} from "./account.ts";
import { createClient, listClients, readClient, updateClient } from "./client.ts";
import { readMe, readWelcome } from "./me.ts";
import { notificationRoutes } from "./notification/index.ts";
import * as organisation from "./organisation.contract.ts";
import {
  readMailServer,
  readOrganisation,
  testMailServer,
  updateMailServer,
  updateOrganisation,
} from "./organisation.ts";
import * as people from "./people.contract.ts";
import { pushRoutes } from "./push/push.routes.ts";
import * as roles from "./role.contract.ts";
import { createRole, listRoles, readRole, removeRole, updateRole } from "./role.ts";
import { readRoleHistoryContract } from "./role_history.contract.ts";
import { readRoleHistory } from "./role_history.ts";
import * as sessions from "./session.contract.ts";
import { signIn, signOut, verifySecondFactor } from "./sign_in.ts";
import { createTeam, listTeams, readTeam, removeTeam, updateTeam } from "./team.ts";
import { tryPermissionContract } from "./trial.contract.ts";
import { tryPermission } from "./trial.ts";
import { inviteUsers } from "./user.batch.ts";
import {
  deactivateUser,
  inviteUser,
  listColleagues,
  listUsers,
  reactivateUser,
  resendInvitation,
  updateUser,
} from "./user.ts";

const ownTransaction = { ownTransaction: true };

export const sessionRoutes = (version: string): Route[] => [
  route(sessions.welcomeContract, (tx, _actor, { house }) => readWelcome(tx, house, version)),
  route(sessions.readMeContract, (tx, actor, { house }) => readMe(tx, actor, house)),
  route(sessions.signInContract, (_tx, _actor, call) => signIn(call)),
  route(sessions.verifySecondFactorContract, (_tx, _actor, call) => verifySecondFactor(call)),
  route(sessions.signOutContract, (_tx, actor, call) => signOut(actor, call), ownTransaction),
  route(sessions.listSessionsContract, (tx, actor) => listSessions(tx, actor)),
  route(sessions.endSessionContract, (tx, actor, { params }) => endSession(tx, actor, params.sessionId)),
  route(sessions.updateMeContract, (tx, actor, { body }) => updateMe(tx, actor, body)),
  route(sessions.changePasswordContract, (_tx, actor, call) => changePassword(actor, call), ownTransaction),
  route(sessions.beginSecondFactorContract, (_tx, actor, call) => beginSecondFactor(actor, call), ownTransaction),
  route(sessions.confirmSecondFactorContract, (_tx, actor, call) => confirmSecondFactor(actor, call), ownTransaction),
  route(sessions.removeSecondFactorContract, (_tx, actor, call) => removeSecondFactor(actor, call), ownTransaction),
  route(sessions.requestResetContract, (_tx, _actor, call) => requestReset(call)),
  route(sessions.readAccessLinkContract, (tx, _actor, { house, params }) => readAccessLink(tx, house, params.token)),
  route(sessions.useAccessLinkContract, (_tx, _actor, { house, params, body, requestId }) =>
    useAccessLink(house, params.token, body.password, requestId),
  ),
];

export const peopleRoutes: Route[] = [
  ...notificationRoutes,
  ...pushRoutes,
  route(people.listColleaguesContract, (tx, actor) => listColleagues(tx, actor)),
  route(people.listUsersContract, (tx) => listUsers(tx)),
  route(people.inviteUserContract, (tx, actor, call) => inviteUser(tx, actor, call.body, call)),
  route(people.inviteUsersContract, (tx, actor, call) => inviteUsers(tx, actor, call.body, call)),
  route(people.updateUserContract, (tx, actor, { params, body }) => updateUser(tx, actor, params.userId, body)),
  route(people.deactivateUserContract, (tx, actor, { params }) => deactivateUser(tx, actor, params.userId)),
  route(people.reactivateUserContract, (tx, actor, { params }) => reactivateUser(tx, actor, params.userId)),
  route(people.resendInvitationContract, (tx, actor, call) => resendInvitation(tx, actor, call.params.userId, call)),
  route(people.listTeamsContract, (tx) => listTeams(tx)),
  route(people.createTeamContract, (tx, actor, { body }) => createTeam(tx, actor, body), {
    reread: (tx, _actor, id) => readTeam(tx, id),
  }),
  route(people.updateTeamContract, (tx, actor, { params, body }) => updateTeam(tx, actor, params.teamId, body)),
  route(people.removeTeamContract, (tx, actor, { params }) => removeTeam(tx, actor, params.teamId)),
  route(roles.listRolesContract, (tx, actor) => listRoles(tx, actor)),
  route(tryPermissionContract, (tx, actor, { body }) => tryPermission(tx, actor, body)),
  route(readRoleHistoryContract, (tx, _actor, { params }) => readRoleHistory(tx, params.roleId)),
  route(roles.createRoleContract, (tx, actor, { body }) => createRole(tx, actor, body), {
    reread: (tx, _actor, id) => readRole(tx, id),
  }),
  route(roles.updateRoleContract, (tx, actor, { params, body }) => updateRole(tx, actor, params.roleId, body)),
  route(roles.removeRoleContract, (tx, actor, { params }) => removeRole(tx, actor, params.roleId)),
  route(people.listClientsContract, (tx) => listClients(tx)),
  route(people.createClientContract, (tx, actor, { body }) => createClient(tx, actor, body.name), {
    reread: (tx, _actor, id) => readClient(tx, id),
  }),
  route(people.updateClientContract, (tx, actor, { params, body }) =>
    updateClient(tx, actor, params.clientId, body.name),
  ),
  route(organisation.readOrganisationContract, (tx, _actor, { house }) => readOrganisation(tx, house)),
  route(organisation.updateOrganisationContract, (tx, actor, { house, body }) =>
    updateOrganisation(tx, actor, house, body),
  ),
  route(organisation.readMailServerContract, (tx) => readMailServer(tx)),
  route(organisation.updateMailServerContract, (tx, actor, { house, origin, body }) =>
    updateMailServer(tx, actor, { house, origin }, body),
  ),
  route(organisation.testMailServerContract, (_tx, actor, { house }) => testMailServer(actor, house), ownTransaction),
];
