import Type, { type Static } from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, Moment, nullable, oneOf, PersonRef, Time, text } from "../../platform/contract/schemas.ts";
import { CustomerId } from "./customer.contract.ts";

export const consentChannels = ["voice", "sms", "mail", "chat", "letter", "fax"] as const;
export const consentSources = ["spoken", "written", "web_form", "imported", "law", "other"] as const;
export const purposeRules = ["opt_in", "opt_out", "free"] as const;
const reasons = ["do_not_contact", "refused", "given", "not_needed", "no_consent", "expired"] as const;
const Purpose = Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" });

const about = {
  contact_id: Type.Optional(nullable(Id)),
  client_id: Type.Optional(nullable(Id)),
  point_id: Type.Optional(nullable(Id)),
};

const Statement = Type.Object(
  {
    id: Id,
    contact: Type.Union([PersonRef, Type.Null()]),
    client: Type.Union([PersonRef, Type.Null()]),
    point: nullable(Type.String()),
    channel: nullable(oneOf(consentChannels)),
    purpose: nullable(Purpose),
    verdict: oneOf(["given", "refused"]),
    source: oneOf(consentSources),
    proof: nullable(Type.String()),
    proof_file_id: nullable(Id),
    said_at: Time,
    until: nullable(Time),
    recorded_by: nullable(PersonRef),
    created_at: Time,
    retracted_at: nullable(Time),
  },
  closed,
);

const Answer = Type.Object(
  { allowed: Type.Boolean(), reason: oneOf(reasons), consent_id: nullable(Id) },
  { ...closed, description: "whether the person may be contacted, and why" },
);

const purpose = {
  key: Purpose,
  name_zh: Type.String(),
  name_en: Type.String(),
  rule: oneOf(purposeRules),
  retired_at: nullable(Time),
};
const Purposes = Type.Array(Type.Object(purpose, closed));
const CountedPurposes = Type.Object(
  { purposes: Type.Array(Type.Object({ ...purpose, statement_count: Type.Integer() }, closed)) },
  closed,
);

export const listConsentsContract = contract({
  method: "GET",
  path: "/customers/:customerId/consents",
  permission: "customer.read",
  summary: "What the customer said about being contacted, newest first, and what follows for each channel and purpose",
  params: CustomerId,
  response: Type.Object(
    {
      statements: Type.Array(Statement),
      purposes: Purposes,
      now: Type.Array(Type.Object({ channel: oneOf(consentChannels), purpose: Purpose, ...Answer.properties }, closed)),
      blocked: Type.Object({ record: Type.Optional(oneOf(["no_permission"])) }, closed),
    },
    closed,
  ),
  errors: ["customer.not_found"],
});

export const recordConsentContract = contract({
  method: "POST",
  path: "/customers/:customerId/consents",
  permission: "consent.create",
  summary: "Record what somebody said: given or refused, for a channel, a purpose, a number, or altogether",
  params: CustomerId,
  body: Type.Object(
    {
      ...about,
      channel: Type.Optional(nullable(oneOf(consentChannels))),
      purpose: Type.Optional(nullable(Purpose)),
      verdict: oneOf(["given", "refused"]),
      source: oneOf(consentSources),
      proof: Type.Optional(nullable(text(1000))),
      proof_file_id: Type.Optional(nullable(Id)),
      said_at: Type.Optional(Moment),
      until: Type.Optional(nullable(Moment)),
    },
    closed,
  ),
  response: Statement,
  errors: [
    "customer.not_found",
    "contact.not_found",
    "contact_point.not_found",
    "consent.invalid",
    "consent.not_found",
  ],
  creates: true,
});

export const retractConsentContract = contract({
  method: "PUT",
  path: "/customers/:customerId/consents/:consentId/retraction",
  permission: "consent.create",
  summary: "Say that an entry was wrong: it counts no more and stays in the history",
  params: Type.Object({ customerId: Id, consentId: Id }),
  response: Statement,
  errors: ["customer.not_found", "consent.not_found"],
});

export const askConsentContract = contract({
  method: "POST",
  path: "/customers/:customerId/consents/ask",
  permission: "customer.read",
  summary: "May this customer be contacted? Every sender and dialler asks this",
  params: CustomerId,
  body: Type.Object({ ...about, channel: oneOf(consentChannels), purpose: Purpose }, closed),
  response: Answer,
  errors: [
    "customer.not_found",
    "customer.locked",
    "customer.protected",
    "contact.not_found",
    "contact_point.not_found",
    "consent.invalid",
  ],
});

export const listPurposesContract = contract({
  method: "GET",
  path: "/consent_purposes",
  permission: "consent.manage",
  summary: "What contact may be for, also what is used no more, with how much was said about each",
  response: CountedPurposes,
});

export const setPurposeContract = contract({
  method: "PUT",
  path: "/consent_purposes/:purpose",
  permission: "consent.manage",
  summary: "Add a purpose or change its name and rule: opt_in, opt_out, or free of consent",
  params: Type.Object({ purpose: Purpose }),
  body: Type.Object({ name_zh: text(40), name_en: text(40), rule: oneOf(purposeRules) }, closed),
  response: CountedPurposes,
});

export const retirePurposeContract = contract({
  method: "PUT",
  path: "/consent_purposes/:purpose/retirement",
  permission: "consent.manage",
  summary: "Use a purpose no more; what was said about it stays",
  params: Type.Object({ purpose: Purpose }),
  response: CountedPurposes,
  errors: ["consent_purpose.not_found"],
});

export const revivePurposeContract = contract({
  method: "DELETE",
  path: "/consent_purposes/:purpose/retirement",
  permission: "consent.manage",
  summary: "Use a retired purpose again",
  params: Type.Object({ purpose: Purpose }),
  response: CountedPurposes,
  errors: ["consent_purpose.not_found"],
});

/** record: the record was opened; reveal: a masked number was shown; the others show many at once. */
export const readHows = ["record", "reveal", "list", "search", "duplicates", "mail", "export"] as const;

export const listSensitiveReadsContract = contract({
  method: "GET",
  path: "/customers/:customerId/sensitive_reads",
  permission: "sensitive_read.read",
  summary: "Who read which sensitive facts of the customer, in its record or in a file, newest first",
  params: CustomerId,
  response: Type.Object(
    {
      reads: Type.Array(
        Type.Object(
          {
            user: nullable(PersonRef),
            how: oneOf(["record", "reveal", "export"]),
            fields: Type.Array(Type.String()),
            read_at: Time,
          },
          closed,
        ),
      ),
    },
    closed,
  ),
  errors: ["customer.not_found"],
});

export const listReadLogContract = contract({
  method: "GET",
  path: "/sensitive_reads",
  permission: "sensitive_read.read",
  summary: "Who read sensitive facts, of one customer or of many at once, newest first",
  query: Type.Object({
    user_id: Type.Optional(Id),
    after: Type.Optional(Type.String({ maxLength: 400 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  }),
  response: Type.Object(
    {
      entries: Type.Array(
        Type.Object(
          {
            id: Type.String(),
            user: PersonRef,
            how: oneOf(readHows),
            fields: Type.Array(Type.String()),
            row_count: Type.Integer(),
            customer: Type.Unsafe<Static<typeof PersonRef> | null>({
              ...PersonRef,
              type: ["object", "null"],
              description: "of one customer; null when it is not there any more or not to be seen",
            }),
            filtered_by: Type.Array(Type.String()),
            export_id: nullable(Id),
            read_at: Time,
            last_read_at: Time,
          },
          closed,
        ),
      ),
      next: nullable(Type.String()),
    },
    closed,
  ),
  errors: ["list.bad_cursor"],
});
