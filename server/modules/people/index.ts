import "./events.ts";
import "./permissions.ts";
import "./push/push.events.ts";

export { createAccessLink, mailOrigin } from "./access_link.ts";
export { actorOfCookies, actorOfSession, actorOfUser, loadPolicy, raisePolicyVersion } from "./actor.ts";
export { peopleJobs } from "./jobs.ts";
export { deliverMail, mailUser } from "./mail.ts";
export { demoPassword } from "./me.ts";
export { type Described, declareNotice, describeNotices, type Notice, notify } from "./notification/index.ts";
export { organisationCountry, organisationTimeZone, writeSetting } from "./organisation.ts";
export { setPassword } from "./password.ts";
export { defaultRoles, ensureDefaultRoles } from "./role.default.ts";
export { peopleRoutes, sessionRoutes } from "./routes.ts";
export { onlyThrough, type Subject, subjectOf, waysOf } from "./trial.ts";
