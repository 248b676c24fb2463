import { type DialOptions, EngineError, type EngineEvent, type Target } from "../adapter.ts";
import type { Timer } from "../clock.ts";
import type { Found, Hearing, LegName, Plant, PlantEvent } from "../plant.ts";
import type { MemoryOptions } from "./memory.ts";
import type { MemoryPhone } from "./phone.ts";

/** A leg's way to the phone, or to the phones that ring until one picks up. */
export interface Line {
  readonly leg: LegName;
  phones: Set<MemoryPhone>;
  /** The worst that a phone of it said; told when the last one has refused. */
  refused: number;
  isUp: boolean;
  isMuted: boolean;
  hears: readonly string[];
  sound: { tone: number; until: number } | null;
  silence: Timer | null;
}

/** Lines between a switchboard and phones in memory. */
export class MemoryPlant implements Plant {
  readonly isMixing = true;
  readonly isRecording = true;
  readonly #options: MemoryOptions;
  readonly #lines = new Map<string, Line>();
  readonly #devices = new Map<string, Set<MemoryPhone>>();
  readonly #subscribers = new Map<string, MemoryPhone>();
  #isUp = true;
  #listener: (event: PlantEvent) => void = () => {};

  constructor(options: MemoryOptions) {
    this.#options = options;
  }

  /** The engine is gone, and comes again as it was. */
  setUp(isUp: boolean): void {
    this.#isUp = isUp;
    this.tell({ kind: "engine.changed", isUp });
  }

  tell(event: PlantEvent): void {
    this.#listener(event);
  }

  listen(listener: (event: PlantEvent) => void): void {
    this.#listener = listener;
  }

  register(phone: MemoryPhone, address: string): MemoryPhone {
    const devices = this.#devices.get(address) ?? new Set();
    this.#devices.set(address, devices.add(phone));
    if (devices.size === 1) this.tell({ kind: "endpoint.changed", address, isRegistered: true });
    return phone;
  }

  unregister(phone: MemoryPhone, address: string): void {
    const devices = this.#devices.get(address);
    if (!devices?.delete(phone) || devices.size > 0) return;
    this.#devices.delete(address);
    this.tell({ kind: "endpoint.changed", address, isRegistered: false });
  }

  subscribe(phone: MemoryPhone, number: string): MemoryPhone {
    this.#subscribers.set(number, phone);
    return phone;
  }

