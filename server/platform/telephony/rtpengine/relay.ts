import { EngineError, type RecordAction, type RecordOptions } from "../adapter.ts";
import type { Clock, Timer } from "../clock.ts";
import type { MediaProcess } from "../media/process.ts";
import type { Hearing, LegName, PlantEvent } from "../plant.ts";
import { Turns } from "../turns.ts";
import {
  admitLeg,
  answerReoffer,
  type Offered,
  reofferLeg,
  ringLeg,
  type Standing,
  seatAnswered,
  takeUpLeg,
} from "./admission.ts";
import { connectSeats, type Means, portName } from "./connect.ts";
import type { Interfaces, Party, Profile } from "./media.ts";
import { type Ng, NgRefusal, type NgReply } from "./ng.ts";
import { pressKeys } from "./press.ts";
import { Seats, unknown } from "./seats.ts";
import { closeTap, closeTaps, hearTaps, pauseTap, recordSeats } from "./taps.ts";
import { watchPackets } from "./watch.ts";

export interface RelayOptions {
  clock: Clock;
  /** Where a prompt or music lies, as a path that rtpengine may read; null where there is none. */
  promptPath: (name: string) => string | null;
  /** Where a recording is to be written: a path where nothing is yet. */
  recordingPath: (recordingId: string) => string;
  interfaces?: Interfaces;
  /** How often it is asked whether packets still come; between this and twice as long after the last one it is told. */
  silenceMs: number;
}

const always = 1_000_000;

/** The audio of calls in rtpengine: which legs there are, whom each hears, what plays to it. */
export class Relay {
  readonly #ng: Ng;
  readonly #means: Means;
  readonly #options: RelayOptions;
  readonly #tell: (event: PlantEvent) => void;
  readonly #turns = new Turns();
  readonly #seats = new Seats();
  #round: Timer;
  #isClosed = false;

  constructor(ng: Ng, media: MediaProcess, options: RelayOptions, tell: (event: PlantEvent) => void) {
    this.#ng = ng;
    this.#means = { ng, media, interfaces: options.interfaces };
    this.#options = options;
    this.#tell = tell;
    this.#round = options.clock.after(options.silenceMs, () => void this.#watch());
  }

  /** Does what was asked of it until now, if that can be done at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#round.cancel();
    await Promise.race([this.#turns.settled(), new Promise<void>((done) => this.#options.clock.after(1000, done))]);
  }

  /** Takes in the leg of an offer, which hears nothing yet. @returns the answer for it. @throws RangeError when its audio is no good */
  admit(leg: LegName, offer: string): Promise<string> {
    return this.#inTurn(leg.callId, () => admitLeg(this.#means, this.#seats, leg, offer));
  }

  /** @returns the offer that a device is rung with; with its answer it is given to `answered` */
  ring(leg: LegName, profile: Profile): Promise<Offered> {
    return this.#inTurn(leg.callId, () => ringLeg(this.#means, this.#seats, leg, profile));
  }

  /** @returns the offer that asks an answered leg for its audio anew; given to `answered` as that of a ring */
  reoffer(leg: LegName): Promise<Offered> {
    return this.#inTurn(leg.callId, () => reofferLeg(this.#means, this.#seats, leg));
  }

  /** The phone has answered an offer. @returns false where rtpengine was killed meanwhile: the call has to be revived. @throws RangeError when its audio is no good */
  answered(leg: LegName, offered: Offered, answer: string): Promise<boolean> {
    return this.#inTurn(leg.callId, () => seatAnswered(this.#means, this.#seats, leg, offered, answer));
  }

  /** What has to be known to take up a leg's audio in another process. */
  keep({ callId, legId }: LegName): Party {
    return this.#seats.find(callId, legId).seat.party;
  }

  /** Seats a leg that another process has kept. */
  takeUp(leg: LegName, party: Party): Promise<Standing> {
    return this.#inTurn(leg.callId, () => takeUpLeg(this.#means, this.#seats, leg, party, this.#options.clock.now()));
  }

  /** A leg offers anew. @returns the answer for it. @throws RangeError, EngineError gone */
  reoffered(leg: LegName, offer: string): Promise<string> {
    return this.#inTurn(leg.callId, () => answerReoffer(this.#means, this.#seats, leg, offer));
  }

  /** rtpengine is another process, which knows no call. */
  restarted(): void {
    for (const callId of this.#seats.calls.keys()) this.lost(callId);
  }

  /** A ring or a leg has ended; the call goes with its last one. */
  leave({ callId, legId }: LegName): Promise<void> {
    return this.#inTurn(callId, async () => {
      for (const tag of this.#seats.tagsOf(callId, legId)) await this.#remove(callId, tag);
    });
  }

  /** One of the rings of a leg has come to nothing. */
  unring({ callId }: LegName, tag: string): Promise<void> {
    return this.#inTurn(callId, () => this.#remove(callId, tag));
  }

  connect(callId: string, hearing: Hearing): Promise<void> {
    return this.#inTurn(callId, async () => {
      const call = this.#seats.calls.get(callId);
      if (!call) return;
      call.hearing = hearing;
      await connectSeats(this.#means, callId, call, hearing);
      await hearTaps(this.#means, callId, call);
    });
  }

