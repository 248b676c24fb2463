import type { TSchema } from "typebox";

export type Fault = "required" | "format";
export type Faults = Readonly<Record<string, Fault>>;

interface Rule {
  pattern?: string;
  minLength?: number;
  minItems?: number;
  minimum?: number;
  maximum?: number;
  items?: Rule;
}

/** What its contract would refuse of a flat body, by field: told beside the field before anything is sent. */
export function faultsOf(schema: TSchema, body: Readonly<Record<string, unknown>>): Faults {
  const { properties = {} } = schema as { properties?: Record<string, Rule> };
  const found = Object.entries(properties).flatMap(([field, rule]) => {
    const fault = field in body ? faultOf(rule, body[field]) : undefined;
    return fault ? [[field, fault] as const] : [];
  });
  return Object.fromEntries(found);
}

function faultOf(rule: Rule, value: unknown): Fault | undefined {
  if (Array.isArray(value)) {
    if (value.length < (rule.minItems ?? 0)) return "required";
    return value.some((one) => rule.items && faultOf(rule.items, one)) ? "format" : undefined;
  }
  if (typeof value === "number") {
    const isInside = Number.isInteger(value) && value >= (rule.minimum ?? value) && value <= (rule.maximum ?? value);
    return isInside ? undefined : "format";
  }
  if (typeof value !== "string") return undefined;
  if (value === "" && (rule.minLength || rule.pattern)) return "required";
  return rule.pattern && !new RegExp(rule.pattern).test(value) ? "format" : undefined;
}
