import { listMyCallsContract } from "../../server/modules/voice/call.contract.ts";
import { listCallNotesContract, listDispositionsContract } from "../../server/modules/voice/call_note.contract.ts";
import { readDialRulesContract } from "../../server/modules/voice/dial_rules.contract.ts";
import { listExtensionsContract, readMyExtensionContract } from "../../server/modules/voice/extension.contract.ts";
import { listCallerIdsContract, listVoiceNumbersContract } from "../../server/modules/voice/number.contract.ts";
import { listCustomerRecordingsContract } from "../../server/modules/voice/recording.contract.ts";
import { listTrunksContract } from "../../server/modules/voice/trunk.contract.ts";
import { listMyIceServersContract, listTurnServersContract } from "../../server/modules/voice/turn_server.contract.ts";
import { listWebWidgetsContract } from "../../server/modules/voice/widget.contract.ts";
import { keyOf } from "../api/queries.ts";
import type { Rule } from "./stale.ts";

/** Of calls, and of what is set for them. */
export const telephoneRules: readonly Rule[] = [
  { about: "call.changed", refetch: () => [keyOf(listMyCallsContract)] },
  { about: "disposition.updated", refetch: () => [keyOf(listDispositionsContract)] },
  {
    about: "call.noted",
    refetch: (event) => [keyOf(listCallNotesContract, { params: { callId: event.object_id ?? "" } })],
  },
  { about: "recording", refetch: () => [keyOf(listCustomerRecordingsContract)] },
  { about: "trunk", refetch: () => [keyOf(listTrunksContract), keyOf(listVoiceNumbersContract)] },
  {
    about: "voice_number",
    refetch: () => [keyOf(listVoiceNumbersContract), keyOf(listCallerIdsContract), keyOf(listTrunksContract)],
  },
  { about: "caller_id", refetch: () => [keyOf(listCallerIdsContract)] },
  { about: "web_widget", refetch: () => [keyOf(listWebWidgetsContract)] },
  { about: "turn_server", refetch: () => [keyOf(listTurnServersContract), keyOf(listMyIceServersContract)] },
  { about: "extension", refetch: () => [keyOf(listExtensionsContract), keyOf(readMyExtensionContract)] },
  { about: "dial_rules", refetch: () => [keyOf(readDialRulesContract)] },
];
