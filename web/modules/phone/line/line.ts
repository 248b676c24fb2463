import { type Invitation, Registerer, type Session, SessionState, UserAgent, Web } from "sip.js";
import { askEdge } from "./probe.ts";
import type { Sound } from "./quiet.ts";
import { watchSound } from "./watch.ts";

export interface LineParts {
  /** `user@domain` */
  address: string;
  /** Asked for each call: what is good for one may have ended for the next. */
  iceServers: () => RTCIceServer[];
  /** What the other side is to hear. @throws when there is no microphone, or none that we may use */
  listen: () => Promise<MediaStream>;
  /** Whether this page has asked for the call: it picks up by itself. */
  isAwaited: (callId: string) => boolean;
  tell: (event: LineEvent) => void;
}

export type LineEvent =
  | { kind: "registered"; isRegistered: boolean }
  | { kind: "ringing"; callId: string }
  | { kind: "connected"; callId: string; heard: MediaStream }
  | { kind: "network"; callId: string; state: RTCPeerConnectionState }
  | { kind: "sound"; callId: string; sound: Sound }
  | { kind: "ended"; callId: string }
  /** It rang in vain for a part of a call that goes on here. */
  | { kind: "passed"; callId: string }
  /** It could not be picked up here; it may ring on elsewhere. */
  | { kind: "not_picked_up"; callId: string; error: Error };

/** One telephone: registered for as long as the page is open, with one call at most. */
export interface Line {
  pickUp: (callId: string) => void;
  /** Ends the part of a call that plays here; the call itself is ended by call control. */
  drop: (callId: string) => void;
  /** Another microphone, in the call that goes on. */
  speakWith: (track: MediaStreamTrack) => Promise<void>;
  /** There may be a network again: it is not waited for the next try. */
  hurry: () => void;
  close: () => void;
}

type Held = { callId: string; invitation: Invitation; stopWatching?: () => void };
type Description = InstanceType<typeof Web.SessionDescriptionHandler>;

const longestPause = { idle: 15_000, inCall: 2000 };
/** A TURN server on the other side of the world has answered by then; without one all is known at once. */
const gathering = { direct: 500, relayed: 1500 };

/** SIP over the page's own origin; the session is the password (see docs/decisions/0017-edge.md). */
export function openLine({ address, iceServers, listen, isAwaited, tell }: LineParts): Line {
  let isClosed = false;
  let pause = 500;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held: Held | undefined;
  const describe = Web.defaultSessionDescriptionHandlerFactory(() => listen());
  const agent = new UserAgent({
    uri: UserAgent.makeURI(`sip:${address}`)!,
    transportOptions: { server: `${location.origin.replace(/^http/, "ws")}/sip`, keepAliveInterval: 20 },
    sessionDescriptionHandlerFactory: describeBy,
    logBuiltinEnabled: false,
    // a page that is loaded anew goes on with its call: nobody is hung up on
    gracefulShutdown: false,
    noAnswerTimeout: 180,
    delegate: { onInvite: ring, onConnect: register, onDisconnect: comeBack },
  });
  const registerer = new Registerer(agent, { expires: 60, refreshFrequency: 75 });
  agent.start().catch(comeBack);

  return {
    pickUp: (callId) => held?.callId === callId && pickUp(held),
    drop: (callId) => held?.callId === callId && drop(held.invitation),
    async speakWith(track) {
      const sender = held && connectionOf(held.invitation)?.getSenders()[0];
      await sender?.replaceTrack(track);
    },
    hurry() {
      if (agent.isConnected()) return register();
      pause = 500;
      clearTimeout(timer);
      timer = undefined;
      reconnect();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      if (held) drop(held.invitation);
      void agent.stop().catch(() => undefined);
    },
  };

  function describeBy(session: Session): Description {
    const servers = iceServers();
    return describe(session, {
      iceGatheringTimeout: servers.length > 0 ? gathering.relayed : gathering.direct,
      peerConnectionConfiguration: { iceServers: servers },
    });
  }

  function register(): void {
    const asked = registerer.register({
      requestDelegate: {
        onAccept() {
          pause = 500;
          tell({ kind: "registered", isRegistered: true });
        },
        onReject: cut,
      },
    });
    asked.catch(cut);
  }

  function cut(): void {
    void agent.transport.disconnect().catch(() => undefined);
  }

  function comeBack(): void {
    tell({ kind: "registered", isRegistered: false });
    if (isClosed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      reconnect();
    }, pause);
    pause = Math.min(pause * 2, held ? longestPause.inCall : longestPause.idle);
  }

  function reconnect(): void {
    if (!isClosed) agent.reconnect().catch(comeBack);
  }

  function ring(invitation: Invitation): void {
    const { request } = invitation;
    const callId = request.getHeader("x-call") ?? request.callId;
    if (held && held.callId !== callId) {
      void invitation.reject({ statusCode: 486 });
      return;
    }
    const ringing: Held = { callId, invitation };
    const before = held;
    held = ringing;
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Established) {
        connected(ringing);
        if (before) void leave(before.invitation);
      }
      if (state !== SessionState.Terminated) return;
      ringing.stopWatching?.();
      if (held !== ringing) return;
      if (before?.invitation.state !== SessionState.Established) return ended(ringing);
      held = before; // it rang in vain beside a part that goes on
      tell({ kind: "passed", callId });
    });
    const isOurs = isAwaited(callId) || /answer-after=0/.test(request.getHeader("call-info") ?? "");
    if (!isOurs) {
      tell({ kind: "ringing", callId });
      return;
    }
    pickUp(ringing);
  }

  function pickUp({ callId, invitation }: Held): void {
    invitation.accept().catch((error: Error) => {
      tell({ kind: "not_picked_up", callId, error });
      if (invitation.state !== SessionState.Terminated)
        void invitation.reject({ statusCode: 480 }).catch(() => undefined);
    });
  }

  function connected(ringing: Held): void {
    const { callId, invitation } = ringing;
    const connection = connectionOf(invitation)!;
    const heard = new MediaStream(connection.getReceivers().map(({ track }) => track));
    connection.addEventListener("connectionstatechange", () => {
      if (held === ringing) tell({ kind: "network", callId, state: connection.connectionState });
    });
    ringing.stopWatching = watchSound(connection, {
      ask: (onAnswer) => askEdge(agent, onAnswer),
      tell: (sound) => held === ringing && tell({ kind: "sound", callId, sound }),
    });
    tell({ kind: "connected", callId, heard });
  }

  function ended({ callId }: Held): void {
    held = undefined;
    tell({ kind: "ended", callId });
  }
}

function connectionOf({ sessionDescriptionHandler }: Invitation): RTCPeerConnection | undefined {
  return (sessionDescriptionHandler as Description | undefined)?.peerConnection;
}

/** Call control ends a part once another has taken it over; who hung up before would end the call. */
const endedByThen = 5000;

/** Another part goes on with the microphone: a description that is closed stops the tracks that it has. */
async function leave(invitation: Invitation): Promise<void> {
  const senders = connectionOf(invitation)?.getSenders() ?? [];
  setTimeout(() => invitation.state === SessionState.Established && drop(invitation), endedByThen);
  await Promise.all(senders.map((sender) => sender.replaceTrack(null))).catch(() => undefined); // it was closed already
}

function drop(invitation: Invitation): void {
  const ending = invitation.state === SessionState.Established ? invitation.bye() : invitation.reject();
  void ending.catch(() => undefined);
}
