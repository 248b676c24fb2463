import {
  type RecordingRule,
  readRecordingRulesContract,
  updateRecordingRulesContract,
} from "../../../../server/modules/voice/recording.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { t } from "../../../text/locale.ts";
import { showToast } from "../../../ui/toasts.ts";
import { attempt } from "./telephone.ts";

export const newRule = (number_id: string | null): RecordingRule => ({
  ...{ number_id, begins: "never", is_announced: true, refusal_key: null, keep_days: 180 },
});

/** All rules are set at once; the ones before come back by undo. */
export async function setRecordingRules(
  before: readonly RecordingRule[],
  after: readonly RecordingRule[],
): Promise<boolean> {
  const set = (rules: readonly RecordingRule[]) =>
    attempt(async () => {
      const answer = await call(updateRecordingRulesContract, { body: { rules: [...rules] } });
      client.setQueryData(keyOf(readRecordingRulesContract, {}), answer);
    });
  if (!(await set(after))) return false;
  showToast({
    text: t("settings.telephone.recording.saved"),
    undo: async () => {
      if (await set(before)) showToast({ text: t("settings.telephone.recording.as_before"), look: "undone" });
    },
  });
  return true;
}
