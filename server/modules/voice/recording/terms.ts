import type { Db } from "../../../platform/database/types.ts";
import type { Greeting, Terms } from "../control/call.ts";
import { announcementPrompt } from "./announcement.ts";
import { ruleFor } from "./rules.ts";

/** What holds for the recording of one call, and what the other party hears before it. */
export type RecordingTerms = Pick<Terms, "recording" | "refusalKey"> & { told: Greeting | null };

export const unrecorded: RecordingTerms = { recording: "never", refusalKey: null, told: null };

/** @param numberId of ours that was called; null: we call. @param promptFolder where the engine's prompts lie */
export async function recordingTerms(db: Db, numberId: string | null, promptFolder: string): Promise<RecordingTerms> {
  const { begins, is_announced, refusal_key } = await ruleFor(db, numberId);
  const isTold = begins === "always" && is_announced;
  return {
    recording: begins,
    refusalKey: isTold ? refusal_key : null,
    told: isTold ? await announcementPrompt(db, promptFolder) : null,
  };
}
