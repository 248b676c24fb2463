import type { Target } from "./import.ts";

/** The fields in the order and groups in which one looks for them. */
export const targetGroups: {
  group: "customer" | "company" | "person" | "place" | "points" | "contact";
  targets: Target[];
}[] = [
  {
    group: "customer",
    targets: ["name", "number", "kind", "other_names", "owner", "stage", "source", "tags", "remark"],
  },
  {
    group: "company",
    targets: [
      "tax_id",
      "industry",
      "founded_on",
      "staff_count",
      "revenue_this_year",
      "revenue_last_year",
      "potential_amount",
      "website",
      "payment_terms",
    ],
  },
  { group: "person", targets: ["gender", "birth_on", "occupation"] },
  { group: "place", targets: ["full_address", "province", "city", "district", "street"] },
  { group: "points", targets: ["phone", "mail", "wechat"] },
  { group: "contact", targets: ["contact_name", "contact_title", "contact_phone", "contact_mail"] },
];