  async registered(): Promise<string[]> {
    this.#requireUp();
    return [...this.#devices.keys()];
  }

  /** A phone calls in. */
  comeIn(
    phone: MemoryPhone,
    call: Pick<Extract<EngineEvent, { kind: "leg.incoming" }>, "to" | "from" | "headers">,
  ): Line | null {
    if (!this.#isUp) return null;
    const leg = { callId: this.#options.newId(), legId: this.#options.newId() };
    const line = this.#newLine(leg, [phone]);
    const source =
      phone.place.kind === "user" ? phone.place : { kind: "trunk" as const, trunkId: this.#options.trunkIds[0]! };
    phone.line = line;
    this.tell({ kind: "leg.incoming", ...leg, ...call, source });
    return line;
  }

  async pickUp({ legId }: LegName): Promise<void> {
    const line = this.#line(legId);
    line.isUp = true;
    for (const phone of line.phones) phone.pickedUp();
    this.listenToPackets(line);
  }

  async refuse({ legId }: LegName, status: number): Promise<void> {
    this.#end(legId, status);
  }

  async ring(leg: LegName, target: Target, options: DialOptions): Promise<void> {
    this.#requireUp();
    if (target.kind === "trunk" && !this.#options.trunkIds.includes(target.trunkId)) {
      throw new EngineError("no_target", `There is no trunk ${target.trunkId}.`);
    }
    const line = this.#newLine(leg, []);
    const found = this.#phonesOf(target);
    const free = found.filter(({ state }) => state === "idle");
    if (free.length === 0) return this.#fail(line, found.length > 0 ? 486 : target.kind === "user" ? 480 : 404);
    line.phones = new Set(free);
    for (const phone of free) phone.rung(line, options);
    this.tell({ kind: "ringing", legId: leg.legId });
    if (options.isAutoAnswer && target.kind === "user") await free[0]!.answer();
  }

  /** One of the phones that ring picks up; the others ring no more. */
  picksUp(line: Line, phone: MemoryPhone): void {
    for (const other of line.phones) if (other !== phone) other.ended(487);
    line.phones = new Set([phone]);
    line.isUp = true;
    this.listenToPackets(line);
    this.tell({ kind: "answered", legId: line.leg.legId });
  }

  refuses(line: Line, phone: MemoryPhone, status: number): void {
    line.phones.delete(phone);
    line.refused = Math.max(line.refused, status);
    if (line.phones.size === 0 || status >= 600) this.#fail(line, line.refused);
  }

  hangsUp(line: Line): void {
    this.#lines.delete(line.leg.legId);
    line.silence?.cancel();
    this.tell({ kind: "hung_up", legId: line.leg.legId });
  }

  async cut({ legId }: LegName): Promise<void> {
    this.#end(legId, 487);
  }

  async connect(_callId: string, hearing: Hearing): Promise<void> {
    this.#requireUp();
    for (const [legId, hears] of hearing) {
      const line = this.#lines.get(legId);
      if (line) line.hears = hears;
    }
  }

  async sound({ legId }: LegName, prompt: string, isLooped: boolean): Promise<number> {
    const line = this.#line(legId);
    const found = this.#options.prompts[prompt];
    if (!found) throw new EngineError("gone", `There is no prompt ${prompt}.`);
    line.sound = { tone: found.tone, until: isLooped ? Infinity : this.#options.clock.now() + found.ms };
    return found.ms;
  }

  async hush({ legId }: LegName): Promise<void> {
    this.#line(legId).sound = null;
  }

  async mute({ legId }: LegName, isMuted: boolean): Promise<void> {
    this.#line(legId).isMuted = isMuted;
  }

  async press({ legId }: LegName, digits: string): Promise<void> {
    for (const phone of this.#line(legId).phones) phone.keys += digits;
  }

  async record(): Promise<void> {
    this.#requireUp();
  }

  /** The tones that come out at the far end of a line. */
  tones(line: Line): number[] {
    const said = line.hears
      .map((legId) => this.#lines.get(legId))
      .flatMap((other) => (other && !other.isMuted ? [...other.phones] : []))
      .flatMap((phone) => phone.spoken ?? []);
    const played = line.sound && line.sound.until > this.#options.clock.now() ? [line.sound.tone] : [];
    return [...new Set([...said, ...played])].sort((a, b) => a - b);
  }

  /** Tells once when no packet has come for a while. */
  listenToPackets(line: Line): void {
    line.silence?.cancel();
    if (!line.isUp) return;
    const { legId } = line.leg;
    if (![...line.phones].some(({ isCutOff }) => isCutOff)) this.tell({ kind: "media.back", legId });
    else
      line.silence = this.#options.clock.after(this.#options.silenceMs ?? 5000, () =>
        this.tell({ kind: "media.lost", legId }),
      );
  }

  keep(): unknown {
    return {};
  }

  /** Its lines outlive a switchboard. */
  async takeUp({ legId }: LegName): Promise<Found> {
    return this.#lines.has(legId) ? "whole" : "gone";
  }

  /** Its audio never goes by itself. */
  async revive({ legId }: LegName): Promise<void> {
    this.#line(legId);
  }

  async close(): Promise<void> {
    this.#listener = () => {};
  }

  #phonesOf(target: Target): MemoryPhone[] {
    if (target.kind === "user") return [...(this.#devices.get(target.address) ?? [])];
    return [this.#subscribers.get(target.number)].filter((phone) => phone !== undefined);
  }

  #newLine(leg: LegName, phones: MemoryPhone[]): Line {
    const line = {
      leg,
      phones: new Set(phones),
      refused: 0,
      isUp: false,
      isMuted: false,
      hears: [],
      sound: null,
      silence: null,
    };
    this.#lines.set(leg.legId, line);
    return line;
  }

  #line(legId: string): Line {
    this.#requireUp();
    const line = this.#lines.get(legId);
    if (!line) throw new EngineError("gone", `Leg ${legId} has ended.`);
    return line;
  }

  #requireUp(): void {
    if (!this.#isUp) throw new EngineError("down", "The engine does not answer.");
  }

  #fail({ leg: { legId } }: Line, code: number): void {
    this.#end(legId, 487);
    this.tell({ kind: "failed", legId, code });
  }

  #end(legId: string, status: number): void {
    const line = this.#lines.get(legId);
    if (!line) return;
    this.#lines.delete(legId);
    line.silence?.cancel();
    for (const phone of line.phones) phone.ended(status);
  }
}
