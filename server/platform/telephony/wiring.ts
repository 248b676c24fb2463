import { EngineError, type EngineEvent, type LegState, type RecordAction } from "./adapter.ts";
import { type Board, hearingOf, type Leg, legsOf, type Recording, requireLeg, requireUp } from "./board.ts";
import type { Clock, Timer } from "./clock.ts";
import { type CallStore, Keeper } from "./keep.ts";
import type { Plant } from "./plant.ts";
import { Plays } from "./plays.ts";
import { type LimitOf, TrunkLoad } from "./trunk_load.ts";
import { Turns } from "./turns.ts";

const retryMs = 500;

type Told = EngineEvent extends infer Event ? (Event extends EngineEvent ? Omit<Event, "at"> : never) : never;

/** Legs as they come, are joined, parted and go: what the verbs of a switchboard and the events of its plant have in common. */
export class Wiring {
  readonly board: Board = { legs: new Map(), recordings: new Map() };
  readonly plant: Plant;
  readonly clock: Clock;
  readonly keeper: Keeper;
  readonly load: TrunkLoad;
  readonly #turns = new Turns();
  /** Calls whose audio is not as the board says, and when that is tried again. */
  readonly #unconnected = new Map<string, Timer>();
  #listener: ((event: EngineEvent) => void) | null = null;
  /** What happened before anybody listened, in order: calls are taken up before there is somebody to tell. */
  readonly #early: EngineEvent[] = [];

  constructor(plant: Plant, clock: Clock, store: CallStore, limitOf: LimitOf) {
    this.plant = plant;
    this.clock = clock;
    this.keeper = new Keeper(store, plant, this.board);
    this.load = new TrunkLoad(this.board, clock, limitOf);
  }

