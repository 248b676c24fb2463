import Type, { type Static } from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf, PersonRef, Time } from "../../platform/contract/schemas.ts";

export const callDirections = ["inbound", "outbound", "internal"] as const;
export const occupations = ["ringing", "in_call", "wrap_up"] as const;
/** Off: it may be started; refused: the other party does not want it; never: it is not recorded, and cannot be. */
export const recordings = ["on", "paused", "off", "refused", "never"] as const;
export const ringPurposes = ["caller", "offer", "transfer", "ring_back", "consult", "rejoin"] as const;
export const partyStates = ["ringing", "talking", "waiting", "aside"] as const;

const Name = <const T extends string>(name: T) => Type.Object({ name: Type.Literal(name) }, closed);
const Colleague = <const T extends string>(name: T) => Type.Object({ name: Type.Literal(name), user_id: Id }, closed);

export const CallCommand = Type.Union([
  Name("hangUp"),
  Name("hold"),
  Name("resume"),
  Name("mute"),
  Name("unmute"),
  Colleague("blindTransfer"),
  Colleague("consult"),
  Name("rejoin"),
  Name("completeTransfer"),
  Name("cancelConsult"),
  Name("conference"),
  Name("leaveConference"),
  Name("startRecording"),
  Name("stopRecording"),
  Name("pauseRecording"),
  Name("resumeRecording"),
  Type.Object({ name: Type.Literal("sendKeys"), digits: Type.String({ pattern: "^[0-9*#]{1,32}$" }) }, closed),
  Type.Object(
    {
      name: Type.Literal("wrapUpDone"),
      disposition: nullable(Type.String({ minLength: 1, maxLength: 60, pattern: "\\S" })),
    },
    closed,
  ),
]);

const Dial = Type.Object(
  {
    typed: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, description: "a number in any form, or an extension" }),
    ),
    contact_point_id: Type.Optional(
      Type.Unsafe<string>({
        ...Id,
        description: "instead of a number that the reader sees masked; without both, the customer's own phone",
      }),
    ),
    client_id: Type.Optional(nullable(Id)),
    customer_id: Type.Optional(nullable(Id)),
    contact_id: Type.Optional(nullable(Id)),
  },
  closed,
);
/** What somebody asks of a call. */
export type Asked =
  | Static<typeof CallCommand>
  /** Not awaited: nobody sits there and has clicked, so their device rings and does not pick up by itself. */
  | ({ name: "dial"; typed: string; is_awaited: boolean } & Pick<
      Static<typeof Dial>,
      "client_id" | "customer_id" | "contact_id"
    >);

const Caller = Type.Object(
  { id: Id, name: Type.String(), number: Type.String(), contact: nullable(PersonRef) },
  closed,
);

export const MyCall = Type.Object(
  {
    id: Id,
    direction: oneOf(callDirections),
    occupation: oneOf(occupations),
    rung_for: nullable(oneOf(ringPurposes)),
    their: Type.Object(
      {
        digits: nullable(
          Type.String({
            description: "E.164 or an extension; masked for who may not see numbers whole; null: withheld",
          }),
        ),
        display: nullable(Type.String()),
        name: nullable(Type.String()),
      },
      closed,
    ),
    number: nullable(Type.Object({ id: Id, label: Type.String(), display: Type.String() }, closed)),
    client: nullable(PersonRef),
    customers: Type.Array(Caller, { description: "whose number it is, of those whom the reader may see" }),
    customer_id: nullable(Id),
    disposition: nullable(Type.String()),
    is_holding: Type.Boolean(),
    is_muted: Type.Boolean(),
    is_consulting: Type.Boolean(),
    recording: oneOf(recordings),
    others: Type.Array(
      Type.Object({ name: nullable(Type.String()), user: nullable(PersonRef), state: oneOf(partyStates) }, closed),
    ),
    notice: nullable(Type.Object({ kind: Type.String() }, { additionalProperties: true })),
    started_at: Time,
    answered_at: nullable(Time),
    wrap_up_until: nullable(Time),
  },
  closed,
);

export const listMyCallsContract = contract({
  method: "GET",
  path: "/me/calls",
  permission: "telephone.use",
  summary: "Calls that ring, go on or are wrapped up by the reader now",
  response: Type.Object({ calls: Type.Array(MyCall) }, closed),
});

const CallId = Type.Object({ callId: Id });

export const commandCallContract = contract({
  method: "POST",
  path: "/calls/:callId/commands",
  permission: "telephone.use",
  summary: "Ask something of a call one has a part in; what comes of it is told by the call",
  params: CallId,
  body: CallCommand,
  response: Done,
  errors: ["call.not_found", "call.other_client", "voice.off"],
});

export const placeCallContract = contract({
  method: "POST",
  path: "/calls",
  permission: "telephone.use",
  summary: "Call a number or a colleague: one's own device rings first",
  body: Dial,
  response: Type.Object({ id: Id }, closed),
  errors: [
    "call.refused",
    "call.no_extension",
    "call.no_number",
    "call.consent_refused",
    "call.nobody_named",
    "customer.not_found",
    "contact_point.not_found",
    "customer.protected",
    "customer.locked",
    "voice.off",
  ],
});
