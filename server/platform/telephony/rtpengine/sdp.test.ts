import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTo, asksForHold, audioOf, directionOf, following, longestSdp, withAnswerDirection } from "./sdp.ts";

const lines = (...all: string[]) => all.map((line) => `${line}\r\n`).join("");
const session = ["v=0", "o=- 1 1 IN IP4 192.0.2.1", "s=-"];
const browser = lines(
  ...session,
  "t=0 0",
  "a=group:BUNDLE 0 1",
  "a=msid-semantic: WMS stream",
  "m=video 9 UDP/TLS/RTP/SAVPF 96",
  "a=mid:0",
  "a=ssrc:11 cname:x",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 8",
  "c=IN IP4 0.0.0.1",
  "a=mid:1",
  "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  "a=rtcp-fb:111 transport-cc",
  "a=ssrc-group:FID 1 2",
  "a=ssrc:12 cname:x",
  "a=msid:stream track",
  "a=fingerprint:sha-256 AA",
  "a=sendrecv",
);

test("of a browser's offer the audio is kept, without streams and extensions by name", () => {
  const audio = audioOf(browser);
  assert.equal(
    audio,
    lines(
      ...session,
      "t=0 0",
      "m=audio 9 UDP/TLS/RTP/SAVPF 111 8",
      "c=IN IP4 0.0.0.1",
      "a=mid:1",
      "a=fingerprint:sha-256 AA",
      "a=sendrecv",
    ),
  );
  assert.equal(audioOf(audio.replaceAll("\r\n", "\n")), audio);
});

test("what has no audio, or is too long, is refused", () => {
  assert.throws(() => audioOf(lines(...session, "m=video 9 RTP/AVP 96")), RangeError);
  assert.throws(() => audioOf(lines(...session, "m=audio 0 RTP/AVP 8")), RangeError);
  assert.throws(() => audioOf(browser + "a=x\r\n".repeat(longestSdp / 5)), RangeError);
});

test("an answer has a line for each medium of the offer, refused but for the audio", () => {
  const answer = answerTo(browser, lines(...session, "m=audio 4000 UDP/TLS/RTP/SAVPF 8", "a=sendrecv"));
  const media = answer.split("\r\n").filter((line) => line.startsWith("m="));
  assert.deepEqual(media, ["m=video 0 UDP/TLS/RTP/SAVPF 96", "m=audio 4000 UDP/TLS/RTP/SAVPF 8"]);
});

test("hold is seen in all the ways that phones ask for it, and answered as it must be", () => {
  const offer = (...more: string[]) => lines(...session, "c=IN IP4 192.0.2.1", "m=audio 4000 RTP/AVP 8", ...more);
  const answer = offer("a=sendrecv");
  const cases = [
    [offer(), false, "sendrecv"],
    [offer("a=recvonly"), false, "sendonly"],
    [offer("a=sendonly"), true, "recvonly"],
    [offer("a=inactive"), true, "inactive"],
    [offer().replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0"), true, "inactive"],
  ] as const;
  for (const [asked, isHold, answered] of cases) {
    assert.equal(asksForHold(asked), isHold, asked);
    assert.equal(directionOf(withAnswerDirection(answer, asked)), answered, asked);
  }
});

test("a later offer is the same session in its next version; media keep their places and names", () => {
  const before = lines(...session, "t=0 0", "m=video 0 RTP/AVP 96", "m=audio 30000 RTP/AVP 8", "a=mid:audio-1");
  const anew = lines(
    "v=0",
    "o=- 0 0 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "m=audio 31000 RTP/AVP 8",
    "a=mid:1",
    "a=setup:actpass",
  );
  const after = following(before, anew);
  assert.equal(
    after,
    lines(
      "v=0",
      "o=- 1 2 IN IP4 192.0.2.1",
      "s=-",
      "t=0 0",
      "m=video 0 RTP/AVP 96",
      "m=audio 31000 RTP/AVP 8",
      "a=mid:audio-1",
      "a=setup:actpass",
    ),
  );
  assert.match(following(after, anew), /^o=- 1 3 IN IP4 192\.0\.2\.1\r$/m);
  assert.doesNotMatch(following(before.replace("a=mid:audio-1\r\n", ""), anew), /a=mid/);
});
