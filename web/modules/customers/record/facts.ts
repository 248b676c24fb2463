import type { CustomerFact } from "../../../../server/modules/customers/customer.contract.ts";
import { moneyToText, textToMoney } from "../../../text/money.ts";

export type FactType = "text" | "long" | "whole" | "money" | "date" | "choice" | "industry" | "names";

export const factTypes: Record<CustomerFact, FactType> = {
  name: "text",
  other_names: "names",
  stage: "choice",
  source: "text",
  industry: "industry",
  tax_id: "text",
  founded_on: "date",
  staff_count: "whole",
  revenue_this_year: "money",
  revenue_last_year: "money",
  potential_amount: "money",
  currency: "choice",
  website: "text",
  payment_terms: "text",
  province: "text",
  city: "text",
  district: "text",
  street: "text",
  birth_on: "date",
  gender: "choice",
  marital_status: "choice",
  occupation: "text",
  remark: "long",
};

/** What stands in the box when a fact is opened. */
export function toText(type: FactType, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (type === "money") return moneyToText(value as number);
  if (type === "names") return (value as string[]).join("、");
  return String(value);
}

/** What was typed as the API takes it. @throws Unreadable */
export function fromText(type: FactType, text: string): unknown {
  const plain = text.trim();
  if (type === "names")
    return plain
      .split(/[、,，;；\n]+/)
      .map((name) => name.trim())
      .filter(Boolean);
  if (plain === "") return null;
  if (type === "money") return readable(textToMoney(plain), "money");
  if (type === "whole")
    return readable(/^\d{1,9}$/.test(plain.replace(/,/g, "")) ? Number(plain.replace(/,/g, "")) : undefined, "whole");
  return plain;
}

export class Unreadable extends Error {}

function readable<T>(value: T | undefined, type: FactType): T {
  if (value === undefined) throw new Unreadable(type);
  return value;
}
