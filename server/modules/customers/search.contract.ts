import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf } from "../../platform/contract/schemas.ts";
import { customerKinds } from "./customer.contract.ts";

const Piece = Type.Object({ text: Type.String(), hit: Type.Boolean() }, closed);

export const SearchHit = Type.Object(
  {
    object: oneOf(["customer", "contact"]),
    id: Id,
    customer_id: Id,
    number: Type.String(),
    kind: oneOf(customerKinds),
    name: Type.Array(Piece, { description: "the name in pieces; hit pieces matched" }),
    customer_name: nullable(Type.String({ description: "of a contact" })),
    detail: nullable(Type.String({ description: "title, place or owner" })),
    why: oneOf([
      "name",
      "pinyin",
      "initials",
      "phone",
      "mail",
      "latin",
      "address",
      "number",
      "wechat",
      "tag",
      "text",
      "homophone",
      "typo",
    ]),
    matched: Type.Array(Piece, {
      description: "what matched, in pieces: zhang shu fen with z, s, f hit; a number; a mail",
    }),
  },
  closed,
);

export const searchContract = contract({
  method: "GET",
  path: "/search",
  permission: "customer.read",
  summary: "Find customers and contacts as you type: Chinese, pinyin, initials, numbers, mail, address, one typo",
  query: Type.Object({
    q: Type.String({ minLength: 1, maxLength: 100 }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  }),
  response: Type.Object({ hits: Type.Array(SearchHit), more: Type.Boolean() }, closed),
  errors: ["phone.too_many_lookups"],
});
