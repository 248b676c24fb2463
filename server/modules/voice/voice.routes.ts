import type { Db } from "../../platform/database/types.ts";
import { type Route, route } from "../../platform/http/route.ts";
import type { Engine } from "../../platform/telephony/engine/engine.ts";
import { askToCall, commandCall } from "./call.command.ts";
import * as calls from "./call.contract.ts";
import { listMyCalls } from "./call.read.ts";
import * as notes from "./call_note.contract.ts";
import { listCallNotes, writeCallNote } from "./call_note.ts";
import { listCallerIds, updateCallerIds } from "./caller_id.ts";
import * as rules from "./dial_rules.contract.ts";
import { readDialRules, tryDial, updateDialRules } from "./dial_rules.ts";
import * as extensions from "./extension.contract.ts";
import {
  listExtensions,
  listRegistered,
  readMyExtension,
  removeExtension,
  renewPassword,
  setExtension,
} from "./extension.ts";
import * as numbers from "./number.contract.ts";
import {
  createVoiceNumber,
  listVoiceNumbers,
  readVoiceNumber,
  retireVoiceNumber,
  updateVoiceNumber,
} from "./number.ts";
import { listDispositions, updateCall, updateDispositions } from "./outcome.ts";
import { recordingRoutes } from "./recording/routes.ts";
import * as trunks from "./trunk.contract.ts";
import { createTrunk, listTrunks, readTrunk, retireTrunk, updateTrunk } from "./trunk.ts";
import * as turns from "./turn_server.contract.ts";
import {
  createTurnServer,
  listMyIceServers,
  listTurnServers,
  readTurnServer,
  removeTurnServer,
  updateTurnServer,
} from "./turn_server.ts";
import * as callbacks from "./web_callback.contract.ts";
import { askCallback, withdrawCallback } from "./web_callback.ts";
import * as widgets from "./widget.contract.ts";
import { mayStandAt, readWidget } from "./widget.open.ts";
import { createWebWidget, listWebWidgets, readWebWidget, retireWebWidget, updateWebWidget } from "./widget.ts";

/** Pages of the widget's own origins. */
const admits = (db: Db, { widgetId }: { widgetId: string }, origin: string) => mayStandAt(db, widgetId, origin);

/** @param engine of the node that answers; undefined on one without a telephone */
export const voiceRoutes = ({ engine }: { engine?: Engine | undefined }): Route[] => [
  ...recordingRoutes,
  route(calls.listMyCallsContract, (tx, actor) => listMyCalls(tx, actor)),
  route(calls.commandCallContract, (tx, actor, { house, params, body }) =>
    commandCall(tx, actor, house, params.callId, body),
  ),
  route(calls.placeCallContract, (tx, actor, { house, body }) => askToCall(tx, actor, house, body)),
  route(notes.updateCallContract, (tx, actor, { params, body }) => updateCall(tx, actor, params.callId, body)),
  route(notes.listCallNotesContract, (tx, actor, { params }) => listCallNotes(tx, actor, params.callId)),
  route(notes.writeCallNoteContract, (tx, actor, { params, body }) => writeCallNote(tx, actor, params, body)),
  route(notes.listDispositionsContract, (tx) => listDispositions(tx)),
  route(notes.updateDispositionsContract, (tx, actor, { body }) => updateDispositions(tx, actor, body)),
  route(trunks.listTrunksContract, (tx) => listTrunks(tx)),
  route(trunks.createTrunkContract, (tx, actor, { house, body }) => createTrunk(tx, actor, house, body), {
    reread: (tx, _actor, id) => readTrunk(tx, id),
  }),
  route(trunks.updateTrunkContract, (tx, actor, { house, params, body }) =>
    updateTrunk(tx, actor, house, params.trunkId, body),
  ),
  route(trunks.retireTrunkContract, (tx, actor, { params }) => retireTrunk(tx, actor, params.trunkId)),
  route(turns.listTurnServersContract, (tx) => listTurnServers(tx)),
  route(turns.createTurnServerContract, (tx, actor, { house, body }) => createTurnServer(tx, actor, house, body), {
    reread: (tx, _actor, id) => readTurnServer(tx, id),
  }),
  route(turns.updateTurnServerContract, (tx, actor, { house, params, body }) =>
    updateTurnServer(tx, actor, house, params.turnServerId, body),
  ),
  route(turns.removeTurnServerContract, (tx, actor, { params }) => removeTurnServer(tx, actor, params.turnServerId)),
  route(turns.listMyIceServersContract, (tx, actor, { house }) => listMyIceServers(tx, house, actor.userId!)),
  route(numbers.listVoiceNumbersContract, (tx) => listVoiceNumbers(tx)),
  route(numbers.createVoiceNumberContract, (tx, actor, { body }) => createVoiceNumber(tx, actor, body), {
    reread: (tx, _actor, id) => readVoiceNumber(tx, id),
  }),
  route(numbers.updateVoiceNumberContract, (tx, actor, { params, body }) =>
    updateVoiceNumber(tx, actor, params.numberId, body),
  ),
  route(numbers.retireVoiceNumberContract, (tx, actor, { params }) => retireVoiceNumber(tx, actor, params.numberId)),
  route(numbers.listCallerIdsContract, (tx) => listCallerIds(tx)),
  route(numbers.updateCallerIdsContract, (tx, actor, { body }) => updateCallerIds(tx, actor, body)),
  route(extensions.listExtensionsContract, (tx) => listExtensions(tx)),
  route(extensions.listRegisteredContract, (_tx, _actor, { house }) => listRegistered(house, engine)),
  route(extensions.setExtensionContract, (tx, actor, { house, params, body }) =>
    setExtension(tx, actor, house, params.userId, body.digits),
  ),
  route(extensions.removeExtensionContract, (tx, actor, { params }) => removeExtension(tx, actor, params.userId)),
  route(extensions.readMyExtensionContract, (tx, actor, { house }) => readMyExtension(tx, actor, house, engine)),
  route(extensions.renewMyExtensionPasswordContract, (tx, actor, { house }) => renewPassword(tx, actor, house, engine)),
  route(rules.readDialRulesContract, (tx) => readDialRules(tx)),
  route(rules.updateDialRulesContract, (tx, actor, { house, body }) => updateDialRules(tx, actor, house, body)),
  route(rules.tryDialContract, (tx, actor, { body }) => tryDial(tx, actor, body.typed)),
  route(widgets.listWebWidgetsContract, (tx) => listWebWidgets(tx)),
  route(widgets.createWebWidgetContract, (tx, actor, { body }) => createWebWidget(tx, actor, body), {
    reread: (tx, _actor, id) => readWebWidget(tx, id),
  }),
  route(widgets.updateWebWidgetContract, (tx, actor, { params, body }) =>
    updateWebWidget(tx, actor, params.widgetId, body),
  ),
  route(widgets.retireWebWidgetContract, (tx, actor, { params }) => retireWebWidget(tx, actor, params.widgetId)),
  route(callbacks.readWidgetContract, (_tx, _actor, { house, params }) => readWidget(house, params.widgetId), {
    admits,
  }),
  route(
    callbacks.askCallbackContract,
    (_tx, _actor, { house, ip, requestId, params, body }) =>
      askCallback({ house, engine, ip, requestId }, params.widgetId, body),
    { admits },
  ),
  route(
    callbacks.withdrawCallbackContract,
    (_tx, _actor, { house, requestId, params }) => withdrawCallback({ house, requestId }, params.widgetId, params.key),
    { admits },
  ),
];
