import Type, { type Static } from "typebox";
import { contract } from "../../platform/contract/contract.ts";
import { closed, Done, Id, nullable, oneOf, PersonRef, Time, text } from "../../platform/contract/schemas.ts";

export const recordingBegins = ["never", "always", "asked"] as const;
export const recordingStates = ["being_written", "kept", "lost", "erased"] as const;

const rule = {
  number_id: nullable(Id),
  begins: oneOf(recordingBegins),
  is_announced: Type.Boolean({ description: "before a recording that begins by itself the other party is told" }),
  refusal_key: nullable(Type.String({ pattern: "^[0-9*#]$" })),
  keep_days: nullable(Type.Integer({ minimum: 1, maximum: 36_500, description: "null: until somebody erases it" })),
};
const RecordingRule = Type.Object(rule, closed);
export type RecordingRule = Static<typeof RecordingRule>;

const Announcement = Type.Object({ id: Id, file_name: Type.String(), ms: Type.Integer(), uploaded_at: Time }, closed);
const Rules = Type.Object(
  {
    rules: Type.Array(RecordingRule, {
      description: "without a number: calls that we make, and numbers without a line of their own",
    }),
    announcement: nullable(Announcement),
  },
  closed,
);

export const readRecordingRulesContract = contract({
  method: "GET",
  path: "/recording_rules",
  permission: "telephone.manage",
  summary: "What is recorded, who is told, and for how long it is kept",
  response: Rules,
});

export const updateRecordingRulesContract = contract({
  method: "PUT",
  path: "/recording_rules",
  permission: "telephone.manage",
  summary: "Say what is recorded; calls that go on keep the rule they began with",
  body: Type.Object({ rules: Type.Array(RecordingRule, { maxItems: 2000 }) }, closed),
  response: Rules,
  errors: ["recording_rule.twice", "voice_number.unknown_reference"],
});

export const replaceAnnouncementContract = contract({
  method: "PUT",
  path: "/recording_announcement",
  permission: "telephone.manage",
  summary: "Upload what is said before a recorded call: WAV, 16-bit PCM, up to a minute",
  query: Type.Object({ name: text(200) }),
  response: Announcement,
  errors: ["recording_announcement.refused", "file.too_large"],
  stream: true,
  bodyLimit: 6_000_000,
});

export const removeAnnouncementContract = contract({
  method: "DELETE",
  path: "/recording_announcement",
  permission: "telephone.manage",
  summary: "A tone is heard again instead of words",
  response: Done,
});

const CallId = Type.Object({ callId: Id });

export const CallRecording = Type.Object(
  {
    call_id: Id,
    state: oneOf(recordingStates),
    ms: Type.Integer(),
    is_cut: Type.Boolean({ description: "it was stopped before its end, or something of it cannot be read" }),
    is_held: Type.Boolean(),
    may_download: Type.Boolean(),
    /** Of the telephone, with the names of those who had it. */
    started_at: Time,
    people: Type.Array(PersonRef),
    pieces: Type.Array(Type.Object({ from_ms: Type.Integer(), ms: Type.Integer(), at: Time }, closed), {
      description: "stretches without a pause: where in the recording, and when it was said",
    }),
  },
  closed,
);

export const listCustomerRecordingsContract = contract({
  method: "GET",
  path: "/customers/:customerId/recordings",
  permission: "recording.listen",
  summary: "Recordings of calls on a customer's timeline, of those that the reader may listen to",
  params: Type.Object({ customerId: Id }),
  response: Type.Object(
    { recordings: Type.Array(Type.Object({ interaction_id: Id, recording: CallRecording }, closed)) },
    closed,
  ),
  errors: ["customer.not_found"],
});

export const readRecordingContract = contract({
  method: "GET",
  path: "/calls/:callId/recording",
  permission: "recording.listen",
  summary: "What there is of a call's recording",
  params: CallId,
  response: CallRecording,
  errors: ["recording.not_found"],
});

export const listenContract = contract({
  method: "GET",
  path: "/calls/:callId/recording/audio",
  permission: "recording.listen",
  summary:
    "A call as it was said, WAV in stereo: left the other party, right ours; ranges are answered, and who listens is written down",
  params: CallId,
  response: Type.Unsafe<string>({ type: "string", contentMediaType: "audio/wav" }),
  errors: ["recording.not_found", "recording.not_kept", "recording.unreadable", "file.bad_range"],
});

export const downloadRecordingContract = contract({
  method: "GET",
  path: "/calls/:callId/recording/file",
  permission: "recording.download",
  summary: "The same as a file to be kept",
  params: CallId,
  response: Type.Unsafe<string>({ type: "string", contentMediaType: "audio/wav" }),
  errors: ["recording.not_found", "recording.not_kept", "recording.unreadable", "file.bad_range"],
});

const Peaks = Type.Array(Type.Integer({ minimum: 0, maximum: 255 }));
export const readPeaksContract = contract({
  method: "GET",
  path: "/calls/:callId/recording/peaks",
  permission: "recording.listen",
  summary: "How loud each side was, evenly over the recording",
  params: CallId,
  response: Type.Object({ left: Peaks, right: Peaks }, closed),
  errors: ["recording.not_found", "recording.not_kept", "recording.unreadable"],
});

export const holdRecordingContract = contract({
  method: "PUT",
  path: "/calls/:callId/recording/hold",
  permission: "recording.hold",
  summary: "Keep a recording whatever its days say",
  params: CallId,
  body: Type.Object({ reason: text(500) }, closed),
  response: CallRecording,
  errors: ["recording.not_found"],
});

export const releaseRecordingContract = contract({
  method: "DELETE",
  path: "/calls/:callId/recording/hold",
  permission: "recording.hold",
  summary: "Let its days count again",
  params: CallId,
  response: CallRecording,
  errors: ["recording.not_found"],
});
