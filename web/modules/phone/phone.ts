import { listMyCallsContract } from "../../../server/modules/voice/call.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf } from "../../api/queries.ts";
import { choice, playBy } from "./device/choice.ts";
import { startRinging, stopRinging } from "./device/ringer.ts";
import { iceServers } from "./line/ice_servers.ts";
import { leadOneTab } from "./line/lead.ts";
import type { Line, LineEvent } from "./line/line.ts";
import type { Sound } from "./line/quiet.ts";
import { isRejoining, isRungFor, keepCall, rejoin, rejoinKept } from "./line/rejoin.ts";
import { careForMicrophone, troubleOf } from "./microphone_care.ts";
import { change, heard, phone, type Trouble } from "./state.ts";
import { forgetTroubles, noteTrouble, type Place, troubleAt } from "./trouble.ts";

type Message =
  | { kind: "state"; state: ReturnType<typeof phone.get> }
  | { kind: "hello" }
  | { kind: "pick_up"; callId: string };

let line: Line | undefined;
let channel: BroadcastChannel | undefined;
let microphone: ReturnType<typeof careForMicrophone> | undefined;
let heardLast: Sound = "heard";
let isSoundExpected = true;
const voice = typeof Audio === "undefined" ? undefined : new Audio();

/** The telephone of this browser, in whichever tab is first. @returns ends it */
export function startPhone(address: string): () => void {
  if (!navigator.mediaDevices || !navigator.locks) {
    change({ line: "off", trouble: "insecure" });
    return () => undefined;
  }
  channel = new BroadcastChannel("zhiyin-phone");
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => hear(data));
  change({ line: "elsewhere", trouble: null });
  channel.postMessage({ kind: "hello" } satisfies Message);
  const stopLeading = leadOneTab(() => void lead(address));
  const stopFollowing = choice.listen(() => void followChoice());
  navigator.mediaDevices.addEventListener("devicechange", followChoice);
  for (const name of ["online", "offline"]) addEventListener(name, followNetwork);
  return () => {
    stopLeading();
    stopFollowing();
    navigator.mediaDevices.removeEventListener("devicechange", followChoice);
    for (const name of ["online", "offline"]) removeEventListener(name, followNetwork);
    line?.close();
    line = undefined;
    microphone?.end();
    microphone = undefined;
    channel?.close();
    stopRinging();
    change({ line: "off", ringing: null, playing: null });
  };
}

/** Picks up here, or in the tab that has the telephone. */
export function pickUp(callId: string): void {
  change({ picked: callId });
  if (!line) channel?.postMessage({ kind: "pick_up", callId } satisfies Message);
  else {
    say({});
    line.pickUp(callId);
  }
}

/** What plays here is over for call control. */
export function dropPlaying(): void {
  const { playing } = phone.get();
  if (playing && !isRejoining(playing)) line?.drop(playing);
}

async function lead(address: string): Promise<void> {
  const { openLine } = await import("./line/line.ts");
  // what the tab before had is not here
  say({ line: "connecting", trouble: null, ringing: null, playing: null });
  const care = careForMicrophone({
    isInCall: () => phone.get().playing !== null && line !== undefined,
    speakWith: async (track) => line?.speakWith(track),
    tell: (trouble) => ill("microphone", trouble),
  });
  microphone = care;
  line = openLine({
    address,
    iceServers,
    listen: care.open,
    isAwaited: isRungFor,
    tell: take,
  });
}

/** Shown here and in the other tabs. */
function say(part: Parameters<typeof change>[0]): void {
  change(part);
  channel?.postMessage({ kind: "state", state: phone.get() } satisfies Message);
}

function hear(message: Message): void {
  if (message.kind === "pick_up") {
    change({ picked: message.callId });
    line?.pickUp(message.callId);
  }
  if (message.kind === "hello" && line) say({});
  if (message.kind === "state" && !line) change({ ...message.state, line: "elsewhere" });
}

