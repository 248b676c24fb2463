import { isProblem } from "../../../api/problem.ts";
import { t } from "../../../text/locale.ts";
import { fieldProblem, problemText } from "../../../text/problem.ts";
import type { Faults } from "./faults.ts";

/** Refusals that belong beside a field, though the server names none. */
const fieldOf: Readonly<Record<string, string>> = {
  "trunk.name_taken": "name",
  "voice_number.taken": "digits",
  "voice_number.not_a_number": "digits",
  "voice_number.rings_one": "rings",
  "web_widget.calls_one": "calls",
  "web_widget.bad_origin": "origins",
  "web_widget.never_open": "closes_at",
  "extension.taken": "digits",
  "extension.emergency": "digits",
};

/** They name their fields. */
const incomplete = new Set(["trunk.incomplete", "turn_server.incomplete"]);

/** The sentence beside a field: what its contract would refuse, else what the server has refused. */
export function sentenceOf(field: string, faults: Faults, error: unknown): string | undefined {
  const fault = faults[field];
  if (fault === "required") return t("problem.reason.required");
  if (fault) return t(`settings.telephone.fault.${field}`);
  if (!isProblem(error)) return undefined;
  if (fieldOf[error.id] === field) return problemText(error);
  return incomplete.has(error.id) ? fieldProblem(error, field) : undefined;
}

/** What no field has said already. */
export const elsewhere = (error: unknown): unknown =>
  isProblem(error) && (error.id in fieldOf || incomplete.has(error.id)) ? undefined : error;
