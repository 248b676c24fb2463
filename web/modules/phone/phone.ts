import { listMyCallsContract } from "../../../server/modules/voice/call.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf } from "../../api/queries.ts";
import { choice, playBy } from "./device/choice.ts";
import { closeMicrophone, openMicrophone } from "./device/microphone.ts";
import { startRinging, stopRinging } from "./device/ringer.ts";
import { leadOneTab } from "./line/lead.ts";
import type { Line, LineEvent } from "./line/line.ts";
import { isRejoining, keepCall, rejoin, rejoinKept } from "./line/rejoin.ts";
import { change, heard, phone, type Trouble } from "./state.ts";

type Message =
  | { kind: "state"; state: ReturnType<typeof phone.get> }
  | { kind: "hello" }
  | { kind: "pick_up"; callId: string };

let line: Line | undefined;
let channel: BroadcastChannel | undefined;
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
  return () => {
    stopLeading();
    stopFollowing();
    navigator.mediaDevices.removeEventListener("devicechange", followChoice);
    line?.close();
    line = undefined;
    channel?.close();
    stopRinging();
    change({ line: "off", ringing: null, playing: null });
  };
}

/** Picks up here, or in the tab that has the telephone. */
export function pickUp(callId: string): void {
  if (line) line.pickUp(callId);
  else channel?.postMessage({ kind: "pick_up", callId } satisfies Message);
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
  line = openLine({
    address,
    iceServers: [],
    listen: () => openMicrophone(() => void replaceMicrophone()),
    isAwaited: isRejoining,
    tell: take,
  });
}

/** Shown here and in the other tabs. */
function say(part: Parameters<typeof change>[0]): void {
  change(part);
  channel?.postMessage({ kind: "state", state: phone.get() } satisfies Message);
}

function hear(message: Message): void {
  if (message.kind === "pick_up") line?.pickUp(message.callId);
  if (message.kind === "hello" && line) say({});
  if (message.kind === "state" && !line) change({ ...message.state, line: "elsewhere" });
}

function take(event: LineEvent): void {
  if (event.kind === "registered") registered(event.isRegistered);
  if (event.kind === "ringing") ringing(event.callId);
  if (event.kind === "connected") connected(event.callId, event.heard);
  if (event.kind === "network") network(event.callId, event.state);
  if (event.kind === "ended") ended(event.callId);
  if (event.kind === "not_picked_up") say({ trouble: troubleOf(event.error), ringing: null });
  if (event.kind !== "ringing") stopRinging();
  if (event.kind !== "network") void client.invalidateQueries({ queryKey: keyOf(listMyCallsContract) });
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
  say({ ringing: null, playing: callId, trouble: null });
}

/** A browser that was not touched since it opened the page may refuse to play: then at the first touch. */
async function play(): Promise<void> {
  await voice?.play().catch(() => {
    say({ trouble: "silent" });
    const again = () => void voice?.play().then(() => say({ trouble: null }));
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, again, { once: true });
  });
}

/** A short cut mends itself; a connection that failed is made anew. */
function network(callId: string, state: RTCPeerConnectionState): void {
  if (phone.get().playing !== callId) return;
  if (state === "connected") say({ trouble: null });
  if (state === "disconnected" || state === "failed") say({ trouble: "network" });
  if (state === "failed") void rejoin(callId);
}

function ended(callId: string): void {
  keepCall(null);
  heard.set(null);
  if (voice) voice.srcObject = null;
  closeMicrophone();
  const { playing, ringing: rung } = phone.get();
  say({ playing: playing === callId ? null : playing, ringing: rung === callId ? null : rung, trouble: null });
}

async function followChoice(): Promise<void> {
  if (voice) await playBy(voice, choice.get().speaker);
  await replaceMicrophone();
}

/** Another one was chosen, or the one in use has gone. */
async function replaceMicrophone(): Promise<void> {
  if (phone.get().playing === null || !line) return;
  closeMicrophone();
  try {
    const [track] = (await openMicrophone(() => void replaceMicrophone())).getAudioTracks();
    if (track) await line.speakWith(track);
    if (phone.get().trouble !== "network") say({ trouble: null });
  } catch (error) {
    const trouble = troubleOf(error as Error);
    say({ trouble: trouble === "microphone_missing" ? "microphone_lost" : trouble });
  }
}

function troubleOf(error: Error): Trouble {
  if (error.name === "NotAllowedError") return "microphone_denied";
  return error.name === "SecurityError" ? "insecure" : "microphone_missing";
}
