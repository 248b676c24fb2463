import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Id, nullable, oneOf } from "../../platform/contract/schemas.ts";
import { Mail } from "./people.contract.ts";
import { Locale } from "./session.contract.ts";

export const Organisation = Type.Object(
  {
    id: Id,
    name: Type.String(),
    default_locale: Locale,
    default_country: Type.String({ pattern: "^[A-Z]{2}$" }),
    currency: Type.String({ pattern: "^[A-Z]{3}$" }),
    time_zone: Type.String({ minLength: 1, maxLength: 60 }),
  },
  closed,
);

export const readOrganisationContract = contract({
  method: "GET",
  path: "/organisation",
  permission: "organisation.manage",
  summary: "The organisation's settings",
  response: Organisation,
});

export const updateOrganisationContract = contract({
  method: "PATCH",
  path: "/organisation",
  permission: "organisation.manage",
  summary: "Change the organisation's settings",
  body: Type.Partial(Type.Omit(Organisation, ["id"]), closed),
  response: Organisation,
  errors: ["organisation.unknown_time_zone"],
});

export const MailServer = Type.Object(
  {
    host: Type.String({ minLength: 1, maxLength: 253 }),
    port: Type.Integer({ minimum: 1, maximum: 65535 }),
    security: oneOf(["none", "starttls", "tls"]),
    user: nullable(Type.String({ maxLength: 254 })),
    from_address: Mail,
    from_name: Type.String({ maxLength: 120 }),
  },
  closed,
);

export const readMailServerContract = contract({
  method: "GET",
  path: "/organisation/mail_server",
  permission: "organisation.manage",
  summary: "SMTP settings without the password",
  response: Type.Object({ mail_server: Type.Union([MailServer, Type.Null()]), has_password: Type.Boolean() }, closed),
});

export const updateMailServerContract = contract({
  method: "PUT",
  path: "/organisation/mail_server",
  permission: "organisation.manage",
  summary: "Set the SMTP server; an absent password keeps the stored one",
  body: Type.Object(
    { ...MailServer.properties, password: Type.Optional(nullable(Type.String({ maxLength: 500 }))) },
    closed,
  ),
  response: Type.Object({ mail_server: MailServer, has_password: Type.Boolean() }, closed),
});

export const testMailServerContract = contract({
  method: "POST",
  path: "/organisation/mail_server/test",
  permission: "organisation.manage",
  summary: "Send a test mail to me by the stored settings",
  response: Type.Object(
    { sent: Type.Boolean(), answer: Type.String({ description: "the SMTP codes that the server answered with" }) },
    closed,
  ),
  errors: ["mail_server.not_set", "mail_server.refused"],
});
