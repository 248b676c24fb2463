import {
  type RecordingRule,
  readRecordingRulesContract,
  updateRecordingRulesContract,
} from "../../../../server/modules/voice/recording.contract.ts";
import { call } from "../../../api/call.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { t } from "../../../text/locale.ts";
import { setAll } from "./set_all.ts";

export const newRule = (number_id: string | null): RecordingRule => ({
  ...{ number_id, begins: "never", is_announced: true, refusal_key: null, keep_days: 180 },
});

/** @returns whether it was done */
export const setRecordingRules = (
  before: readonly RecordingRule[],
  after: readonly RecordingRule[],
): Promise<boolean> =>
  setAll({
    ...{ before, after },
    put: async (rules) => {
      const answer = await call(updateRecordingRulesContract, { body: { rules: [...rules] } });
      client.setQueryData(keyOf(readRecordingRulesContract, {}), answer);
    },
    said: t("settings.telephone.recording.saved"),
    saidOfUndo: t("settings.telephone.recording.as_before"),
  });
