import { updateCallerIdsContract } from "../../../../server/modules/voice/number.contract.ts";
import { call } from "../../../api/call.ts";
import { t } from "../../../text/locale.ts";
import { showToast } from "../../../ui/toasts.ts";
import { attempt, type CallerId, type VoiceNumber } from "./telephone.ts";

/** For whom a rule is; there is one number for each of these. */
export const keyOfRule = ({ team_id, client_id }: Pick<CallerId, "team_id" | "client_id">): string =>
  `${team_id ?? ""} ${client_id ?? ""}`;

/** Numbers that a rule may show: those of no client, and those of its own. */
export const fittingNumbers = (
  numbers: readonly VoiceNumber[],
  { client_id }: Pick<CallerId, "client_id">,
): VoiceNumber[] => numbers.filter((one) => one.client_id === null || one.client_id === client_id);

/** "0571 8796 4400 总机" */
export const numberName = (number: VoiceNumber): string => `${number.display} ${number.label}`;

/** All rules are set at once; the ones before come back by undo. */
export async function setRules(before: readonly CallerId[], after: readonly CallerId[], said: string): Promise<void> {
  const set = (rules: readonly CallerId[]) =>
    attempt(() => call(updateCallerIdsContract, { body: { caller_ids: [...rules] } }));
  if (!(await set(after))) return;
  showToast({
    text: said,
    undo: async () => {
      if (await set(before)) showToast({ text: t("settings.telephone.shown.as_before"), look: "undone" });
    },
  });
}
