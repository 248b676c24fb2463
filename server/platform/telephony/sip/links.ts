import type { Socket } from "node:dgram";
import type { Core } from "sip.js";
import { type Clock, systemClock } from "../clock.ts";
import type { Kept } from "../engine/kept.ts";
import { openRpc, type Rpc } from "../engine/rpc.ts";
import type { Tell } from "../engine/tell.ts";
import { MediaProcess } from "../media/process.ts";
import type { PlantEvent } from "../plant.ts";
import { hearKeys } from "../rtpengine/keys.ts";
import type { Interfaces } from "../rtpengine/media.ts";
import { Ng } from "../rtpengine/ng.ts";
import { Pulse } from "../rtpengine/pulse.ts";
import { Relay } from "../rtpengine/relay.ts";
import { Edge } from "./edge.ts";
import { Registrar } from "./registrar.ts";
import type { RegistrationState } from "./registration.ts";
import { Registrations } from "./registrations.ts";

export interface LinkOptions {
  /** Where Kamailio and rtpengine answer. */
  places: Pick<Kept, "ws" | "ng" | "dtmf" | "rpcSecret">;
  /** As whom we register: `cc@engine.invalid`, or `cc-<name>@engine.invalid` beside others. */
  address: string;
  password: string;
  /** Where trunks and telephones reach the edge. */
  outside: { host: string; port: number };
  /** Called when nobody else stands at these engines any more, before we register: the edge may be told what it has to know. */
  prepare?: () => Promise<void>;
  /** Told how a registration at a trunk stands, whenever that changes. */
  onRegistration?: (trunkId: string, state: RegistrationState) => void;
  /** What the edge tells of its own accord. */
  onTell: (listener: (tell: Tell) => void) => void;
  /** Told when rtpengine is another process than before. */
  onNewRelay: (listener: () => void) => void;
  /** Where a prompt or music lies: 16 kHz mono MP3 or 48 kHz stereo WAV, which rtpengine sends evenly; null where there is none. */
  promptPath: (name: string) => string | null;
  /** Where a recording is to be written, encrypted: a path where nothing is yet, in a folder that is there. */
  recordingPath: (recordingId: string) => string;
  interfaces?: Interfaces;
  /** How long no packet comes before that is told; 5 s unless told otherwise. */
  silenceMs?: number;
  clock?: Clock;
}

export interface LinkListener {
  tell(event: PlantEvent): void;
  invited(request: Core.IncomingInviteRequest): void;
}

/** All that ties us to Kamailio and rtpengine. Up is what has both. */
export class Links {
  readonly relay: Relay;
  readonly edge: Edge;
  readonly registrar: Registrar;
  readonly registrations: Registrations;
  isUp = true;
  readonly #options: LinkOptions;
  readonly #listener: LinkListener;
  readonly media: MediaProcess;
  readonly #ng: Ng;
  readonly #rpc: Rpc;
  readonly #pulse: Pulse;
  #keys: Socket | null = null;

  constructor(options: LinkOptions, listener: LinkListener) {
    const {
      places,
      address,
      password,
      promptPath,
      recordingPath,
      interfaces,
      silenceMs = 5000,
      clock = systemClock,
      outside,
      onRegistration = () => {},
    } = options;
    const [user = "", domain = ""] = address.split("@");
    this.#options = options;
    this.#listener = listener;
    this.#ng = new Ng(places.ng, clock);
    this.#rpc = openRpc(places.ws, places.rpcSecret);
    this.#pulse = new Pulse(this.#ng, clock, () => this.#weigh());
    this.media = new MediaProcess(
      () => this.relay.mediaDied(),
      (tap) => this.relay.tapFailed(tap),
    );
    this.relay = new Relay(
      this.#ng,
      this.media,
      { clock, promptPath, recordingPath, interfaces, silenceMs },
      listener.tell,
    );
    this.registrar = new Registrar(this.#rpc, clock, domain, (address, isRegistered) =>
      listener.tell({ kind: "endpoint.changed", address, isRegistered }),
    );
    const upChanged = () => void this.#edgeChanged();
    const url = `ws://127.0.0.1:${places.ws}`;
    this.edge = new Edge({ url, user, domain, password, outside }, { invited: listener.invited, upChanged }, clock);
    this.registrations = new Registrations(this.edge, clock, onRegistration);
  }

  /** @throws EngineError down, RpcError, Error when Kamailio does not take us; EADDRINUSE when another program stands at these engines */
  async open(): Promise<void> {
    try {
      // where keys are told of only one can listen: that is who controls these engines
      this.#keys = await hearKeys(this.#options.places.dtmf, (callId, tag, digit) =>
        this.relay.key(callId, tag, digit),
      );
      await this.#options.prepare?.();
      await this.#ng.ask({ command: "ping" });
      await this.edge.open();
      await this.registrar.lookAround();
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#options.onNewRelay(() => this.relay.restarted());
    this.#options.onTell((tell) => {
      if (tell.kind === "endpoint") void this.registrar.lookAgain(tell.address);
    });
  }

  async close(): Promise<void> {
    this.#pulse.close();
    await this.relay.close();
    this.registrations.close();
    await this.edge.close();
    this.#keys?.close();
    this.media.end();
    this.#ng.close();
    this.#rpc.close();
  }

  /** A Kamailio that was started anew knows nobody. */
  async #edgeChanged(): Promise<void> {
    if (this.edge.isUp) await this.registrar.lookAroundAgain().catch(() => {});
    this.#weigh();
  }

  #weigh(): void {
    const isUp = this.#pulse.isUp && this.edge.isUp;
    if (isUp === this.isUp) return;
    this.isUp = isUp;
    this.#listener.tell({ kind: "engine.changed", isUp });
  }
}
