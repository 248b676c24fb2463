/** Session descriptions (RFC 8866) as text, changed as little as is needed. */

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

/** What goes through rtpengine 10.5 to another browser, which then waits for streams that never come: silence after a transfer. */
const harmful = /^a=(ssrc|ssrc-group|msid|msid-semantic|extmap|rtcp-fb)[: ]/;
/** Longer ones come from no phone. */
export const longestSdp = 16_000;

/** The audio of an offer or answer, without what rtpengine would pass on to our harm. @throws RangeError when there is none, or it is too long */
export function audioOf(sdp: string): string {
  if (sdp.length > longestSdp) throw new RangeError(`a description of ${sdp.length} characters is too long`);
  const { session, media } = partsOf(sdp);
  const audio = media.find(isAudio);
  if (!audio) throw new RangeError("a description without audio");
  return join([...session, ...audio].filter((line) => !harmful.test(line) && !/^a=group:/.test(line)));
}

/** An answer that refuses all media of the offer but its audio (RFC 3264, section 6). */
export function answerTo(offer: string, audioAnswer: string): string {
  const asked = partsOf(offer).media;
  const { session, media } = partsOf(audioAnswer);
  const taken = asked.findIndex(isAudio);
  return join([
    ...session,
    ...asked.flatMap((lines, index) =>
      index === taken ? media[0]! : [lines[0]!.replace(/^(m=\S+) \d+/, "$1 0"), "c=IN IP4 0.0.0.0"],
    ),
  ]);
}

/**
 * A description of ours that follows another one in the same call (RFC 3264, section 8): the session is the same in its next version,
 * media keep their places and names, and what was refused stays refused.
 */
export function following(before: string, sdp: string): string {
  const [last, next] = [partsOf(before), partsOf(sdp)];
  const at = last.media.findIndex(isAudio);
  const mid = last.media[at]?.find(isName);
  const audio = (next.media[0] ?? []).flatMap((line) => (isName(line) ? (mid ?? []) : line));
  return join([
    ...next.session.map((line) => (line.startsWith("o=") ? nextOrigin(last.session, line) : line)),
    ...last.media.flatMap((lines, index) => (index === at ? audio : lines)),
  ]);
}

const isName = (line: string): boolean => line.startsWith("a=mid:");

/** `o=- 0 0 IN IP4 127.0.0.1`: name, session, version, address. */
function nextOrigin(session: readonly string[], line: string): string {
  const [name, id, version, ...address] = (session.find((one) => one.startsWith("o=")) ?? line).split(" ");
  return [name, id, BigInt(version ?? 0) + 1n, ...address].join(" ");
}

/** Where its audio is taken. */
export function placeIn(sdp: string): { host: string; port: number } {
  const [, port] = /^m=audio (\d+)/m.exec(sdp)!;
  const [, host] = /^c=IN IP4 (\S+)/m.exec(sdp)!;
  return { host: host!, port: Number(port) };
}

/** What the sender of a description wants for itself; an address of zeros is the old way to ask for hold (RFC 3264, section 8.4). */
export function directionOf(sdp: string): Direction {
  if (/^c=IN IP4 0\.0\.0\.0\s*$/m.test(sdp)) return "inactive";
  const found = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(sdp)?.[1];
  return (found as Direction | undefined) ?? "sendrecv";
}

const answers: Record<Direction, Direction> = {
  sendrecv: "sendrecv",
  sendonly: "recvonly",
  recvonly: "sendonly",
  inactive: "inactive",
};

/** The answer with the direction that the offer leaves to it. */
export function withAnswerDirection(answer: string, offer: string): string {
  const line = `a=${answers[directionOf(offer)]}`;
  const { session, media } = partsOf(answer);
  const isDirection = (one: string) => /^a=(sendrecv|sendonly|recvonly|inactive)$/.test(one);
  const [audio = [], ...rest] = media;
  return join([
    ...session.filter((one) => !isDirection(one)),
    ...audio.filter((one) => !isDirection(one)),
    line,
    ...rest.flat(),
  ]);
}

/** Whether its sender does not want to hear us: hold, as phones ask for it. */
export const asksForHold = (sdp: string): boolean => ["sendonly", "inactive"].includes(directionOf(sdp));

function partsOf(sdp: string): { session: string[]; media: string[][] } {
  const lines = sdp.split(/\r\n|\r|\n/).filter((line) => line !== "");
  const media: string[][] = [];
  const session: string[] = [];
  for (const line of lines) {
    if (line.startsWith("m=")) media.push([]);
    (media.at(-1) ?? session).push(line);
  }
  return { session, media };
}

const isAudio = ([first]: string[]): boolean => /^m=audio [1-9]/.test(first ?? "");
const join = (lines: string[]): string => lines.map((line) => `${line}\r\n`).join("");
