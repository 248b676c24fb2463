import type { Refusal } from "./calls.ts";
import type { Words } from "./words.ts";

/** The sentence for what was refused. */
export function problemIn({ problem }: Words, { id, reason }: Refusal): string {
  if (id === "web_callback.number_refused")
    return problem[(reason && reason in problem ? reason : "number") as keyof typeof problem];
  if (id === "web_callback.slot_gone") return problem.slot_gone;
  if (id === "request.too_many") return problem.too_many;
  return id === "offline" ? problem.offline : problem.failed;
}