  record(callId: string, recordingId: string, action: RecordAction, options?: RecordOptions): Promise<void> {
    return this.#inTurn(callId, async () => {
      const call = this.#seats.calls.get(callId);
      if (!call) throw new EngineError("gone", `There is no call ${callId}.`);
      if (action === "stop") return closeTap(this.#means, callId, call, recordingId);
      if (!options) return pauseTap(this.#means, callId, recordingId, action === "pause");
      const tagsOf = (legIds: readonly string[]) => legIds.map((id) => this.#seats.find(callId, id).seat.party.tag);
      const tags = { left: tagsOf(options.left), right: tagsOf(options.right) };
      const path = this.#options.recordingPath(recordingId);
      await recordSeats(this.#means, callId, call, recordingId, { tags, path, key: options.key });
    });
  }

  /** A recording whose file takes no more: what was written is kept. */
  tapFailed(name: string): void {
    for (const [callId, call] of this.#seats.calls)
      for (const recordingId of call.taps.keys())
        if (portName(callId, recordingId) === name) {
          this.#tell({ kind: "record.lost", recordingId });
          void this.#inTurn(callId, () => closeTap(this.#means, callId, call, recordingId)).catch(() => {});
        }
  }

  /** The media process has ended, and what it knew with it: whom it connected is connected anew, what it recorded has ended. */
  mediaDied(): void {
    for (const [callId, call] of this.#seats.calls) {
      for (const recordingId of call.taps.keys()) this.#tell({ kind: "record.lost", recordingId });
      call.taps.clear();
      if (call.mixes.size === 0) continue;
      for (const seat of call.seats.values()) if (call.mixes.has(seat.partner ?? "")) seat.partner = unknown;
      call.mixes.clear();
      void this.connect(callId, call.hearing).catch(() => {}); // the next connect does it all
    }
  }

  sound({ callId, legId }: LegName, prompt: string, isLooped: boolean): Promise<number> {
    return this.#inTurn(callId, async () => {
      const file = this.#options.promptPath(prompt);
      if (file === null) throw new EngineError("gone", `There is no prompt ${prompt}.`);
      const { duration } = await this.#ask(callId, legId, "play media", {
        file,
        "repeat-times": isLooped ? always : 1,
      });
      return duration ?? 0;
    });
  }

  async hush({ callId, legId }: LegName): Promise<void> {
    await this.#inTurn(callId, () => this.#ask(callId, legId, "stop media").catch(unlessRefused)); // nothing was playing
  }

  async mute({ callId, legId }: LegName, isMuted: boolean): Promise<void> {
    await this.#inTurn(callId, () => this.#ask(callId, legId, isMuted ? "block media" : "unblock media"));
  }

  press({ callId, legId }: LegName, digits: string): Promise<void> {
    return this.#inTurn(callId, () => {
      const { call, seat } = this.#seats.find(callId, legId);
      return pressKeys(this.#means, callId, call, seat, digits);
    });
  }

  /** A key that rtpengine has heard. */
  key(callId: string, tag: string, digit: string): void {
    const call = this.#seats.calls.get(callId);
    const seat = call?.seats.get(tag);
    if (!call || !seat) return;
    const echo = call.echoes.indexOf(tag + digit);
    if (echo >= 0) call.echoes.splice(echo, 1);
    else this.#tell({ kind: "key", legId: seat.legId, digit });
  }

  /** rtpengine does not know a call: what was known of its pairs holds no more. */
  lost(callId: string): void {
    const call = this.#seats.calls.get(callId);
    if (!call) return;
    call.isGone = call.seats.size > 0;
    for (const seat of call.seats.values()) Object.assign(seat, { partner: unknown, isKeyed: false, packets: -1 });
    for (const tap of call.taps.values()) tap.isHearing = false;
    for (const tag of call.rings.keys()) call.rings.set(tag, true);
    if (call.isGone) this.#tell({ kind: "audio.gone", callId });
  }

  async #watch(): Promise<void> {
    await watchPackets(
      this.#ng,
      this.#seats,
      (kind, legId) => this.#tell({ kind, legId }),
      (callId) => this.lost(callId),
    );
    if (!this.#isClosed) this.#round = this.#options.clock.after(this.#options.silenceMs, () => void this.#watch());
  }

  /** An offer for a call that was deleted would silently make a new one: what is asked goes to known legs only. */
  #ask(callId: string, legId: string, command: string, more: Record<string, unknown> = {}): Promise<NgReply> {
    const { party } = this.#seats.find(callId, legId).seat;
    return this.#ng.ask({ command, "call-id": callId, "from-tag": party.tag, ...more });
  }

  async #remove(callId: string, tag: string): Promise<void> {
    const mix = this.#seats.calls.get(callId)?.seats.get(tag)?.partner ?? null;
    const { call, isLast } = this.#seats.remove(callId, tag);
    if (!call) return;
    const one = isLast ? {} : { "from-tag": tag };
    await this.#ng.ask({ command: "delete", "call-id": callId, "delete-delay": 0, ...one }).catch(unlessRefused);
    if (mix !== null && call.mixes.delete(mix)) await this.#means.media.close(portName(callId, mix));
    if (isLast) await closeTaps(this.#means, callId, call);
  }

  #inTurn<T>(callId: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(callId, () =>
      work().catch((error: unknown) => {
        // of a call of ours rtpengine knows nothing: it is another one, and the call is given audio anew
        const code = this.#seats.calls.has(callId) ? "down" : "gone";
        throw error instanceof NgRefusal ? new EngineError(code, error.message) : error;
      }),
    );
  }
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof NgRefusal)) throw error;
}
