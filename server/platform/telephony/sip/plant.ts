import type { Core } from "sip.js";
import {
  type DialOptions,
  type EndCause,
  EngineError,
  type RecordAction,
  type RecordOptions,
  type Target,
} from "../adapter.ts";
import type { Found, Hearing, LegName, Plant, PlantEvent } from "../plant.ts";
import type { Party, Profile } from "../rtpengine/media.ts";
import { asksForHold } from "../rtpengine/sdp.ts";
import { Dialog, type DialogListener, type KeptDialog } from "./dialog.ts";
import type { Invite } from "./edge.ts";
import { Incoming, incomerOf } from "./incoming.ts";
import type { Key } from "./keyring.ts";
import { type LinkOptions, Links } from "./links.ts";
import { type Attempt, headersOf, Outgoing } from "./outgoing.ts";
import type { RegistrationState, SignIn } from "./registration.ts";

export type SipPlantOptions = LinkOptions & {
  /** Trunk id -> where its calls are sent, and what is answered when it asks who we are. */
  trunks: ReadonlyMap<string, { host: string; port: number; key: Key | null }>;
  /** Makes ids of incoming legs and their calls. */
  newId: () => string;
};

type Line = Incoming | Outgoing | Dialog;
type KeptLine = { dialog: KeptDialog | null; party: Party };

/** Calls through Kamailio (SIP.js over a WebSocket), their audio through rtpengine. */
export class SipPlant implements Plant {
  readonly isMixing = true;
  readonly isRecording = true;
  readonly #options: SipPlantOptions;
  readonly #links: Links;
  readonly #lines = new Map<string, Line>();
  #listener: (event: PlantEvent) => void = () => {};

  /** Signs in at exactly these trunks, by id. */
  signIn(wanted: ReadonlyMap<string, SignIn>): void {
    this.#links.edge.keyring.replace(new Map([...wanted.values()].map((one) => [one.host, one])));
    this.#links.registrations.replace(wanted);
  }

  /** How each registration stands. */
  registrations(): ReadonlyMap<string, RegistrationState> {
    return this.#links.registrations.states();
  }

