import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { EngineError } from "../adapter.ts";
import type { TapSides } from "./tap.ts";

type Verb =
  | { verb: "open" | "close"; name: string }
  | { verb: "aim"; name: string; host: string; port: number }
  | { verb: "hear"; hearing: Readonly<Record<string, readonly string[]>> }
  | { verb: "press"; name: string; digits: string }
  | { verb: "tap"; name: string; path: string; recordingId: string /** Base64. */; key: string }
  | { verb: "aimTap"; name: string; sides: TapSides }
  | { verb: "pause"; name: string; isPaused: boolean }
  | { verb: "untap"; name: string };
export type MediaAsk = Verb & { id: number };
export type MediaAnswer = { id: number; ports: number[]; error: string | null };
/** A recording that the disk takes no more of. */
export type MediaTold = { failed: string };

interface Waiting {
  resolve(ports: number[]): void;
  reject(error: Error): void;
}

/** Mixer and recorder in a process of their own, so that nothing else makes their 20 ms late. It is started when it is needed first. */
export class MediaProcess {
  readonly #died: () => void;
  readonly #failed: (name: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | null = null;
  #lastId = 0;
  #isEnded = false;

  /**
   * @param died told when it has ended by itself; with the next ask there is another one, which knows nothing
   * @param failed told of a tap whose file takes no more
   */
  constructor(died: () => void, failed: (name: string) => void) {
    this.#died = died;
    this.#failed = failed;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** @throws EngineError down when it ends meanwhile */
  async open(name: string): Promise<number> {
    const [port] = await this.#ask({ verb: "open", name });
    return port!;
  }

  async aim(name: string, host: string, port: number): Promise<void> {
    await this.#ask({ verb: "aim", name, host, port });
  }

  async hear(hearing: Readonly<Record<string, readonly string[]>>): Promise<void> {
    await this.#ask({ verb: "hear", hearing });
  }

  async press(name: string, digits: string): Promise<void> {
    await this.#ask({ verb: "press", name, digits });
  }

  async close(name: string): Promise<void> {
    await this.#ask({ verb: "close", name });
  }

  /**
   * Begins to record into a file that is not there yet; nobody is heard before it is aimed. The key goes by the channel between
   * the two processes only. @throws EngineError limit when the file cannot be made
   */
  async tap(name: string, path: string, recordingId: string, key: Buffer): Promise<void> {
    await this.#ask({ verb: "tap", name, path, recordingId, key: key.toString("base64") });
  }

  /** Whom it hears from now on. @returns a port for each, the left ones first */
  aimTap(name: string, sides: TapSides): Promise<number[]> {
    return this.#ask({ verb: "aimTap", name, sides });
  }

  async pause(name: string, isPaused: boolean): Promise<void> {
    await this.#ask({ verb: "pause", name, isPaused });
  }

  /** The file is whole when it resolves. */
  async untap(name: string): Promise<void> {
    await this.#ask({ verb: "untap", name });
  }

  end(): void {
    this.#isEnded = true;
    const child = this.#child;
    this.#child = null;
    child?.disconnect();
  }

  #ask(verb: Verb): Promise<number[]> {
    if (this.#isEnded) return Promise.reject(new EngineError("down", "The media process has been ended."));
    this.#child ??= this.#start();
    const child = this.#child;
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child.send({ ...verb, id } satisfies MediaAsk, (error) => error && this.#ended(child));
    });
  }

  #start(): ChildProcess {
    const child = fork(join(import.meta.dirname, "worker.ts"), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.on("message", (told: MediaAnswer | MediaTold) => {
      if ("failed" in told) return this.#failed(told.failed);
      const { id, ports, error } = told;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === null) waiting?.resolve(ports);
      else waiting?.reject(new EngineError("limit", error));
    });
    child.on("exit", () => this.#ended(child));
    return child;
  }

  #ended(child: ChildProcess): void {
    for (const { reject } of this.#waiting.values()) reject(new EngineError("down", "The media process has ended."));
    this.#waiting.clear();
    if (this.#child !== child) return;
    this.#child = null;
    this.#died();
  }
}
