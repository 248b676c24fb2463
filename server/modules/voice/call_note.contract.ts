import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, PersonRef, Time, text } from "../../platform/contract/schemas.ts";

const CallId = Type.Object({ callId: Id });

export const CallNote = Type.Object(
  {
    id: Id,
    at: Type.Unsafe<string>({ ...Time, description: "when it was begun, which is a place in the recording" }),
    body: Type.String(),
    user: PersonRef,
    can_change: Type.Boolean(),
  },
  closed,
);

export const listCallNotesContract = contract({
  method: "GET",
  path: "/calls/:callId/notes",
  permission: "telephone.use",
  summary: "What was written down during a call, in the order of the call",
  params: CallId,
  response: Type.Object({ notes: Type.Array(CallNote) }, closed),
  errors: ["call.not_found"],
});

export const writeCallNoteContract = contract({
  method: "PUT",
  path: "/calls/:callId/notes/:noteId",
  permission: "telephone.use",
  summary: "Write a note of a call, again as it is typed; an empty one is removed",
  params: Type.Object({ callId: Id, noteId: Id }),
  body: Type.Object({ at: Time, body: Type.String({ maxLength: 4000 }) }, closed),
  response: Done,
  errors: ["call.not_found", "call.closed", "call_note.not_found"],
});

export const updateCallContract = contract({
  method: "PATCH",
  path: "/calls/:callId",
  permission: "telephone.use",
  summary: "Say whose call it was, and what came of it",
  params: CallId,
  body: Type.Partial(
    Type.Object({ customer_id: Id, contact_id: nullable(Id), disposition: nullable(text(60)) }, closed),
    closed,
  ),
  response: Done,
  errors: ["call.not_found", "call.closed", "call.logged", "customer.not_found", "contact.not_found"],
});

const Dispositions = Type.Object({ names: Type.Array(text(60), { maxItems: 40, uniqueItems: true }) }, closed);

export const listDispositionsContract = contract({
  method: "GET",
  path: "/dispositions",
  permission: "telephone.use",
  summary: "What may come of a call, as the organisation words it",
  response: Dispositions,
});

export const updateDispositionsContract = contract({
  method: "PUT",
  path: "/dispositions",
  permission: "telephone.manage",
  summary: "Word what may come of a call anew, all of it; calls keep what they were given",
  body: Dispositions,
  response: Dispositions,
});
