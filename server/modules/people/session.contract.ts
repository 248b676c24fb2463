import Type from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf, Time, text } from "../../platform/contract/schemas.ts";

export const Locale = oneOf(["zh-CN", "en"]);
export const Theme = oneOf(["system", "light", "dark"]);
const Mail = Type.String({ minLength: 3, maxLength: 254, pattern: "^[^\\s@]+@[^\\s@]+$" });
export const Password = Type.String({ minLength: 10, maxLength: 128 });
const Code = Type.String({ minLength: 6, maxLength: 20 });

export const ObjectAccess = Type.Object(
  {
    object: Type.String(),
    actions: Type.Array(Type.String(), { description: "what at least one grant allows on at least some rows" }),
    readable: nullable(Type.Array(Type.String(), { description: "null: every field" })),
    writable: nullable(Type.Array(Type.String())),
  },
  closed,
);

export const Me = Type.Object(
  {
    user: Type.Object(
      {
        id: Id,
        name: Type.String(),
        email: Type.String(),
        locale: Locale,
        theme: Theme,
        team_id: nullable(Id),
        client_access: oneOf(["all", "listed"]),
        two_factor_enabled: Type.Boolean(),
      },
      closed,
    ),
    organisation: Type.Object({ id: Id, name: Type.String(), company: oneOf(["demo", "empty"]) }, closed),
    access: Type.Array(ObjectAccess),
    permissions: Type.Array(Type.String(), { description: "for example user.manage" }),
    session_id: Id,
    mail_ready: Type.Boolean({ description: "false: no SMTP settings, links are shown instead of sent" }),
  },
  closed,
);

export const welcomeContract = contract({
  method: "GET",
  path: "/welcome",
  permission: "public",
  summary: "What the sign-in page may show before anybody has signed in",
  response: Type.Object(
    {
      organisation_name: Type.String(),
      version: Type.String(),
      demo_sign_ins: Type.Array(
        Type.Object({ email: Type.String(), name: Type.String(), role: Type.String() }, closed),
        {
          description: "filled in the demo company only",
        },
      ),
      demo_password: nullable(Type.String()),
    },
    closed,
  ),
});

export const readMeContract = contract({
  method: "GET",
  path: "/session",
  permission: "signed_in",
  summary: "Who is signed in and what they may do",
  response: Me,
});

export const signInContract = contract({
  method: "POST",
  path: "/session",
  permission: "public",
  summary: "Sign in with mail address and password",
  body: Type.Object(
    { email: Mail, password: Type.String({ minLength: 1, maxLength: 128 }), remember: Type.Boolean() },
    closed,
  ),
  response: Type.Object({ state: oneOf(["signed_in", "second_factor"]) }, closed),
  errors: ["session.wrong_password", "session.locked"],
});

export const verifySecondFactorContract = contract({
  method: "POST",
  path: "/session/second_factor",
  permission: "public",
  summary: "Finish signing in with a code from the authenticator or a recovery code",
  body: Type.Object({ code: Code, kind: oneOf(["totp", "recovery"]) }, closed),
  response: Type.Object({ state: oneOf(["signed_in"]) }, closed),
  errors: ["session.wrong_code", "session.expired", "session.locked"],
});

export const signOutContract = contract({
  method: "DELETE",
  path: "/session",
  permission: "signed_in",
  summary: "Sign out",
  response: Done,
});

export const listSessionsContract = contract({
  method: "GET",
  path: "/sessions",
  permission: "signed_in",
  summary: "Where I am signed in",
  response: Type.Object(
    {
      sessions: Type.Array(
        Type.Object(
          {
            id: Id,
            created_at: Time,
            expires_at: Time,
            ip_address: nullable(Type.String()),
            user_agent: nullable(Type.String()),
            is_current: Type.Boolean(),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
});

export const endSessionContract = contract({
  method: "DELETE",
  path: "/sessions/:sessionId",
  permission: "signed_in",
  summary: "End one of my sessions",
  params: Type.Object({ sessionId: Id }),
  response: Done,
  errors: ["session.not_found"],
});

export const updateMeContract = contract({
  method: "PATCH",
  path: "/me",
  permission: "signed_in",
  summary: "Change my name, language or colours",
  body: Type.Object(
    { name: Type.Optional(text(120)), locale: Type.Optional(Locale), theme: Type.Optional(Theme) },
    closed,
  ),
  response: Done,
});

export const changePasswordContract = contract({
  method: "PUT",
  path: "/me/password",
  permission: "signed_in",
  summary: "Change my password; every other session ends",
  body: Type.Object({ current: Type.String({ minLength: 1, maxLength: 128 }), password: Password }, closed),
  response: Done,
  errors: ["session.wrong_password", "session.locked", "password.too_common"],
});

export const beginSecondFactorContract = contract({
  method: "POST",
  path: "/me/second_factor",
  permission: "signed_in",
  summary: "Begin to set up the second factor: secret, QR text and recovery codes",
  body: Type.Object({ password: Type.String({ minLength: 1, maxLength: 128 }) }, closed),
  response: Type.Object({ totp_uri: Type.String(), recovery_codes: Type.Array(Type.String()) }, closed),
  errors: ["session.wrong_password", "session.locked"],
});

export const confirmSecondFactorContract = contract({
  method: "PUT",
  path: "/me/second_factor",
  permission: "signed_in",
  summary: "Confirm the second factor with a first code",
  body: Type.Object({ code: Code }, closed),
  response: Done,
  errors: ["session.wrong_code"],
});

export const removeSecondFactorContract = contract({
  method: "DELETE",
  path: "/me/second_factor",
  permission: "signed_in",
  summary: "Remove the second factor",
  body: Type.Object({ password: Type.String({ minLength: 1, maxLength: 128 }) }, closed),
  response: Done,
  errors: ["session.wrong_password", "session.locked"],
});

export const requestResetContract = contract({
  method: "POST",
  path: "/password_resets",
  permission: "public",
  summary: "Ask for a link to set a new password; the answer is the same whether the address is known or not",
  body: Type.Object({ email: Mail }, closed),
  response: Type.Object({ mail_ready: Type.Boolean() }, closed),
});

const AccessToken = Type.Object({ token: Type.String({ minLength: 20, maxLength: 100 }) });

export const readAccessLinkContract = contract({
  method: "GET",
  path: "/access_links/:token",
  permission: "public",
  summary: "Whom an invitation or reset link is for",
  params: AccessToken,
  response: Type.Object(
    {
      purpose: oneOf(["invitation", "reset"]),
      name: Type.String(),
      email: Type.String(),
      organisation_name: Type.String(),
    },
    closed,
  ),
  errors: ["access_link.not_found"],
});

export const useAccessLinkContract = contract({
  method: "PUT",
  path: "/access_links/:token",
  permission: "public",
  summary: "Set the password by an invitation or reset link; a reset ends every session",
  params: AccessToken,
  body: Type.Object({ password: Password }, closed),
  response: Done,
  errors: ["access_link.not_found", "password.too_common"],
});
