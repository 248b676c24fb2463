import "./notification.events.ts";

export { type Described, declareNotice, describeNotices } from "./kinds.ts";
export { notificationRoutes } from "./notification.routes.ts";
export { type Notice, notify } from "./notify.ts";
export { sendNoticeDigest, sendNotices } from "./send.ts";
