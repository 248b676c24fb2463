import { type Route, route } from "../../../platform/http/route.ts";
import * as consents from "../consent.contract.ts";
import { askConsent, listConsents, readConsent, recordConsent, retractConsent, setPurpose } from "./consent.ts";
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
  route(consents.setPurposeContract, (tx, actor, { params, body }) => setPurpose(tx, actor, params.purpose, body)),
  route(consents.listSensitiveReadsContract, (tx, actor, { params }) =>
    listSensitiveReads(tx, actor, params.customerId),
  ),
];
