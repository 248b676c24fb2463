import { mix } from "./mix.ts";
import { MixerPort } from "./port.ts";

/** Who hears whom, mixed every 20 ms. Names are its users'. */
export class Mixer {
  readonly #ports = new Map<string, MixerPort>();
  /** @returns the port that rtpengine sends this leg's audio to */
  async open(name: string): Promise<number> {
    this.close(name);
    const port = await MixerPort.open();
    this.#ports.set(name, port);
    return port.number;
  }

  /** Where this leg's ear is. */
  aim(name: string, host: string, port: number): void {
    this.#ports.get(name)?.aim(host, port);
  }

  /** From now on these hear exactly those. */
  hear(hearing: Readonly<Record<string, readonly string[]>>): void {
    for (const [name, heard] of Object.entries(hearing)) {
      const port = this.#ports.get(name);
      if (port) port.hears = heard.flatMap((other) => this.#ports.get(other) ?? []);
    }
  }

  press(name: string, digits: string): void {
    this.#ports.get(name)?.press(digits);
  }

  close(name: string): void {
    const port = this.#ports.get(name);
    if (!port) return;
    this.#ports.delete(name);
    for (const other of this.#ports.values()) other.hears = other.hears.filter((one) => one !== port);
    port.close();
  }

  get isEmpty(): boolean {
    return this.#ports.size === 0;
  }

  tick(): void {
    const ports = [...this.#ports.values()];
    for (const port of ports) port.frame = port.heard.take();
    for (const port of ports) port.say(mix(port.hears.flatMap(({ frame }) => frame ?? [])));
  }
}