function take(event: LineEvent): void {
  if (event.kind === "registered") registered(event.isRegistered);
  if (event.kind === "ringing") ringing(event.callId);
  if (event.kind === "connected") connected(event.callId, event.heard);
  if (event.kind === "network") network(event.callId, event.state);
  if (event.kind === "ended") ended(event.callId);
  if (event.kind === "passed") say({ ringing: null });
  if (event.kind === "not_picked_up") {
    ill("microphone", troubleOf(event.error));
    say({ ringing: null });
  }
  if (event.kind === "sound") sounds(event.callId, event.sound);
  else if (event.kind !== "ringing") stopRinging();
  if (event.kind !== "network" && event.kind !== "sound")
    void client.invalidateQueries({ queryKey: keyOf(listMyCallsContract) });
}

function registered(isRegistered: boolean): void {
  say({ line: isRegistered ? "ready" : phone.get().line === "connecting" ? "connecting" : "lost" });
  if (isRegistered && phone.get().playing === null) void rejoinKept();
}

function ringing(callId: string): void {
  say({ ringing: callId });
  startRinging();
}

function connected(callId: string, stream: MediaStream): void {
  keepCall(callId);
  heard.set(stream);
  if (voice) {
    voice.srcObject = stream;
    void playBy(voice, choice.get().speaker).then(play);
  }
  heardLast = "heard";
  say({ ringing: null, playing: callId, trouble: forgetTroubles() });
  void microphone?.look(); // it may have gone while the call was picked up
}

/** A browser that was not touched since it opened the page may refuse to play: then at the first touch. */
async function play(): Promise<void> {
  await voice?.play().catch(() => {
    ill("speaker", "silent");
    const again = () => void voice?.play().then(() => ill("speaker", null));
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, again, { once: true });
  });
}

/** A short cut mends itself; a connection that failed, or does not find its way, is made anew. */
function network(callId: string, state: RTCPeerConnectionState): void {
  if (phone.get().playing !== callId) return;
  if (state === "disconnected" || state === "failed") ill("network", "network");
  if (state === "failed") void rejoin(callId);
  if (state === "connected" && heardLast !== "cut") {
    ill("network", navigator.onLine ? null : "offline");
    if (heardLast === "quiet") tellOfQuiet();
  }
}

function sounds(callId: string, sound: Sound): void {
  if (phone.get().playing !== callId) return;
  heardLast = sound;
  if (sound === "heard") ill("network", navigator.onLine ? null : "offline");
  if (sound === "cut" || sound === "stuck") ill("network", navigator.onLine ? "network" : "offline");
  if (sound === "stuck") void rejoin(callId);
  if (sound === "quiet") tellOfQuiet();
}

/** Who holds a call hears nothing of it, and need not be told. */
export function expectSound(isExpected: boolean): void {
  isSoundExpected = isExpected;
  if (heardLast === "quiet") tellOfQuiet();
}

function tellOfQuiet(): void {
  const before = troubleAt("network");
  if (before === null || before === "no_sound") ill("network", isSoundExpected ? "no_sound" : null);
}

function followNetwork(): void {
  if (navigator.onLine) {
    if (heardLast === "heard") ill("network", null);
    line?.hurry();
  } else {
    ill("network", "offline");
    if (line) say({ line: "lost" });
  }
}

function ill(place: Place, trouble: Trouble | null): void {
  say({ trouble: noteTrouble(place, trouble) });
}

function ended(callId: string): void {
  keepCall(null);
  heard.set(null);
  if (voice) voice.srcObject = null;
  microphone?.close();
  heardLast = "heard";
  const { playing, ringing: rung } = phone.get();
  say({
    playing: playing === callId ? null : playing,
    ringing: rung === callId ? null : rung,
    trouble: forgetTroubles(),
  });
}

async function followChoice(): Promise<void> {
  if (voice) await playBy(voice, choice.get().speaker);
  await microphone?.look();
}
