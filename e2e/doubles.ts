import { ask, type Visitor } from "./page.ts";

/** Two records of one company and one that only looks like it. */
export async function makeDoubles(visitor: Visitor): Promise<{ kept: string; other: string }> {
  const make = async (name: string, more: Record<string, unknown>) =>
    (await ask(visitor, "/customers", "POST", { kind: "company", name, ...more })).id as string;
  const point = (kind: string, value: string) => ({ kind, value });
  const kept = await make("绍兴镜湖纺织有限公司", {
    city: "绍兴市",
    province: "浙江省",
    tax_id: null,
    website: "jinghu.test",
    payment_terms: "月结 30 天",
    contact_points: [point("phone", "0575 8800 0101"), point("mail", "sales@jinghu.test")],
    tags: ["织造"],
  });
  const other = await make("镜湖纺织", {
    city: "绍兴市",
    staff_count: 180,
    payment_terms: "月结 60 天",
    contact_points: [point("phone", "0575 8800 0101"), point("phone", "138 0000 0771")],
    contacts: [{ name: "俞芳", title: "采购" }],
  });
  await ask(visitor, `/customers/${kept}/interactions`, "POST", { kind: "note", subject: "问了坯布的价" });
  await ask(visitor, `/customers/${other}/interactions`, "POST", { kind: "visit", subject: "去车间看了样" });
  await make("嘉兴镜湖纺织有限公司", { city: "嘉兴市" });
  return { kept, other };
}
