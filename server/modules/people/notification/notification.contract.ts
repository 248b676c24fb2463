import Type from "typebox";
import { contract } from "../../../platform/contract/contract.ts";
import { CappedCount, closed, Done, Id, nullable, oneOf, PersonRef, Time } from "../../../platform/contract/schemas.ts";

const Notice = Type.Object(
  {
    id: Id,
    kind: Type.String(),
    by: Type.Union([PersonRef, Type.Null()]),
    count: Type.Integer(),
    title: Type.String(),
    path: Type.String(),
    created_at: Time,
    read_at: nullable(Time),
  },
  closed,
);

export const listNoticesContract = contract({
  method: "GET",
  path: "/notices",
  permission: "signed_in",
  summary: "What I was told, newest first, as far as I may see it now",
  query: Type.Object({
    unread: Type.Optional(Type.Boolean()),
    after: Type.Optional(Id),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  response: Type.Object({ rows: Type.Array(Notice), next: nullable(Id), unread: CappedCount }, closed),
});

export const readNoticeContract = contract({
  method: "PUT",
  path: "/notices/:noticeId/reading",
  permission: "signed_in",
  summary: "I have read this",
  params: Type.Object({ noticeId: Id }),
  response: Done,
  errors: ["notice.not_found"],
});

export const readAllNoticesContract = contract({
  method: "PUT",
  path: "/notices/reading",
  permission: "signed_in",
  summary: "I have read everything",
  response: Done,
});

const Preference = Type.Object(
  {
    kind: Type.String({ maxLength: 60 }),
    page: Type.Boolean(),
    mail: oneOf(["at_once", "digest", "off"]),
    /** To my browsers; not named: it stays as it is. */
    push: Type.Optional(Type.Boolean()),
  },
  closed,
);
const Preferences = Type.Object(
  { kinds: Type.Array(Preference, { maxItems: 200 }), digest_hour: Type.Integer({ minimum: 0, maximum: 23 }) },
  closed,
);

export const readNoticePreferencesContract = contract({
  method: "GET",
  path: "/me/notice_preferences",
  permission: "signed_in",
  summary: "How each kind of notice reaches me",
  response: Preferences,
});

export const updateNoticePreferencesContract = contract({
  method: "PUT",
  path: "/me/notice_preferences",
  permission: "signed_in",
  summary: "Choose how notices reach me; kinds that are not named stay",
  body: Preferences,
  response: Preferences,
  errors: ["notice.unknown_kind"],
});
