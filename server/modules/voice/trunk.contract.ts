import Type, { type Static } from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, Time, text } from "../../platform/contract/schemas.ts";

export const trunkKinds = ["registration", "address"] as const;
export const registrationStates = ["trying", "registered", "failed"] as const;
export const codecs = ["PCMA", "PCMU", "G722", "opus"] as const;
export const numberForms = ["plus", "digits", "national"] as const;

const Host = Type.String({ pattern: "^[A-Za-z0-9.:-]{1,253}$", description: "name or address, without a port" });
const Source = Type.String({
  maxLength: 43,
  pattern: "^[0-9a-fA-F.:]+(/\\d{1,3})?$",
  description: "address, or network as 192.0.2.0/24",
});
export const Country = Type.String({ pattern: "^[A-Z]{2}$" });

const settings = {
  name: text(60),
  kind: oneOf(trunkKinds),
  host: Host,
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  username: nullable(Type.String({ minLength: 1, maxLength: 100, pattern: "^[A-Za-z0-9_.!~*'()&=+$,;?/@%-]+$" })),
  sources: Type.Array(Source, { maxItems: 100, uniqueItems: true }),
  codecs: Type.Array(oneOf(codecs), { minItems: 1, maxItems: codecs.length, uniqueItems: true }),
  number_form: oneOf(numberForms),
  channel_limit: Type.Integer({ minimum: 1, maximum: 10_000, description: "calls at once" }),
  calls_per_minute: nullable(
    Type.Integer({ minimum: 1, maximum: 100_000, description: "new calls out; null: no limit" }),
  ),
  countries: Type.Array(Country, { maxItems: 250, uniqueItems: true, description: "that may be called by it" }),
  is_on: Type.Boolean(),
};

/** How we stand where we sign in; null for trunks known by their address, and before the first try. */
const Registration = Type.Object(
  {
    state: oneOf(registrationStates),
    code: nullable(Type.Integer({ description: "SIP status of the refusal; 408: nobody answered" })),
    reason: nullable(Type.String()),
    since: Time,
  },
  closed,
);

export const Trunk = Type.Object(
  {
    id: Id,
    ...settings,
    has_password: Type.Boolean(),
    registration: nullable(Registration),
    number_count: Type.Integer(),
    created_at: Time,
  },
  closed,
);

const password = Type.String({ minLength: 1, maxLength: 200, description: "never comes back" });
const defaults = Type.Object({ ...settings, password: nullable(password) });
const { name, kind, host } = settings;
const draft = Type.Object({ ...Type.Partial(defaults).properties, name, kind, host }, closed);
export type TrunkDraft = Static<typeof draft>;
const TrunkId = Type.Object({ trunkId: Id });
const refusals = ["trunk.not_found", "trunk.name_taken", "trunk.incomplete"];

export const listTrunksContract = contract({
  method: "GET",
  path: "/trunks",
  permission: "telephone.manage",
  summary: "Trunks that carry calls to and from the telephone network",
  response: Type.Object({ trunks: Type.Array(Trunk) }, closed),
});

export const createTrunkContract = contract({
  method: "POST",
  path: "/trunks",
  permission: "telephone.manage",
  summary: "Add a trunk",
  body: draft,
  response: Trunk,
  errors: refusals,
  creates: true,
});

export const updateTrunkContract = contract({
  method: "PATCH",
  path: "/trunks/:trunkId",
  permission: "telephone.manage",
  summary: "Change a trunk; a password goes to no other host and name than it was given for",
  params: TrunkId,
  body: Type.Partial(draft, closed),
  response: Trunk,
  errors: refusals,
});

export const retireTrunkContract = contract({
  method: "PUT",
  path: "/trunks/:trunkId/retirement",
  permission: "telephone.manage",
  summary: "Close a trunk that has no numbers",
  params: TrunkId,
  response: Type.Object({ done: Type.Boolean() }, closed),
  errors: ["trunk.not_found", "trunk.has_numbers"],
});
