import { ask, type Visitor } from "./page.ts";

/** Somebody's organisation and relations, made for the purpose. */
export const relationScreens = [
  { name: "record-organisation", open: (visitor: Visitor) => openRelated(visitor, "organisation", ".org-card") },
  {
    name: "record-relations",
    open: (visitor: Visitor) => openRelated(visitor, "relations", ".graph-node, .graph-list"),
  },
];

async function openRelated(visitor: Visitor, tab: string, shown: string): Promise<void> {
  const { page } = visitor;
  if (!page.url().startsWith("http")) await page.goto("/customers");
  const { id } = await relatedCustomer(visitor);
  await page.goto(`/customers/${id}?tab=${tab}`);
  await page.locator(shown).first().waitFor();
}

/** A company with people, a parent and a partner. */
export async function relatedCustomer(visitor: Visitor): Promise<{ id: string; parent: string }> {
  const mark = Date.now().toString(36);
  const company = (name: string, contacts: string[] = []) =>
    ask(visitor, "/customers", "POST", {
      kind: "company",
      name: `${name} ${mark}`,
      contacts: contacts.map((one) => ({ name: one })),
    }) as Promise<{ id: string; contacts: { id: string; name: string }[] }>;
  const made = await company("绍兴越光纸品", ["高远", "季红", "方敏"]);
  const [parent, partner] = [await company("越光控股"), await company("钱江印务")];
  const { types } = (await ask(visitor, "/relation_types", "GET")) as unknown as {
    types: { id: string; key: string }[];
  };
  const relate = (key: string, customer_id: string) =>
    ask(visitor, `/customers/${made.id}/relations`, "POST", {
      type_id: types.find((one) => one.key === key)?.id,
      end: "from",
      customer_id,
    });
  await relate("parent", parent.id);
  await relate("partner", partner.id);
  const contact = (name: string) => made.contacts.find((one) => one.name === name)?.id;
  await ask(visitor, `/customers/${made.id}/contacts/${contact("季红")}`, "PATCH", {
    set: { reports_to: contact("高远"), buying_role: "influences" },
    seen: { reports_to: null, buying_role: null },
  });
  return { id: made.id, parent: parent.id };
}
