import {
  type Adapter,
  type CollectOptions,
  type DialOptions,
  type EndCause,
  EngineError,
  type EngineEvent,
  type MonitorMode,
  type PlayOptions,
  type RecordAction,
  type RecordOptions,
  type RecordSides,
  type RejectCause,
  type Snapshot,
  type Target,
} from "./adapter.ts";
import { describe, type Leg, legsOf, type Recording, requireUp } from "./board.ts";
import type { Clock } from "./clock.ts";
import { hearPlant } from "./hear_plant.ts";
import { type CallStore, noStore } from "./keep.ts";
import type { Plant } from "./plant.ts";
import { takeOver } from "./take_over.ts";
import type { LimitOf } from "./trunk_load.ts";
import { Wiring } from "./wiring.ts";

/** What the caller of a refused leg is told (RFC 3261, section 21). */
const statuses: Record<RejectCause, number> = {
  busy: 486,
  declined: 603,
  unavailable: 480,
  not_found: 404,
  congestion: 503,
};

/**
 * An adapter over a plant: it keeps legs, bridges and plays, checks what is asked, and tells what happened.
 * Both engines are made of it, so that errors and the order of events are the same.
 */
export class Switchboard implements Adapter {
  readonly #wiring: Wiring;
  readonly #plant: Plant;

  /** @param limitOf what a trunk may carry: without it, whatever is asked */
  constructor(plant: Plant, clock: Clock, store: CallStore = noStore, limitOf: LimitOf = () => undefined) {
    this.#plant = plant;
    this.#wiring = new Wiring(plant, clock, store, limitOf);
    plant.listen((event) => hearPlant(this.#wiring, event));
  }

  /** One that goes on with the calls in the store. */
  static async takeOver(plant: Plant, clock: Clock, store: CallStore, limitOf?: LimitOf): Promise<Switchboard> {
    const switchboard = new Switchboard(plant, clock, store, limitOf);
    await takeOver(switchboard.#wiring, await store.load());
    return switchboard;
  }

  answer(legId: string): Promise<void> {
    return this.#wiring.onLeg(legId, async (leg) => {
      requireIncoming(leg);
      await this.#plant.pickUp(leg);
      if (this.#wiring.board.legs.get(legId) !== leg) throw new EngineError("gone", `Leg ${legId} has ended.`);
      leg.state = "up";
      this.#wiring.tell({ kind: "leg.answered", callId: leg.callId, legId });
    });
  }

  reject(legId: string, cause: RejectCause): Promise<void> {
    return this.#wiring.onLeg(legId, async (leg) => {
      requireIncoming(leg);
      await this.#wiring.refuse(leg, statuses[cause]);
    });
  }

