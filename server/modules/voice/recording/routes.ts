import { type Route, route } from "../../../platform/http/route.ts";
import * as contracts from "../recording.contract.ts";
import { accessRecording, listCustomerRecordings } from "./access.ts";
import { removeAnnouncement, replaceAnnouncement } from "./announcement.ts";
import { holdRecording, releaseRecording } from "./hold.ts";
import { listen } from "./listen.ts";
import { readPeaks } from "./peaks.ts";
import { readRecordingRules, updateRecordingRules } from "./rules.ts";

export const recordingRoutes: Route[] = [
  route(contracts.readRecordingRulesContract, (tx) => readRecordingRules(tx)),
  route(contracts.updateRecordingRulesContract, (tx, actor, { body }) => updateRecordingRules(tx, actor, body.rules)),
  route(contracts.replaceAnnouncementContract, (_tx, actor, { house, query, stream }) =>
    replaceAnnouncement(house, actor, query.name, stream),
  ),
  route(contracts.removeAnnouncementContract, (tx, actor) => removeAnnouncement(tx, actor)),
  route(contracts.listCustomerRecordingsContract, (tx, actor, { params }) =>
    listCustomerRecordings(tx, actor, params.customerId),
  ),
  route(contracts.readRecordingContract, (tx, actor, { params }) => accessRecording(tx, actor, params.callId)),
  route(contracts.listenContract, (_tx, actor, { house, params, headers }) =>
    listen(house, actor, params.callId, "listen", headers.range),
  ),
  route(contracts.downloadRecordingContract, (_tx, actor, { house, params, headers }) =>
    listen(house, actor, params.callId, "download", headers.range),
  ),
  route(contracts.readPeaksContract, (_tx, actor, { house, params }) => readPeaks(house, actor, params.callId)),
  route(contracts.holdRecordingContract, (tx, actor, { params, body }) =>
    holdRecording(tx, actor, params.callId, body.reason),
  ),
  route(contracts.releaseRecordingContract, (tx, actor, { params }) => releaseRecording(tx, actor, params.callId)),
];
