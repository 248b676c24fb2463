import {
  listExtensionsContract,
  type setExtensionContract,
} from "../../../../server/modules/voice/extension.contract.ts";
import {
  type createVoiceNumberContract,
  listCallerIdsContract,
  listVoiceNumbersContract,
} from "../../../../server/modules/voice/number.contract.ts";
import { type createTrunkContract, listTrunksContract } from "../../../../server/modules/voice/trunk.contract.ts";
import {
  type createTurnServerContract,
  listTurnServersContract,
} from "../../../../server/modules/voice/turn_server.contract.ts";
import {
  type createWebWidgetContract,
  listWebWidgetsContract,
} from "../../../../server/modules/voice/widget.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { client } from "../../../api/client.ts";
import { keyOf } from "../../../api/queries.ts";
import { problemText } from "../../../text/problem.ts";
import { showToast } from "../../../ui/toasts.ts";

export type Trunk = ResponseOf<typeof createTrunkContract>;
export type VoiceNumber = ResponseOf<typeof createVoiceNumberContract>;
export type WebWidget = ResponseOf<typeof createWebWidgetContract>;
export type TurnServer = ResponseOf<typeof createTurnServerContract>;
export type Extension = ResponseOf<typeof setExtensionContract>;
export type CallerId = ResponseOf<typeof listCallerIdsContract>["caller_ids"][number];

/** One place counts or names what another holds: all of them are read again. */
export async function rereadTelephone(): Promise<void> {
  const read = [
    listTrunksContract,
    listVoiceNumbersContract,
    listCallerIdsContract,
    listExtensionsContract,
    listWebWidgetsContract,
    listTurnServersContract,
  ];
  await Promise.all(read.map((contract) => client.invalidateQueries({ queryKey: keyOf(contract) })));
}

/** Does something outside of a form; why it was refused is told at the bottom. @returns whether it was done */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    showToast({ text: problemText(error), look: "problem" });
    return false;
  } finally {
    await rereadTelephone();
  }
}
