import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
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

/** What the database will never take, when it was asked and why. */
export interface Refused {
  at: string;
  error: string;
  step: Step;
}

/** Where an organisation's steps lie. @param folder the engine's */
export const spoolFile = (folder: string, organisationId: string): string =>
  join(folder, "spool", `${organisationId}.jsonl`);

const nameOf = ({ token, number }: Mark): string => `${token}.${number}`;
const refusedFile = (file: string): string => `${file}.refused`;

/** Steps that the database did not take, in a file of this machine, a line each, in their order; they lie on the disk when `append` returns. */
export class Spool {
  readonly #file: string;
  /** Names of those that are kept; undefined: nobody looked yet. */
  #refused: Set<string> | undefined;

  /** @param file absolute; its folder is made where it is missing */
  constructor(file: string) {
    this.#file = file;
  }

  append(steps: readonly Step[]): void {
    appendLines(this.#file, steps.map(withoutKeys));
  }

  /** Without what was being written when the machine stopped. */
  read(): Step[] {
    return readLines<Step>(this.#file);
  }

  /** Keeps a step that the database will never take beside the others, once. @returns where it lies */
  keepRefused(step: Step, error: string, at: number): string {
    const file = refusedFile(this.#file);
    // whoever died between this and the next step that was written is given it again
    this.#refused ??= new Set(readLines<Refused>(file).map((line) => nameOf(line.step)));
    if (!this.#refused.has(nameOf(step)))
      appendLines(file, [{ at: new Date(at).toISOString(), error, step: withoutKeys(step) }]);
    this.#refused.add(nameOf(step));
    return file;
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

/** How many steps of an organisation's calls lie here that the database will never take, and in which file. @param folder the engine's */
export function readRefused(folder: string, organisationId: string): { count: number; file: string } {
  const file = refusedFile(spoolFile(folder, organisationId));
  return { count: readLines(file).length, file };
}

/** The same of all organisations of this machine. @param folder the engine's */
export function countAllRefused(folder: string): number {
  const spools = join(folder, "spool");
  const files = existsSync(spools) ? readdirSync(spools).filter((name) => name.endsWith(refusedFile(""))) : [];
  return files.reduce((count, name) => count + readLines(join(spools, name)).length, 0);
}

function appendLines(path: string, lines: readonly unknown[]): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, "a", 0o600);
  try {
    writeSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readLines<Line>(path: string): Line[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .flatMap(parse<Line>);
}

function parse<Line>(line: string): Line[] {
  try {
    return [JSON.parse(line) as Line];
  } catch {
    return [];
  }
}
