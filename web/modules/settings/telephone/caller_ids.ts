import { updateCallerIdsContract } from "../../../../server/modules/voice/number.contract.ts";
import { call } from "../../../api/call.ts";
import { t } from "../../../text/locale.ts";
import { setAll } from "./set_all.ts";
import type { CallerId, VoiceNumber } from "./telephone.ts";

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

/** @returns whether it was done */
export const setCallerIds = (before: readonly CallerId[], after: readonly CallerId[], said: string): Promise<boolean> =>
  setAll({
    ...{ before, after, said },
    put: (caller_ids) => call(updateCallerIdsContract, { body: { caller_ids: [...caller_ids] } }),
    saidOfUndo: t("settings.telephone.shown.as_before"),
  });
