import { type Invitation, Registerer, SessionState, UserAgent, Web } from "sip.js";

export interface LineParts {
  /** `user@domain` */
  address: string;
  iceServers: RTCIceServer[];
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
  | { kind: "ended"; callId: string }
  /** It could not be picked up here; it may ring on elsewhere. */
  | { kind: "not_picked_up"; callId: string; error: Error };

/** One telephone: registered for as long as the page is open, with one call at most. */
export interface Line {
  pickUp: (callId: string) => void;
  /** Ends the part of a call that plays here; the call itself is ended by call control. */
  drop: (callId: string) => void;
  /** Another microphone, in the call that goes on. */
  speakWith: (track: MediaStreamTrack) => Promise<void>;
  close: () => void;
}

type Held = { callId: string; invitation: Invitation };
type Description = InstanceType<typeof Web.SessionDescriptionHandler>;

const longestPause = 15_000;

/** SIP over the page's own origin; the session is the password (see docs/decisions/0017-edge.md). */
export function openLine({ address, iceServers, listen, isAwaited, tell }: LineParts): Line {
  let isClosed = false;
  let pause = 500;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held: Held | undefined;
  const agent = new UserAgent({
    uri: UserAgent.makeURI(`sip:${address}`)!,
    transportOptions: { server: `${location.origin.replace(/^http/, "ws")}/sip`, keepAliveInterval: 20 },
    sessionDescriptionHandlerFactory: Web.defaultSessionDescriptionHandlerFactory(() => listen()),
    sessionDescriptionHandlerFactoryOptions: { iceGatheringTimeout: 500, peerConnectionConfiguration: { iceServers } },
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
    close() {
      isClosed = true;
      clearTimeout(timer);
      if (held) drop(held.invitation);
      void agent.stop().catch(() => undefined);
    },
  };

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
      if (!isClosed) agent.reconnect().catch(comeBack);
    }, pause);
    pause = Math.min(pause * 2, longestPause);
  }

  function ring(invitation: Invitation): void {
    const { request } = invitation;
    const callId = request.getHeader("x-call") ?? request.callId;
    if (held && held.callId !== callId) {
      void invitation.reject({ statusCode: 486 });
      return;
    }
    const ringing = { callId, invitation };
    const before = held;
    held = ringing;
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Established) connected(ringing);
      if (state === SessionState.Terminated && held === ringing) ended(ringing);
    });
    const isOurs = isAwaited(callId) || /answer-after=0/.test(request.getHeader("call-info") ?? "");
    if (!isOurs) {
      tell({ kind: "ringing", callId });
      return;
    }
    pickUp(ringing);
    if (before) drop(before.invitation);
  }

  function pickUp({ callId, invitation }: Held): void {
    invitation.accept().catch((error: Error) => {
      tell({ kind: "not_picked_up", callId, error });
      if (invitation.state !== SessionState.Terminated)
        void invitation.reject({ statusCode: 480 }).catch(() => undefined);
    });
  }

  function connected({ callId, invitation }: Held): void {
    const connection = connectionOf(invitation)!;
    const heard = new MediaStream(connection.getReceivers().map(({ track }) => track));
    connection.addEventListener("connectionstatechange", () =>
      tell({ kind: "network", callId, state: connection.connectionState }),
    );
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

function drop(invitation: Invitation): void {
  const ending = invitation.state === SessionState.Established ? invitation.bye() : invitation.reject();
  void ending.catch(() => undefined);
}
