import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf, PersonRef, Time, text, Whole } from "../../platform/contract/schemas.ts";
import { Locale } from "./session.contract.ts";

export const Mail = Type.String({ minLength: 3, maxLength: 254, pattern: "^[^\\s@]+@[^\\s@]+$" });
const UserId = Type.Object({ userId: Id });
const TeamId = Type.Object({ teamId: Id });
const ClientId = Type.Object({ clientId: Id });

// Colleagues: what everybody who is signed in may know about the house.
export const listColleaguesContract = contract({
  method: "GET",
  path: "/colleagues",
  permission: "signed_in",
  summary: "Names of users, teams and clients for pickers",
  response: Type.Object(
    {
      users: Type.Array(
        Type.Object({ id: Id, name: Type.String(), team_id: nullable(Id), is_active: Type.Boolean() }, closed),
      ),
      teams: Type.Array(Type.Object({ id: Id, name: Type.String(), parent_id: nullable(Id) }, closed)),
      clients: Type.Array(PersonRef, { description: "those I work for; all for people with access to every client" }),
    },
    closed,
  ),
});

export const User = Type.Object(
  {
    id: Id,
    name: Type.String(),
    email: Type.String(),
    phone: nullable(Type.String()),
    locale: Locale,
    team_id: nullable(Id),
    role_ids: Type.Array(Id),
    client_access: oneOf(["all", "listed"]),
    client_ids: Type.Array(Id),
    state: oneOf(["active", "invited", "deactivated"]),
    two_factor_enabled: Type.Boolean(),
    last_seen_at: nullable(Time),
  },
  closed,
);
const userFields = {
  name: text(120),
  email: Mail,
  phone: Type.Optional(nullable(Type.String({ maxLength: 40 }))),
  locale: Type.Optional(Locale),
  team_id: Type.Optional(nullable(Id)),
  role_ids: Type.Array(Id, { maxItems: 50 }),
  client_access: Type.Optional(oneOf(["all", "listed"])),
  client_ids: Type.Optional(Type.Array(Id, { maxItems: 1000 })),
};
const Invitation = Type.Object(
  {
    user: User,
    invitation_link: nullable(Type.String({ description: "shown once, only when no mail server is set" })),
  },
  closed,
);

export const listUsersContract = contract({
  method: "GET",
  path: "/users",
  permission: "user.manage",
  summary: "All users",
  response: Type.Object({ users: Type.Array(User) }, closed),
});

export const inviteUserContract = contract({
  method: "POST",
  path: "/users",
  permission: "user.manage",
  summary: "Add a user and send an invitation",
  body: Type.Object(userFields, closed),
  response: Invitation,
  errors: ["user.email_taken", "user.unknown_reference"],
});

export const inviteUsersContract = contract({
  method: "POST",
  path: "/users/batch",
  permission: "user.manage",
  summary: "Add many users from the text of a CSV file: name, mail, team, role",
  body: Type.Object({ csv: Type.String({ minLength: 1, maxLength: 1_000_000 }), dry_run: Type.Boolean() }, closed),
  bodyLimit: 4 * 1024 * 1024,
  response: Type.Object(
    {
      rows: Type.Array(
        Type.Object(
          {
            row: Whole,
            name: Type.String(),
            email: Type.String(),
            team: Type.String(),
            role: Type.String(),
            outcome: oneOf(["ready", "created", "rejected"]),
            reason: nullable(Type.String()),
            invitation_link: nullable(
              Type.String({ description: "shown once, only when created and no mail server is set" }),
            ),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  errors: ["user.unreadable_file"],
});

export const updateUserContract = contract({
  method: "PATCH",
  path: "/users/:userId",
  permission: "user.manage",
  summary: "Change a user's name, team, roles or clients",
  params: UserId,
  body: Type.Partial(Type.Object(userFields, closed), closed),
  response: User,
  errors: ["user.not_found", "user.email_taken", "user.unknown_reference", "user.last_admin"],
});

export const deactivateUserContract = contract({
  method: "PUT",
  path: "/users/:userId/deactivation",
  permission: "user.manage",
  summary: "End a user's access at once; the records stay",
  params: UserId,
  response: Done,
  errors: ["user.not_found", "user.last_admin"],
});

export const reactivateUserContract = contract({
  method: "DELETE",
  path: "/users/:userId/deactivation",
  permission: "user.manage",
  summary: "Give a user access again",
  params: UserId,
  response: Done,
  errors: ["user.not_found"],
});

export const resendInvitationContract = contract({
  method: "POST",
  path: "/users/:userId/invitations",
  permission: "user.manage",
  summary: "Send the invitation again; the earlier link ends",
  params: UserId,
  response: Type.Object({ invitation_link: nullable(Type.String()) }, closed),
  errors: ["user.not_found"],
});

export const Team = Type.Object({ id: Id, name: Type.String(), parent_id: nullable(Id), user_count: Whole }, closed);
const teamFields = { name: text(80), parent_id: nullable(Id) };

export const listTeamsContract = contract({
  method: "GET",
  path: "/teams",
  permission: "team.manage",
  summary: "All teams with their number of users",
  response: Type.Object({ teams: Type.Array(Team) }, closed),
});

export const createTeamContract = contract({
  method: "POST",
  path: "/teams",
  permission: "team.manage",
  summary: "Add a team",
  body: Type.Object(teamFields, closed),
  response: Team,
  errors: ["team.name_taken", "team.not_found"],
  creates: true,
});

export const updateTeamContract = contract({
  method: "PATCH",
  path: "/teams/:teamId",
  permission: "team.manage",
  summary: "Rename a team or move it in the tree",
  params: TeamId,
  body: Type.Partial(Type.Object(teamFields, closed), closed),
  response: Team,
  errors: ["team.not_found", "team.name_taken", "team.cycle"],
});

export const removeTeamContract = contract({
  method: "DELETE",
  path: "/teams/:teamId",
  permission: "team.manage",
  summary: "Remove a team that nobody and nothing belongs to",
  params: TeamId,
  response: Done,
  errors: ["team.not_found", "team.in_use"],
});

export const Client = Type.Object({ id: Id, name: Type.String(), user_count: Whole }, closed);

export const listClientsContract = contract({
  method: "GET",
  path: "/clients",
  permission: "client.manage",
  summary: "Companies on whose behalf we work",
  response: Type.Object({ clients: Type.Array(Client) }, closed),
});

export const createClientContract = contract({
  method: "POST",
  path: "/clients",
  permission: "client.manage",
  summary: "Add a client",
  body: Type.Object({ name: text(120) }, closed),
  response: Client,
  errors: ["client.name_taken"],
  creates: true,
});

export const updateClientContract = contract({
  method: "PATCH",
  path: "/clients/:clientId",
  permission: "client.manage",
  summary: "Rename a client",
  params: ClientId,
  body: Type.Object({ name: text(120) }, closed),
  response: Client,
  errors: ["client.not_found", "client.name_taken"],
});
