import type { Socket } from "node:dgram";
import type { Core } from "sip.js";
import { type DialOptions, type EndCause, EngineError, type Target } from "../adapter.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { Kept } from "../engine/kept.ts";
import { openRpc, type Rpc } from "../engine/rpc.ts";
import type { Tell } from "../engine/tell.ts";
import type { Hearing, LegName, Plant, PlantEvent } from "../plant.ts";
import { hearKeys } from "../rtpengine/keys.ts";
import type { Interfaces, Profile } from "../rtpengine/media.ts";
import { Ng } from "../rtpengine/ng.ts";
import { Pulse } from "../rtpengine/pulse.ts";
import { Relay } from "../rtpengine/relay.ts";
import { asksForHold } from "../rtpengine/sdp.ts";
import type { Dialog, DialogListener } from "./dialog.ts";
import { Edge } from "./edge.ts";
import { Incoming, incomerOf } from "./incoming.ts";
import { type Attempt, headersOf, Outgoing } from "./outgoing.ts";
import { Registrar } from "./registrar.ts";

export interface SipPlantOptions {
  /** Where Kamailio and rtpengine answer. */
  places: Pick<Kept, "ws" | "ng" | "dtmf" | "rpcSecret">;
  /** As whom we register: `cc@engine.invalid`, or `cc-<name>@engine.invalid` beside others. */
  address: string;
  password: string;
  /** What the edge tells of its own accord. */
  onTell: (listener: (tell: Tell) => void) => void;
  /** Trunk id -> where its calls are sent. */
  trunks: ReadonlyMap<string, { host: string; port: number }>;
  /** Where a prompt or music lies: 16 kHz mono MP3 or 48 kHz stereo WAV, which rtpengine sends evenly. */
  promptPath: (name: string) => string | null;
  interfaces?: Interfaces;
  /** Makes ids of incoming legs and their calls. */
  newId: () => string;
  /** How long no packet comes before that is told; 5 s unless told otherwise. */
  silenceMs?: number;
  clock?: Clock;
}

type Line = Incoming | Outgoing | Dialog;

/** Calls through Kamailio (SIP.js over a WebSocket), their audio through rtpengine. */
export class SipPlant implements Plant {
  readonly isMixing = false;
  readonly isRecording = false;
  readonly #options: SipPlantOptions;
  readonly #clock: Clock;
  readonly #ng: Ng;
  readonly #relay: Relay;
  readonly #edge: Edge;
  readonly #pulse: Pulse;
  readonly #lines = new Map<string, Line>();
  #keys: Socket | null = null;
  readonly #rpc: Rpc;
  readonly #registrar: Registrar;
  #isUp = true;
  #listener: (event: PlantEvent) => void = () => {};

