import { type Route, route } from "../../../platform/http/route.ts";
import { listNotices, readAllNotices, readNotice, readNoticePreferences, updateNoticePreferences } from "./centre.ts";
import * as contracts from "./notification.contract.ts";

export const notificationRoutes: Route[] = [
  route(contracts.listNoticesContract, (tx, actor, { query }) => listNotices(tx, actor, query)),
  route(contracts.readNoticeContract, (tx, actor, { params }) => readNotice(tx, actor, params.noticeId)),
  route(contracts.readAllNoticesContract, (tx, actor) => readAllNotices(tx, actor)),
  route(contracts.readNoticePreferencesContract, (tx, actor) => readNoticePreferences(tx, actor.userId)),
  route(contracts.updateNoticePreferencesContract, (tx, actor, { body }) => updateNoticePreferences(tx, actor, body)),
];