  dial(callId: string, legId: string, target: Target, options: DialOptions): Promise<void> {
    const { board } = this.#wiring;
    return this.#wiring.inTurn(callId, async () => {
      if (board.legs.has(legId)) return;
      const trunkId = target.kind === "trunk" ? target.trunkId : null;
      const isFull = trunkId !== null && !this.#wiring.load.takeOut(trunkId);
      const leg = this.#wiring.seat(callId, legId, "dialing", trunkId);
      if (isFull) return this.#wiring.drop(leg, { kind: "leg.failed", callId, legId, code: statuses.congestion });
      try {
        await this.#plant.ring(leg, target, options);
      } catch (error) {
        board.legs.delete(legId);
        throw error;
      }
      if (board.legs.get(legId) === leg) this.#wiring.limitRinging(leg, options.timeoutMs);
    });
  }

  hangup(legId: string, cause: EndCause): Promise<void> {
    return this.#wiring.onLeg(legId, async (leg) => {
      if (leg.state === "incoming") return this.#wiring.refuse(leg, statuses.unavailable);
      const { callId, state } = leg;
      this.#wiring.drop(
        leg,
        state === "up"
          ? { kind: "leg.ended", callId, legId, by: "us", cause }
          : { kind: "leg.failed", callId, legId, code: 487 },
      );
      await this.#plant.cut(leg, cause);
    });
  }

  bridge(callId: string, legIds: readonly string[]): Promise<void> {
    return this.#wiring.inTurn(callId, async () => {
      const legs = [...new Set(legIds)].map((legId) => requireUp(this.#wiring.board, legId, callId));
      if (legs.length < 2) throw new EngineError("wrong_state", "A bridge takes two legs.");
      if (legs.length > 2) this.#wiring.requireMixer();
      const { bridge } = legs[0]!;
      const isSo = bridge?.size === legs.length && legs.every((leg) => leg.bridge === bridge && !leg.isHeld);
      if (isSo && this.#wiring.isConnected(callId)) return;
      await this.#wiring.free(legs);
      const joined = new Set(legs);
      for (const leg of legs) leg.bridge = joined;
      await this.#wiring.connect(callId);
      if (legs.some((leg) => leg.bridge !== joined)) return; // somebody went meanwhile, which was told
      this.#wiring.tell({ kind: "bridge.changed", callId, legIds: legs.map(({ legId }) => legId) });
    });
  }

  park(legId: string, music: string | null): Promise<void> {
    return this.#wiring.onUp(legId, async (leg) => {
      if (music !== null && leg.music === music && !leg.bridge && !leg.isHeld) return;
      await this.#wiring.free([leg]);
      await this.#wiring.connect(leg.callId);
      await this.#wiring.entertain(leg, music);
    });
  }

  play(legId: string, playId: string, prompts: readonly string[], options: PlayOptions): Promise<void> {
    return this.#wiring.onUp(legId, async (leg) => {
      if (leg.bridge || leg.isHeld || leg.monitors) {
        throw new EngineError("wrong_state", `Leg ${legId} is in a bridge, held or a monitor.`);
      }
      leg.music = null;
      await leg.plays.play(playId, prompts, options);
    });
  }

  stopPlay(legId: string): Promise<void> {
    return this.#wiring.onUp(legId, async (leg) => {
      if (leg.plays.stop()) await this.#plant.hush(leg);
    });
  }

  collect(legId: string, playId: string, options: CollectOptions): Promise<void> {
    return this.#wiring.onUp(legId, async (leg) => leg.plays.collect(playId, options));
  }

  async sendDtmf(legId: string, digits: string): Promise<void> {
    if (!/^[0-9*#A-D]+$/.test(digits)) throw new RangeError(`${digits} are no keys`);
    await this.#wiring.onUp(legId, (leg) => this.#plant.press(leg, digits));
  }

  hold(legId: string, isHeld: boolean, music: string | null): Promise<void> {
    return this.#wiring.onUp(legId, async (leg) => {
      if (leg.isHeld === isHeld && (!isHeld || leg.music === music)) return;
      leg.isHeld = isHeld;
      await this.#wiring.quieten(leg);
      await this.#wiring.connect(leg.callId);
      if (isHeld) await this.#wiring.entertain(leg, music);
    });
  }

  mute(legId: string, isMuted: boolean): Promise<void> {
    return this.#wiring.onUp(legId, async (leg) => {
      await this.#plant.mute(leg, isMuted);
      leg.isMuted = isMuted;
    });
  }

  record(callId: string, recordingId: string, action: RecordAction, options?: RecordOptions): Promise<void> {
    const { board } = this.#wiring;
    return this.#wiring.inTurn(callId, async () => {
      if (!this.#plant.isRecording) throw new EngineError("limit", "This engine has no recorder.");
      const known = board.recordings.get(recordingId);
      if (action === "start") return this.#startRecording(callId, recordingId, known, options);
      if (known?.callId !== callId) throw new EngineError("gone", `There is no recording ${recordingId}.`);
      await this.#plant.record(callId, recordingId, action);
      this.#wiring.mark(known, action);
    });
  }

  /** @throws RangeError without options */
  async #startRecording(
    callId: string,
    recordingId: string,
    known?: Recording,
    options?: RecordOptions,
  ): Promise<void> {
    if (!options) throw new RangeError("a recording needs sides and a key");
    const { board } = this.#wiring;
    const upOf = (legIds: readonly string[]) => legIds.map((legId) => requireUp(board, legId, callId).legId);
    const sides = { left: upOf(options.left), right: upOf(options.right) };
    if (known && isSame(known.sides, sides)) return;
    if (!legsOf(board, callId).some(({ state }) => state === "up"))
      throw new EngineError("gone", `Nobody is there in call ${callId}.`);
    await this.#plant.record(callId, recordingId, "start", options);
    if (known) known.sides = sides;
    else this.#wiring.mark({ callId, recordingId, sides, ms: 0, since: null }, "start");
  }

  monitor(callId: string, legId: string, mode: MonitorMode, agentLegId: string): Promise<void> {
    return this.#wiring.inTurn(callId, async () => {
      const leg = requireUp(this.#wiring.board, legId, callId);
      const agent = requireUp(this.#wiring.board, agentLegId, callId);
      if (leg === agent) throw new EngineError("wrong_state", `Leg ${legId} cannot monitor itself.`);
      this.#wiring.requireMixer();
      await this.#wiring.free([leg]);
      leg.monitors = mode === "off" ? null : { mode, agent };
      await this.#wiring.connect(callId);
    });
  }

  async snapshot(callId?: string): Promise<Snapshot> {
    const registered = callId === undefined ? await this.#plant.registered() : [];
    return describe(this.#wiring.board, registered, callId);
  }

  listen(listener: (event: EngineEvent) => void): void {
    this.#wiring.listen(listener);
  }

  close(): Promise<void> {
    this.#wiring.listen(() => {});
    return this.#plant.close();
  }
}

function requireIncoming({ legId, state }: Leg): void {
  if (state !== "incoming") throw new EngineError("wrong_state", `Leg ${legId} is ${state}.`);
}

const isSame = (one: RecordSides, other: RecordSides): boolean =>
  (["left", "right"] as const).every((side) => one[side].join(" ") === other[side].join(" "));
