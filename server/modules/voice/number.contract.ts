import Type, { type Static } from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, PersonRef, text } from "../../platform/contract/schemas.ts";

const settings = {
  label: text(60),
  trunk_id: Id,
  client_id: nullable(Id),
  user_id: nullable(Id),
  team_id: nullable(Id),
  ring_seconds: Type.Integer({ minimum: 5, maximum: 120 }),
};

export const VoiceNumber = Type.Object(
  {
    id: Id,
    digits: Type.String({ description: "E.164" }),
    display: Type.String(),
    ...settings,
    trunk: PersonRef,
    client: nullable(PersonRef),
    user: nullable(PersonRef),
    team: nullable(PersonRef),
  },
  closed,
);

const draft = Type.Object(
  {
    digits: Type.String({ minLength: 1, maxLength: 40, description: "as people write it, or E.164" }),
    label: settings.label,
    trunk_id: settings.trunk_id,
    client_id: Type.Optional(settings.client_id),
    user_id: Type.Optional(settings.user_id),
    team_id: Type.Optional(settings.team_id),
    ring_seconds: Type.Optional(settings.ring_seconds),
  },
  closed,
);
export type NumberDraft = Static<typeof draft>;
const change = Type.Partial(Type.Omit(draft, ["digits"]), closed);
export type NumberChange = Static<typeof change>;
const NumberId = Type.Object({ numberId: Id });
const refusals = [
  "voice_number.not_found",
  "voice_number.taken",
  "voice_number.not_a_number",
  "voice_number.rings_one",
  "voice_number.unknown_reference",
];

export const listVoiceNumbersContract = contract({
  method: "GET",
  path: "/voice_numbers",
  permission: "telephone.manage",
  summary: "Our telephone numbers and whom they ring",
  response: Type.Object({ numbers: Type.Array(VoiceNumber) }, closed),
});

export const createVoiceNumberContract = contract({
  method: "POST",
  path: "/voice_numbers",
  permission: "telephone.manage",
  summary: "Add a number of a trunk; it rings one person or one team",
  body: draft,
  response: VoiceNumber,
  errors: refusals,
  creates: true,
});

export const updateVoiceNumberContract = contract({
  method: "PATCH",
  path: "/voice_numbers/:numberId",
  permission: "telephone.manage",
  summary: "Change what a number is called and whom it rings",
  params: NumberId,
  body: change,
  response: VoiceNumber,
  errors: refusals,
});

export const retireVoiceNumberContract = contract({
  method: "PUT",
  path: "/voice_numbers/:numberId/retirement",
  permission: "telephone.manage",
  summary: "Give a number up; calls to it are refused from then on",
  params: NumberId,
  response: Type.Object({ done: Type.Boolean() }, closed),
  errors: ["voice_number.not_found"],
});

const CallerId = Type.Object({ number_id: Id, team_id: nullable(Id), client_id: nullable(Id) }, closed);

export const listCallerIdsContract = contract({
  method: "GET",
  path: "/caller_ids",
  permission: "telephone.manage",
  summary: "Which number the called see, by team and client",
  response: Type.Object({ caller_ids: Type.Array(CallerId) }, closed),
});

export const updateCallerIdsContract = contract({
  method: "PUT",
  path: "/caller_ids",
  permission: "telephone.manage",
  summary: "Set all of them; of those that fit, the one with team and client goes first, then client, then team",
  body: Type.Object({ caller_ids: Type.Array(CallerId, { maxItems: 1000 }) }, closed),
  response: Type.Object({ caller_ids: Type.Array(CallerId) }, closed),
  errors: ["caller_id.twice", "voice_number.unknown_reference"],
});
