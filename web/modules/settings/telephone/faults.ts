import type { TSchema } from "typebox";
import { isProblem } from "../../../api/problem.ts";
import { t } from "../../../text/locale.ts";
import { fieldProblem, problemText } from "../../../text/problem.ts";

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

/** Refusals that belong beside a field, though the server names none. */
const fieldOf: Readonly<Record<string, string>> = {
  "trunk.name_taken": "name",
  "voice_number.taken": "digits",
  "voice_number.not_a_number": "digits",
  "voice_number.rings_one": "rings",
  "extension.taken": "digits",
  "extension.emergency": "digits",
};

/** The sentence beside a field: what its contract would refuse, else what the server has refused. */
export function sentenceOf(field: string, faults: Faults, error: unknown): string | undefined {
  const fault = faults[field];
  if (fault === "required") return t("problem.reason.required");
  if (fault) return t(`settings.telephone.fault.${field}`);
  if (!isProblem(error)) return undefined;
  if (fieldOf[error.id] === field) return problemText(error);
  return error.id === "trunk.incomplete" ? fieldProblem(error, field) : undefined;
}

/** What no field has said already. */
export const elsewhere = (error: unknown): unknown =>
  isProblem(error) && (error.id in fieldOf || error.id === "trunk.incomplete") ? undefined : error;
