import Type, { type Static } from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf, Time } from "../../platform/contract/schemas.ts";

export const turnKinds = ["none", "password", "secret"] as const;
/** Browsers ask all of them for each call: more make every call begin later. */
export const mostTurnServers = 4;

const host = "([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}\\])";
const port = "(:[0-9]{1,5})?";

const settings = {
  urls: Type.Array(
    Type.String({
      maxLength: 300,
      pattern: `^(stuns?:${host}${port}|turns?:${host}${port}(\\?transport=(udp|tcp))?)$`,
      description: "such as turn:turn.example.com:3478?transport=udp (RFC 7064, RFC 7065)",
    }),
    { minItems: 1, maxItems: 4, uniqueItems: true },
  ),
  /** None: STUN only. Password: the same for everybody. Secret: shared with the server, everybody gets a name and password that end. */
  kind: oneOf(turnKinds),
  username: nullable(Type.String({ minLength: 1, maxLength: 200, pattern: "^[!-~]+$" })),
  is_on: Type.Boolean(),
};

export const TurnServer = Type.Object({ id: Id, ...settings }, closed);

const password = Type.String({ minLength: 1, maxLength: 200, description: "or the secret; never comes back" });
const { urls, kind, ...optional } = settings;
const draft = Type.Object(
  { urls, kind, ...Type.Partial(Type.Object({ ...optional, password: nullable(password) })).properties },
  closed,
);
export type TurnServerDraft = Static<typeof draft>;
const TurnServerId = Type.Object({ turnServerId: Id });
const refusals = ["turn_server.not_found", "turn_server.incomplete", "turn_server.too_many"];

export const listTurnServersContract = contract({
  method: "GET",
  path: "/turn_servers",
  permission: "telephone.manage",
  summary: "Servers that carry the audio of browsers which cannot reach us directly",
  response: Type.Object({ turn_servers: Type.Array(TurnServer) }, closed),
});

export const createTurnServerContract = contract({
  method: "POST",
  path: "/turn_servers",
  permission: "telephone.manage",
  summary: "Add a TURN or STUN server",
  body: draft,
  response: TurnServer,
  errors: refusals,
  creates: true,
});

export const updateTurnServerContract = contract({
  method: "PATCH",
  path: "/turn_servers/:turnServerId",
  permission: "telephone.manage",
  summary: "Change a TURN or STUN server; a secret is never handed out as a password",
  params: TurnServerId,
  body: Type.Partial(draft, closed),
  response: TurnServer,
  errors: refusals,
});

export const removeTurnServerContract = contract({
  method: "DELETE",
  path: "/turn_servers/:turnServerId",
  permission: "telephone.manage",
  summary: "Remove a TURN or STUN server; browsers ask it no more",
  params: TurnServerId,
  response: Done,
});

export const listMyIceServersContract = contract({
  method: "GET",
  path: "/me/ice_servers",
  permission: "telephone.use",
  summary: "What the telephone in one's page asks for ways through; read again at half of their time",
  response: Type.Object(
    {
      ice_servers: Type.Array(
        Type.Object(
          {
            urls: Type.Array(Type.String()),
            username: nullable(Type.String()),
            credential: nullable(Type.String()),
          },
          closed,
        ),
      ),
      good_until: nullable(Time),
    },
    closed,
  ),
});
