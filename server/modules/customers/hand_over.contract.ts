import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time, Whole } from "../../platform/contract/schemas.ts";

/** Days that a hand-over can be taken back. */
export const handOverDays = 30;

const HandOver = Type.Object(
  {
    id: Id,
    from: PersonRef,
    to: Type.Array(PersonRef),
    kinds: Type.Array(Type.String()),
    state: oneOf(["running", "done", "undoing", "undone"]),
    moved: Whole,
    moved_back: Whole,
    by: PersonRef,
    created_at: Time,
    ended_at: nullable(Time),
    blocked: Type.Object({ undo: Type.Optional(oneOf(["running", "undone", "too_old"])) }, closed),
  },
  closed,
);

export const previewHandOverContract = contract({
  method: "GET",
  path: "/users/:userId/hand_over",
  permission: "customer.transfer",
  summary: "What of a person the caller could hand over, counted by kind",
  params: Type.Object({ userId: Id }),
  response: Type.Object({ kinds: Type.Array(Type.Object({ kind: Type.String(), count: Whole }, closed)) }, closed),
  errors: ["user.not_found"],
});

export const createHandOverContract = contract({
  method: "POST",
  path: "/hand_overs",
  permission: "customer.transfer",
  summary: "Give what a person has to others, evenly, as far as the caller may transfer it; runs in the background",
  body: Type.Object(
    {
      from: Id,
      to: Type.Array(Id, { minItems: 1, maxItems: 20 }),
      kinds: Type.Array(Type.String(), { minItems: 1, maxItems: 50 }),
    },
    closed,
  ),
  response: HandOver,
  errors: ["user.not_found", "hand_over.bad_receiver", "hand_over.unknown_kind"],
  creates: true,
});

export const listHandOversContract = contract({
  method: "GET",
  path: "/hand_overs",
  permission: "customer.transfer",
  summary: "Hand-overs, newest first: one's own, and all of them for who manages users",
  response: Type.Object({ hand_overs: Type.Array(HandOver) }, closed),
});

export const undoHandOverContract = contract({
  method: "POST",
  path: "/hand_overs/:handOverId/undo",
  permission: "customer.transfer",
  summary: `Take back what is still the receivers', within ${handOverDays} days`,
  params: Type.Object({ handOverId: Id }),
  response: HandOver,
  errors: ["hand_over.not_found", "hand_over.running", "hand_over.undone", "hand_over.too_old"],
});
