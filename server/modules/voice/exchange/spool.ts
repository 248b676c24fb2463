import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { Call } from "../control/call.ts";
import type { Effect } from "../control/effect.ts";
import type { Entered } from "./enter.ts";
import type { Mark } from "./lease.ts";

/** What one step of a call left to be written. Plain JSON. */
export interface Step extends Mark {
  /** Of a call that began with it, and when. */
  begun: { entered: Entered; at: number } | null;
  state: Call;
  effects: readonly Effect[];
}

/** Steps that the database did not take, in a file of this machine, a line each, in their order; they lie on the disk when `append` returns. */
export class Spool {
  readonly #file: string;

  /** @param file absolute; its folder is made where it is missing */
  constructor(file: string) {
    this.#file = file;
  }

  append(steps: readonly Step[]): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const file = openSync(this.#file, "a", 0o600);
    try {
      writeSync(file, steps.map((step) => `${JSON.stringify(withoutKeys(step))}\n`).join(""));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  /** Without what was being written when the machine stopped. */
  read(): Step[] {
    if (!existsSync(this.#file)) return [];
    return readFileSync(this.#file, "utf8").split("\n").slice(0, -1).flatMap(parse);
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }

  /** Keeps what may not be written any more, for people to look at. @returns where it lies */
  setAside(): string {
    const aside = `${this.#file}.${Date.now()}.late`;
    renameSync(this.#file, aside);
    return aside;
  }
}

/** Keys that were sent, perhaps a card's number, are nothing to be written. */
const withoutKeys = (step: Step): Step => ({
  ...step,
  effects: step.effects.filter((effect) => effect.kind !== "verb" || effect.verb.name !== "sendDtmf"),
});

function parse(line: string): Step[] {
  try {
    return [JSON.parse(line) as Step];
  } catch {
    return [];
  }
}
