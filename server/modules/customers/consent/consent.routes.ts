import { type Route, route } from "../../../platform/http/route.ts";
import * as consents from "../consent.contract.ts";
import { askConsent, listConsents, readConsent, recordConsent, retractConsent } from "./consent.ts";
import { listPurposes, retirePurpose, revivePurpose, setPurpose } from "./purpose.ts";
import { listReadLog } from "./read_log.ts";
import { listSensitiveReads } from "./sensitive_read.ts";

export const consentRoutes: Route[] = [
  route(consents.listConsentsContract, (tx, actor, { params }) => listConsents(tx, actor, params.customerId)),
  route(
    consents.recordConsentContract,
    (tx, actor, { params, body }) => recordConsent(tx, actor, params.customerId, body),
    {
      reread: (tx, actor, consentId, { params }) => readConsent(tx, actor, { ...params, consentId }),
    },
  ),
  route(consents.retractConsentContract, (tx, actor, { params }) => retractConsent(tx, actor, params)),
  route(consents.askConsentContract, (tx, actor, { params, body }) => askConsent(tx, actor, params.customerId, body)),
  route(consents.listPurposesContract, (tx) => listPurposes(tx)),
  route(consents.retirePurposeContract, (tx, actor, { params }) => retirePurpose(tx, actor, params.purpose)),
  route(consents.revivePurposeContract, (tx, actor, { params }) => revivePurpose(tx, actor, params.purpose)),
  route(consents.setPurposeContract, (tx, actor, { params, body }) => setPurpose(tx, actor, params.purpose, body)),
  route(consents.listReadLogContract, (tx, actor, { query }) => listReadLog(tx, actor, query)),
  route(consents.listSensitiveReadsContract, (tx, actor, { params }) =>
    listSensitiveReads(tx, actor, params.customerId),
  ),
];