  private constructor(options: SipPlantOptions) {
    this.#options = options;
    this.#links = new Links(options, {
      tell: (event) => this.#tell(event),
      invited: (request) => this.#invited(request),
    });
  }

  /** Connects to Kamailio and rtpengine. @throws EngineError down, RpcError, Error when Kamailio does not take us */
  static async open(options: SipPlantOptions): Promise<SipPlant> {
    const plant = new SipPlant(options);
    await plant.#links.open();
    return plant;
  }

  /** Process id of mixer and recorder, while there is one. */
  get mediaPid(): number | undefined {
    return this.#links.media.pid;
  }

  listen(listener: (event: PlantEvent) => void): void {
    this.#listener = listener;
  }

  async registered(): Promise<string[]> {
    return this.#links.registrar.addresses();
  }

  async pickUp(leg: LegName): Promise<void> {
    const incoming = this.#lines.get(leg.legId);
    if (!(incoming instanceof Incoming)) throw new EngineError("gone", `Leg ${leg.legId} has ended.`);
    try {
      const answer = await this.#links.relay.admit(leg, incoming.offer);
      this.#lines.set(leg.legId, incoming.accept(answer, this.#dialogListener(leg)));
    } catch (error) {
      this.#lines.delete(leg.legId);
      await this.#links.relay.leave(leg);
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
    if (!this.#links.isUp) throw new EngineError("down", "The engine does not answer.");
    const { to, profiles, trunk } = await this.#find(target);
    if (profiles.size === 0) return this.#tell({ kind: "failed", legId: leg.legId, code: 480 });
    const headers = headersOf(options);
    const attempts: Attempt[] = [];
    for (const profile of profiles) {
      const offered = await this.#links.relay.ring(leg, profile);
      const { offer } = offered;
      const invite = { to, from: options.from, headers: [...headers, `X-Zhiyin-Media: ${profile}`], offer, trunk };
      attempts.push({ offered, invite });
    }
    this.#lines.set(leg.legId, this.#ringAll(leg, attempts));
  }

  async #find(target: Target): Promise<{ to: string; profiles: Set<Profile>; trunk?: Invite["trunk"] }> {
    if (target.kind === "user") {
      return { to: `sip:${target.address}`, profiles: await this.#links.registrar.kindsUnder(target.address) };
    }
    const trunk = this.#options.trunks.get(target.trunkId);
    if (!trunk) throw new EngineError("no_target", `There is no trunk ${target.trunkId}.`);
    return { to: `sip:${target.number}@${trunk.host}:${trunk.port}`, profiles: new Set(["rtp"]), trunk };
  }

  #ringAll(leg: LegName, attempts: readonly Attempt[]): Outgoing {
    const { legId } = leg;
    return new Outgoing(this.#links.edge, attempts, {
      ...this.#dialogListener(leg),
      ringing: () => this.#tell({ kind: "ringing", legId }),
      attemptEnded: ({ offered }) => void this.#links.relay.unring(leg, offered.tag).catch(() => {}),
      failed: (code) => {
        if (this.#lines.delete(legId)) this.#tell({ kind: "failed", legId, code });
      },
      pickedUp: async ({ offered }, answer, dialog) => {
        const isWhole = await this.#links.relay.answered(leg, offered, answer);
        if (!this.#lines.has(legId)) {
          dialog.end("answered_elsewhere");
          return this.#links.relay.leave(leg);
        }
        this.#lines.set(legId, dialog);
        this.#tell({ kind: "answered", legId });
        if (!isWhole) this.#links.relay.lost(leg.callId);
      },
    });
  }

  async cut(leg: LegName, cause: EndCause): Promise<void> {
    const line = this.#lines.get(leg.legId);
    this.#lines.delete(leg.legId);
    if (line instanceof Outgoing) line.cancel();
    else if (line instanceof Incoming) line.refuse(480);
    else line?.end(cause);
    await this.#links.relay.leave(leg);
  }

  connect(callId: string, hearing: Hearing): Promise<void> {
    return this.#links.relay.connect(callId, hearing);
  }

  sound(leg: LegName, prompt: string, isLooped: boolean): Promise<number> {
    return this.#links.relay.sound(leg, prompt, isLooped);
  }

  hush(leg: LegName): Promise<void> {
    return this.#links.relay.hush(leg);
  }

  mute(leg: LegName, isMuted: boolean): Promise<void> {
    return this.#links.relay.mute(leg, isMuted);
  }

  press(leg: LegName, digits: string): Promise<void> {
    return this.#links.relay.press(leg, digits);
  }

  record(callId: string, recordingId: string, action: RecordAction, options?: RecordOptions): Promise<void> {
    return this.#links.relay.record(callId, recordingId, action, options);
  }

  keep(leg: LegName): KeptLine {
    const dialog = this.#lines.get(leg.legId);
    return { dialog: dialog instanceof Dialog ? dialog.keep() : null, party: this.#links.relay.keep(leg) };
  }

  async takeUp(leg: LegName, kept: unknown): Promise<Found> {
    const { dialog: keptDialog, party } = kept as KeptLine;
    if (!keptDialog) return "gone";
    const dialog = Dialog.restore(this.#links.edge.core, keptDialog, this.#dialogListener(leg));
    this.#lines.set(leg.legId, dialog);
    const found = await this.#findAudio(leg, party).catch(() => "gone" as const);
    if (found === "gone") await this.cut(leg, "media_lost");
    return found;
  }

  async #findAudio(leg: LegName, party: Party): Promise<Found> {
    const standing = await this.#links.relay.takeUp(leg, party);
    if (standing !== "unknown") return standing === "there" ? "whole" : "gone";
    await this.revive(leg);
    return "revived";
  }

  async revive(leg: LegName): Promise<void> {
    const dialog = this.#lines.get(leg.legId);
    if (!(dialog instanceof Dialog)) throw new EngineError("gone", `Leg ${leg.legId} has ended.`);
    const offered = await this.#links.relay.reoffer(leg);
    try {
      await this.#links.relay.answered(leg, offered, await dialog.offer(offered.offer));
    } catch (error) {
      if (error instanceof EngineError && error.code === "gone") this.#hungUp(leg);
      throw error;
    }
  }

  #hungUp(leg: LegName): void {
    if (!this.#lines.delete(leg.legId)) return;
    this.#tell({ kind: "hung_up", legId: leg.legId });
    void this.#links.relay.leave(leg).catch(() => {});
  }

  close(): Promise<void> {
    this.#listener = () => {};
    return this.#links.close();
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
      hungUp: () => this.#hungUp(leg),
      offered: async (offer) => {
        const answer = await this.#links.relay.reoffered(leg, offer);
        this.#tell({ kind: asksForHold(offer) ? "held" : "resumed", legId });
        return answer;
      },
      pressed: (digit) => this.#tell({ kind: "key", legId, digit }),
    };
  }
}
