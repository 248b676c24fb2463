import type { DialOptions } from "../adapter.ts";
import type { Phone } from "../phones.ts";
import type { Line, MemoryPlant } from "./plant.ts";

/** A phone on a line in memory. */
export class MemoryPhone implements Phone {
  readonly place: { kind: "user"; address: string } | { kind: "trunk"; number: string };
  line: Line | null = null;
  state: Phone["state"] = "idle";
  status: number | null = null;
  ring: Phone["ring"] = null;
  keys = "";
  isCutOff = false;
  readonly #plant: MemoryPlant;
  #tone: number | null = null;
  #isHolding = false;

  constructor(plant: MemoryPlant, place: MemoryPhone["place"]) {
    this.#plant = plant;
    this.place = place;
  }

  async call(to: string): Promise<void> {
    const number = this.place.kind === "user" ? this.place.address.split("@")[0]! : this.place.number;
    this.#begin("calling");
    if (!this.#plant.comeIn(this, { to, from: { number, name: null }, headers: {} })) this.ended(503);
  }

  async answer(): Promise<void> {
    this.state = "talking";
    this.#plant.picksUp(this.line!, this);
  }

  async refuse(status: number): Promise<void> {
    const line = this.line!;
    this.ended(status);
    this.#plant.refuses(line, this, status);
  }

  async hangup(): Promise<void> {
    const line = this.line;
    this.ended(null);
    if (line) this.#plant.hangsUp(line);
  }

  async press(digits: string): Promise<void> {
    for (const digit of digits) this.#plant.tell({ kind: "key", legId: this.line!.leg.legId, digit });
  }

  say(tone: number | null): void {
    this.#tone = tone;
  }

  async hold(isHolding: boolean): Promise<void> {
    this.#isHolding = isHolding;
    this.#plant.tell({ kind: isHolding ? "held" : "resumed", legId: this.line!.leg.legId });
  }

  cutOff(isCutOff: boolean): void {
    this.isCutOff = isCutOff;
    if (this.line) this.#plant.listenToPackets(this.line);
  }

  hears(): number[] {
    return this.state === "talking" && this.line && !this.#isHolding ? this.#plant.tones(this.line) : [];
  }

  async unregister(): Promise<void> {
    if (this.place.kind === "user") this.#plant.unregister(this, this.place.address);
  }

  /** What goes out of it. */
  get spoken(): number | null {
    return this.isCutOff || this.#isHolding ? null : this.#tone;
  }

  rung(line: Line, { from, headers = {} }: DialOptions): void {
    this.#begin("ringing");
    this.line = line;
    this.ring = { from, headers };
  }

  pickedUp(): void {
    this.state = "talking";
  }

  ended(status: number | null): void {
    this.status = this.state === "talking" ? null : status;
    this.state = "idle";
    this.line = null;
    this.#isHolding = false;
  }

  #begin(state: "calling" | "ringing"): void {
    this.state = state;
    this.status = null;
    this.keys = "";
  }
}