  tell(event: Told): void {
    const told = { at: this.clock.now(), ...event };
    if (this.#listener) this.#listener(told);
    else this.#early.push(told);
  }

  listen(listener: (event: EngineEvent) => void): void {
    this.#listener = listener;
    for (const event of this.#early.splice(0)) listener(event);
  }

  /** Does work for a call when it is its turn, and keeps what came of it. */
  inTurn<T>(callId: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(callId, () => work().finally(() => this.keeper.keep(callId)));
  }

  /** Does work with a leg when it is its call's turn. @throws EngineError gone */
  async onLeg(legId: string, work: (leg: Leg) => Promise<void>): Promise<void> {
    const { callId } = requireLeg(this.board, legId);
    await this.inTurn(callId, () => work(requireLeg(this.board, legId)));
  }

  /** The same with an answered leg. @throws EngineError gone, wrong_state */
  onUp(legId: string, work: (leg: Leg) => Promise<void>): Promise<void> {
    return this.onLeg(legId, () => work(requireUp(this.board, legId)));
  }

  seat(callId: string, legId: string, state: LegState, trunkId: string | null, since = this.clock.now()): Leg {
    const leg: Leg = {
      callId,
      legId,
      state,
      trunkId,
      isHeld: false,
      isHolding: false,
      isMuted: false,
      isSilent: false,
      since,
      bridge: null,
      monitors: null,
      music: null,
      ringsUntil: null,
      plays: new Plays({
        sound: (prompt, isLooped) => this.plant.sound(leg, prompt, isLooped),
        hush: () => this.plant.hush(leg),
        after: (ms, work) => this.#later(leg, ms, work),
        finished: (playId, reason, digits) =>
          this.tell({ kind: "play.finished", callId, legId, playId, reason, ...(digits !== undefined && { digits }) }),
      }),
    };
    this.board.legs.set(legId, leg);
    return leg;
  }

  /** Takes legs out of their bridges, holds, monitors, music and plays; those who stay behind are told of. */
  async free(legs: readonly Leg[]): Promise<void> {
    for (const leg of legs) {
      leg.isHeld = false;
      leg.monitors = null;
    }
    this.leave(legs);
    for (const leg of legs) await this.quieten(leg);
  }

  leave(legs: readonly Leg[]): void {
    const bridges = new Set(legs.flatMap(({ bridge }) => bridge ?? []));
    for (const leg of legs) {
      leg.bridge?.delete(leg);
      leg.bridge = null;
    }
    for (const bridge of bridges) {
      const [first] = bridge;
      if (!first) continue;
      if (bridge.size === 1) first.bridge = null;
      this.tell({ kind: "bridge.changed", callId: first.callId, legIds: [...bridge].map(({ legId }) => legId) });
    }
  }

  /** Where the plant fails the music is still there, and whoever asks again finds it so. */
  async quieten(leg: Leg): Promise<void> {
    const isPlaying = leg.music !== null || leg.plays.isPlaying;
    leg.plays.silence();
    if (isPlaying) await this.plant.hush(leg);
    leg.music = null;
  }

  /** Lets a leg hear music, or nothing. */
  async entertain(leg: Leg, music: string | null): Promise<void> {
    leg.plays.silence();
    if (music === null) return this.plant.hush(leg);
    await this.plant.sound(leg, music, true);
    leg.music = music;
  }

  /** Lets everybody hear whom the board says. Where the plant fails it is tried again by itself, for whoever asks once more finds the board as wanted. */
  async connect(callId: string): Promise<void> {
    this.#unconnected.get(callId)?.cancel();
    this.#unconnected.delete(callId);
    const legs = legsOf(this.board, callId);
    try {
      await this.plant.connect(callId, hearingOf(legs));
    } catch (error) {
      if (legs.length > 0)
        this.#unconnected.set(
          callId,
          this.clock.after(retryMs, () => this.reconnect(callId)),
        );
      throw error;
    }
  }

  /** The same for what nobody waits for. */
  reconnect(callId: string): void {
    void this.inTurn(callId, () => this.connect(callId)).catch(() => {}); // tried again
  }

  /** Whether the plant has done what the board says. */
  isConnected(callId: string): boolean {
    return !this.#unconnected.has(callId);
  }

  /** A leg that has gone: told first of what played, then of its end, then of its bridge, then of its call's recordings. */
  drop(leg: Leg, told: Told): void {
    if (!this.board.legs.delete(leg.legId)) return;
    leg.ringsUntil?.cancel();
    leg.plays.stop();
    this.tell(told);
    this.leave([leg]);
    const rest = legsOf(this.board, leg.callId);
    if (rest.length > 0 && leg.state === "up") this.reconnect(leg.callId);
    if (rest.length > 0) return;
    for (const recording of this.board.recordings.values()) {
      if (recording.callId === leg.callId) this.mark(recording, "stop");
    }
  }

  async refuse(leg: Leg, code: number): Promise<void> {
    this.drop(leg, { kind: "leg.failed", callId: leg.callId, legId: leg.legId, code });
    await this.plant.refuse(leg, code);
  }

  /** Rings no longer than until then. */
  limitRinging(leg: Leg, timeoutMs: number): void {
    leg.ringsUntil = this.#later(leg, timeoutMs, async () => {
      if (leg.state === "up") return;
      this.drop(leg, { kind: "leg.failed", callId: leg.callId, legId: leg.legId, code: 408 });
      await this.plant.cut(leg, "no_answer");
    });
  }

  mark(recording: Recording, action: RecordAction): void {
    const now = this.clock.now();
    const { callId, recordingId } = recording;
    if (recording.since !== null) recording.ms += now - recording.since;
    recording.since = action === "start" || action === "resume" ? now : null;
    if (action === "start") this.board.recordings.set(recordingId, recording);
    if (action !== "stop") return;
    this.board.recordings.delete(recordingId);
    this.tell({ kind: "record.finished", callId, recordingId, ms: recording.ms });
  }

  requireMixer(): void {
    if (!this.plant.isMixing)
      throw new EngineError("limit", "This engine has no mixer: two legs hear each other, no more.");
  }

  #later(leg: Leg, ms: number, work: () => Promise<void>): Timer {
    return this.clock.after(ms, () => {
      const isThere = () => this.board.legs.get(leg.legId) === leg;
      void this.inTurn(leg.callId, async () => (isThere() ? work() : undefined)).catch(() => {}); // a snapshot finds it
    });
  }
}