  private constructor(options: SipPlantOptions, ng: Ng) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#ng = ng;
    const { promptPath, interfaces, silenceMs = 5000 } = options;
    this.#relay = new Relay(ng, { clock: this.#clock, promptPath, interfaces, silenceMs }, (event) =>
      this.#tell(event),
    );
    const [user = "", domain = ""] = options.address.split("@");
    this.#rpc = openRpc(options.places.ws, options.places.rpcSecret);
    this.#registrar = new Registrar(this.#rpc, domain, (address, isRegistered) =>
      this.#tell({ kind: "endpoint.changed", address, isRegistered }),
    );
    const listener = {
      invited: (request: Core.IncomingInviteRequest) => this.#invited(request),
      upChanged: () => void this.#edgeChanged(),
    };
    this.#pulse = new Pulse(ng, this.#clock, () => this.#weigh());
    this.#edge = new Edge(
      { url: `ws://127.0.0.1:${options.places.ws}`, user, domain, password: options.password },
      listener,
      this.#clock,
    );
    options.onTell((tell) => {
      if (tell.kind === "endpoint") void this.#registrar.lookAgain(tell.address);
    });
  }

  /** Connects to Kamailio and rtpengine. @throws EngineError down, Error when Kamailio does not take us */
  static async open(options: SipPlantOptions): Promise<SipPlant> {
    const plant = new SipPlant(options, await Ng.open(options.places.ng, options.clock));
    plant.#keys = await hearKeys(options.places.dtmf, (callId, tag, digit) => plant.#relay.key(callId, tag, digit));
    await plant.#ng.ask({ command: "ping" });
    await plant.#edge.open();
    await plant.#registrar.lookAround();
    return plant;
  }

  listen(listener: (event: PlantEvent) => void): void {
    this.#listener = listener;
  }

  async registered(): Promise<string[]> {
    return this.#registrar.addresses();
  }

  async pickUp(leg: LegName): Promise<void> {
    const incoming = this.#lines.get(leg.legId);
    if (!(incoming instanceof Incoming)) throw new EngineError("gone", `Leg ${leg.legId} has ended.`);
    try {
      const answer = await this.#relay.admit(leg, incoming.offer);
      this.#lines.set(leg.legId, incoming.accept(answer, this.#dialogListener(leg)));
    } catch (error) {
      this.#lines.delete(leg.legId);
      await this.#relay.leave(leg);
      if (!(error instanceof RangeError)) throw error;
      incoming.refuse(488);
      this.#tell({ kind: "failed", legId: leg.legId, code: 488 });
    }
  }

  async refuse({ legId }: LegName, status: number): Promise<void> {
    const incoming = this.#lines.get(legId);
    this.#lines.delete(legId);
    if (incoming instanceof Incoming) incoming.refuse(status);
  }

  async ring(leg: LegName, target: Target, options: DialOptions): Promise<void> {
    if (!this.#isUp) throw new EngineError("down", "The engine does not answer.");
    const { to, profiles } = await this.#find(target);
    if (profiles.size === 0) return this.#tell({ kind: "failed", legId: leg.legId, code: 480 });
    const headers = headersOf(options);
    const attempts: Attempt[] = [];
    for (const profile of profiles) {
      const { tag, offer } = await this.#relay.ring(leg, profile);
      const invite = { to, from: options.from, headers: [...headers, `X-Zhiyin-Media: ${profile}`], offer };
      attempts.push({ tag, profile, invite });
    }
    this.#lines.set(leg.legId, this.#ringAll(leg, attempts));
  }

  async #find(target: Target): Promise<{ to: string; profiles: Set<Profile> }> {
    if (target.kind === "user") {
      return { to: `sip:${target.address}`, profiles: await this.#registrar.kindsUnder(target.address) };
    }
    const trunk = this.#options.trunks.get(target.trunkId);
    if (!trunk) throw new EngineError("no_target", `There is no trunk ${target.trunkId}.`);
    return { to: `sip:${target.number}@${trunk.host}:${trunk.port}`, profiles: new Set(["rtp"]) };
  }

  #ringAll(leg: LegName, attempts: readonly Attempt[]): Outgoing {
    const { legId } = leg;
    return new Outgoing(this.#edge, attempts, {
      ...this.#dialogListener(leg),
      ringing: () => this.#tell({ kind: "ringing", legId }),
      attemptEnded: ({ tag }) => void this.#relay.unring(leg, tag).catch(() => {}),
      failed: (code) => {
        if (this.#lines.delete(legId)) this.#tell({ kind: "failed", legId, code });
      },
      pickedUp: async ({ tag, profile }, answer, dialog) => {
        await this.#relay.answered(leg, tag, profile, answer);
        if (!this.#lines.has(legId)) {
          dialog.end("answered_elsewhere");
          return this.#relay.leave(leg);
        }
        this.#lines.set(legId, dialog);
        this.#tell({ kind: "answered", legId });
      },
    });
  }

  async cut(leg: LegName, cause: EndCause): Promise<void> {
    const line = this.#lines.get(leg.legId);
    this.#lines.delete(leg.legId);
    if (line instanceof Outgoing) line.cancel();
    else if (line instanceof Incoming) line.refuse(480);
    else line?.end(cause);
    await this.#relay.leave(leg);
  }

  connect(callId: string, hearing: Hearing): Promise<void> {
    return this.#relay.connect(callId, hearing);
  }

  sound(leg: LegName, prompt: string, isLooped: boolean): Promise<number> {
    return this.#relay.sound(leg, prompt, isLooped);
  }

  hush(leg: LegName): Promise<void> {
    return this.#relay.hush(leg);
  }

  mute(leg: LegName, isMuted: boolean): Promise<void> {
    return this.#relay.mute(leg, isMuted);
  }

  press(leg: LegName, digits: string): Promise<void> {
    return this.#relay.press(leg, digits);
  }

  async record(): Promise<void> {
    throw new EngineError("limit", "This engine has no recorder.");
  }

  async close(): Promise<void> {
    this.#listener = () => {};
    this.#pulse.close();
    this.#relay.close();
    await this.#edge.close();
    this.#keys?.close();
    this.#ng.close();
    this.#rpc.close();
  }

  #tell(event: PlantEvent): void {
    this.#listener(event);
  }

  #invited(request: Core.IncomingInviteRequest): void {
    const incomer = incomerOf(request.message);
    if (!incomer) return void request.reject({ statusCode: 403 });
    if (!request.message.body) return void request.reject({ statusCode: 488 });
    const leg = { callId: this.#options.newId(), legId: this.#options.newId() };
    const incoming = new Incoming(request, () => {
      if (this.#lines.delete(leg.legId)) this.#tell({ kind: "hung_up", legId: leg.legId });
    });
    this.#lines.set(leg.legId, incoming);
    this.#tell({ kind: "leg.incoming", ...leg, ...incomer });
  }

  #dialogListener(leg: LegName): DialogListener {
    const { legId } = leg;
    return {
      hungUp: () => {
        if (!this.#lines.delete(legId)) return;
        this.#tell({ kind: "hung_up", legId });
        void this.#relay.leave(leg).catch(() => {});
      },
      offered: async (offer) => {
        const answer = await this.#relay.reoffered(leg, offer);
        this.#tell({ kind: asksForHold(offer) ? "held" : "resumed", legId });
        return answer;
      },
      pressed: (digit) => this.#tell({ kind: "key", legId, digit }),
    };
  }

  /** A Kamailio that was started anew knows nobody until they register again. */
  async #edgeChanged(): Promise<void> {
    if (this.#edge.isUp) await this.#registrar.lookAround().catch(() => {});
    this.#weigh();
  }

  /** Up is what has both its halves. */
  #weigh(): void {
    const isUp = this.#pulse.isUp && this.#edge.isUp;
    if (isUp === this.#isUp) return;
    this.#isUp = isUp;
    this.#tell({ kind: "engine.changed", isUp });
  }
}
