import Type, { type Static } from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { closed, nullable, oneOf, PersonRef, Time, Whole } from "../../../platform/contract/schemas.ts";
import { Label } from "./own_field.contract.ts";

/** On whose records a section or a built-in fact stands. */
export const layoutKinds = ["both", "company", "person"] as const;
export type LayoutKind = (typeof layoutKinds)[number];
export const sectionKeys = ["basic", "business", "address", "more", "own"] as const;

/** Built-in facts that a layout places; "place" stands for province, city and district together. */
export const builtInFacts = {
  stage: "both",
  other_names: "both",
  industry: "company",
  tax_id: "company",
  founded_on: "company",
  staff_count: "company",
  website: "company",
  gender: "person",
  birth_on: "person",
  marital_status: "person",
  occupation: "person",
  source: "both",
  revenue_this_year: "both",
  revenue_last_year: "both",
  potential_amount: "both",
  currency: "both",
  payment_terms: "both",
  place: "both",
  street: "both",
  remark: "both",
} as const satisfies Readonly<Record<string, LayoutKind>>;
export type BuiltInFact = keyof typeof builtInFacts;

export const Section = Type.Object(
  {
    key: nullable(oneOf(sectionKeys)),
    label: Type.Union([Label, Type.Null()], { description: "null: the page's own word for `key`" }),
    kind: oneOf(layoutKinds),
    fields: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 400 }),
  },
  closed,
);
export type Section = Static<typeof Section>;

/** How a record is laid out where nobody has said otherwise; own fields stand in a last section. */
export const builtInSections: readonly Section[] = [
  {
    key: "basic",
    label: null,
    kind: "both",
    fields: [
      "stage",
      "other_names",
      "industry",
      "tax_id",
      "founded_on",
      "staff_count",
      "website",
      "gender",
      "birth_on",
      "marital_status",
      "occupation",
      "source",
    ],
  },
  {
    key: "business",
    label: null,
    kind: "both",
    fields: ["revenue_this_year", "revenue_last_year", "potential_amount", "currency", "payment_terms"],
  },
  { key: "address", label: null, kind: "both", fields: ["place", "street"] },
  { key: "more", label: null, kind: "both", fields: ["remark"] },
];

const Sections = Type.Array(Section, { maxItems: 40 });

export const Layout = Type.Object(
  {
    role: Type.Union([PersonRef, Type.Null()], { description: "null: everybody whose roles have none of their own" }),
    sections: Type.Union([Sections, Type.Null()], { description: "null: there is no layout of this role" }),
    updated_at: nullable(Time),
    updated_by: Type.Union([PersonRef, Type.Null()]),
  },
  closed,
);

export const listLayoutsContract = contract({
  method: "GET",
  path: "/layouts/customer",
  permission: "own_field.manage",
  summary: "Roles with whether they have a layout of customers of their own; the one for everybody first",
  response: Type.Object(
    {
      layouts: Type.Array(
        Type.Object({ role: Type.Union([PersonRef, Type.Null()]), is_set: Type.Boolean(), user_count: Whole }, closed),
      ),
    },
    closed,
  ),
});

export const readMyLayoutContract = contract({
  method: "GET",
  path: "/layouts/customer/mine",
  permission: "customer.read",
  summary: "The reader's layout: of the first of their roles that has one, else of everybody; fields they may ever see",
  response: Type.Object({ sections: Type.Union([Sections, Type.Null()]) }, closed),
});

const RoleId = Type.Object({
  roleId: Type.String({ pattern: "^(default|[0-9a-fA-F-]{36})$", description: "a role's id, or `default`" }),
});

export const readLayoutContract = contract({
  method: "GET",
  path: "/layouts/customer/:roleId",
  permission: "own_field.manage",
  summary: "The layout of one role, or of everybody",
  params: RoleId,
  response: Layout,
  errors: ["role.not_found"],
});

export const setLayoutContract = contract({
  method: "PUT",
  path: "/layouts/customer/:roleId",
  permission: "own_field.manage",
  summary: "Set in which sections the people of a role see the facts of a customer; it grants no right",
  params: RoleId,
  body: Type.Object(
    {
      sections: Sections,
      seen: Type.Union([Time, Type.Null()], { description: "`updated_at` of the layout that was changed" }),
    },
    closed,
  ),
  response: Layout,
  errors: ["role.not_found", "layout.invalid", "layout.changed"],
});

export const resetLayoutContract = contract({
  method: "DELETE",
  path: "/layouts/customer/:roleId",
  permission: "own_field.manage",
  summary: "Take a role's layout away: its people see that of everybody, or the built-in one",
  params: RoleId,
  response: Layout,
  errors: ["role.not_found"],
});
