import Type from "typebox";
import { declareEvents } from "../../platform/event/declare.ts";

const none = Type.Object({});

declareEvents({
  "session.started": none,
  "session.failed": none,
  "session.ended": none,
  "user.invited": none,
  "user.updated": none,
  "user.moved": Type.Object({
    from: Type.Union([Type.String(), Type.Null()]),
    to: Type.Union([Type.String(), Type.Null()]),
  }),
  "user.deactivated": none,
  "user.reactivated": none,
  "user.password_set": none,
  "user.second_factor_set": none,
  "user.second_factor_removed": none,
  "team.created": none,
  "team.updated": none,
  "team.removed": none,
  "role.created": none,
  "role.updated": none,
  "role.removed": none,
  "client.created": none,
  "client.updated": none,
  "organisation.updated": none,
  "mail_server.updated": none,
});
