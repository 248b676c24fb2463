import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { EngineError } from "../adapter.ts";

type Verb =
  | { verb: "open" | "close"; name: string }
  | { verb: "aim"; name: string; host: string; port: number }
  | { verb: "hear"; hearing: Readonly<Record<string, readonly string[]>> }
  | { verb: "press"; name: string; digits: string };
export type MixerAsk = Verb & { id: number };
export type MixerAnswer = { id: number; port: number | null };

interface Waiting {
  resolve(port: number | null): void;
  reject(error: Error): void;
}

/** The mixer in a process of its own, so that nothing else makes its 20 ms late. It is started when it is needed first. */
export class MixerProcess {
  readonly #died: () => void;
  readonly #waiting = new Map<number, Waiting>();
  #child: ChildProcess | null = null;
  #lastId = 0;

  /** @param died told when it has ended by itself; with the next ask there is another one, which knows nothing */
  constructor(died: () => void) {
    this.#died = died;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** @throws EngineError down when it ends meanwhile */
  async open(name: string): Promise<number> {
    return (await this.#ask({ verb: "open", name })) ?? 0;
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

  end(): void {
    const child = this.#child;
    this.#child = null;
    child?.disconnect();
  }

  #ask(verb: Verb): Promise<number | null> {
    this.#child ??= this.#start();
    const child = this.#child;
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child.send({ ...verb, id } satisfies MixerAsk, (error) => error && this.#ended(child));
    });
  }

  #start(): ChildProcess {
    const child = fork(join(import.meta.dirname, "worker.ts"), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.on("message", ({ id, port }: MixerAnswer) => {
      this.#waiting.get(id)?.resolve(port);
      this.#waiting.delete(id);
    });
    child.on("exit", () => this.#ended(child));
    return child;
  }

  #ended(child: ChildProcess): void {
    for (const { reject } of this.#waiting.values()) reject(new EngineError("down", "The mixer has ended."));
    this.#waiting.clear();
    if (this.#child !== child) return;
    this.#child = null;
    this.#died();
  }
}
