import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = "/usr/bin/turnserver";

/** Why tests with a TURN server are left out here; false where there is one. */
export const withoutTurn = existsSync(program) ? false : "coturn is not on this machine";

/** Debian's coturn on an address of this machine that nobody else has, with a shared secret. */
export class TurnServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  #said = "";

  private constructor(url: string, folder: string, child: ChildProcess) {
    this.url = url;
    this.#folder = folder;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (this.#said += String(text)));
  }

  static async open(secret: string): Promise<TurnServer> {
    const host = `127.0.${40 + (process.pid % 200)}.21`;
    const folder = await mkdtemp(join(tmpdir(), "zhiyin-turn-"));
    const settings = [
      `listening-ip=${host}`,
      `relay-ip=${host}`,
      "listening-port=3478",
      "min-port=49160",
      "max-port=49259",
      "realm=turn.test",
      "use-auth-secret",
      `static-auth-secret=${secret}`,
      "allow-loopback-peers", // rtpengine is on this machine; a real server forbids it
      "no-cli",
      "no-tls",
      "no-dtls",
      `pidfile=${join(folder, "turn.pid")}`,
      `userdb=${join(folder, "turn.db")}`,
      "log-file=stdout",
      "simple-log",
      "verbose",
    ];
    const file = join(folder, "turn.conf");
    await writeFile(file, `${settings.join("\n")}\n`);
    const child = spawn(program, ["-c", file], { stdio: ["ignore", "pipe", "pipe"], cwd: folder });
    const server = new TurnServer(`turn:${host}:3478?transport=udp`, folder, child);
    await server.#listening();
    return server;
  }

  /** What it has said so far: who came, and what they were given. */
  said(): string {
    return this.#said;
  }

  async #listening(): Promise<void> {
    for (let at = 0; at < 100 && !/UDP listener opened/.test(this.#said); at++) {
      if (this.#child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (!/UDP listener opened/.test(this.#said)) throw new Error(`coturn does not listen:\n${this.#said}`);
  }

  /** The network of whoever goes through it is away. */
  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    if (this.#child.exitCode === null && this.#child.kill()) await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
