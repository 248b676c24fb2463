import Type from "typebox";
import { closed, Id, nullable, oneOf, PersonRef, text } from "../../platform/contract/schemas.ts";

const optionalText = (length: number) => nullable(Type.String({ maxLength: length }));

export const contactPointKinds = ["phone", "mail", "wechat", "address"] as const;
export const ContactPoint = Type.Object(
  {
    id: Id,
    contact_id: nullable(Id),
    client_id: nullable(Id),
    kind: oneOf(contactPointKinds),
    label: nullable(Type.String()),
    value: Type.String(),
    display: Type.String({ description: "as people write it here: 138 0000 0000" }),
    province: nullable(Type.String()),
    city: nullable(Type.String()),
    district: nullable(Type.String()),
    is_primary: Type.Boolean(),
    is_masked: Type.Boolean({ description: "a number of which this reader sees the beginning and the end" }),
  },
  closed,
);

/** What a contact says when something is bought. */
export const buyingRoles = ["decides", "influences", "uses", "blocks"] as const;
export const Contact = Type.Object(
  {
    id: Id,
    client_id: nullable(Id),
    name: Type.String(),
    title: nullable(Type.String()),
    department: nullable(Type.String()),
    remark: nullable(Type.String()),
    reports_to: nullable(Id),
    buying_role: nullable(oneOf(buyingRoles)),
  },
  closed,
);

export const Tag = Type.Object({ id: Id, name: Type.String() }, closed);
export const Share = Type.Object(
  {
    id: Id,
    user: Type.Union([PersonRef, Type.Null()]),
    team: Type.Union([PersonRef, Type.Null()]),
    access: oneOf(["read", "write"]),
  },
  closed,
);

export const NewContactPoint = Type.Object(
  {
    kind: oneOf(contactPointKinds),
    value: text(500),
    label: Type.Optional(optionalText(60)),
    province: Type.Optional(optionalText(60)),
    city: Type.Optional(optionalText(60)),
    district: Type.Optional(optionalText(60)),
    is_primary: Type.Optional(Type.Boolean()),
    client_id: Type.Optional(nullable(Id)),
  },
  closed,
);
export const contactFacts = {
  name: text(300),
  title: Type.Optional(optionalText(120)),
  department: Type.Optional(optionalText(120)),
  remark: Type.Optional(optionalText(2000)),
  client_id: Type.Optional(nullable(Id)),
  buying_role: Type.Optional(nullable(oneOf(buyingRoles))),
};
export const contactFields = {
  ...contactFacts,
  reports_to: Type.Optional(nullable(Type.String({ format: "uuid", description: "a contact of the same customer" }))),
};
