import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf, PersonRef, Time } from "../../../platform/contract/schemas.ts";

/** "note" is what was written down of a customer: interactions, promotional touches, intelligence. */
export const passageGroups = ["task", "note", "promise"] as const;
export const passageObjects = ["task", "interaction", "promise", "touch", "intelligence"] as const;

const Pieces = Type.Array(Type.Object({ text: Type.String(), hit: Type.Boolean() }, closed));

export const PassageHit = Type.Object(
  {
    object: oneOf(passageObjects),
    id: Id,
    /** Of an interaction its kind (call, visit), else the object. */
    kind: Type.String(),
    /** Of tasks and promises: open, done, kept... */
    state: nullable(Type.String()),
    /** Null as well where the reader may not see the customer of their own task. */
    customer: Type.Union([PersonRef, Type.Null()]),
    at: Time,
    title: Type.Union([Pieces, Type.Null()]),
    text: Type.Union([Pieces, Type.Null()], { description: "the piece around what matched" }),
    why: oneOf(["text", "pinyin", "initials"]),
  },
  closed,
);

export const searchPassagesContract = contract({
  method: "GET",
  path: "/search/passages",
  permission: "signed_in",
  summary: "Find tasks, notes and promises by what is written in them: Chinese, words, pinyin, initials",
  query: Type.Object({
    q: Type.String({ minLength: 1, maxLength: 100 }),
    group: Type.Optional(oneOf(passageGroups)),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, description: "of each group; 5 unless told" })),
  }),
  response: Type.Object(
    {
      groups: Type.Array(
        Type.Object({ group: oneOf(passageGroups), hits: Type.Array(PassageHit), more: Type.Boolean() }, closed),
      ),
    },
    closed,
  ),
});
