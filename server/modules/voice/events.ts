import Type from "typebox";
import { declareEvents } from "../../platform/event/declare.ts";

const none = Type.Object({});

declareEvents({
  "trunk.created": none,
  "trunk.updated": none,
  "trunk.retired": none,
  "voice_number.created": none,
  "voice_number.updated": none,
  "voice_number.retired": none,
  "caller_id.updated": none,
  "extension.set": none,
  "extension.removed": none,
  "extension.password_renewed": none,
  "dial_rules.updated": none,
  "call.changed": none,
  "call.noted": none,
  "disposition.updated": none,
  "call.commanded": none,
  "recording.kept": none,
  "recording.listened": Type.Object({ is_download: Type.Boolean() }),
  "recording.erased": Type.Object({ why: Type.String() }),
  "recording.held": none,
  "recording.released": none,
  "recording_rules.updated": none,
  "recording_announcement.replaced": none,
  "recording_announcement.removed": none,
  "web_widget.created": none,
  "web_widget.updated": none,
  "web_widget.retired": none,
  "web_callback.asked": none,
  "web_callback.withdrawn": none,
  "turn_server.added": none,
  "turn_server.updated": none,
  "turn_server.removed": none,
});
