import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

const forMs = 60_000;

/** Addresses of hosts by name. Nobody waits for a name server: what was found last is told, and asked for again after a minute. */
export class Hosts {
  readonly #found = new Map<string, { addresses: readonly string[]; askedAt: number }>();

  addresses(host: string): readonly string[] {
    if (isIP(host)) return [host];
    const { addresses, askedAt } = this.#found.get(host) ?? { addresses: [], askedAt: 0 };
    if (Date.now() - askedAt >= forMs) {
      this.#found.set(host, { addresses, askedAt: Date.now() });
      void this.#ask(host);
    }
    return addresses;
  }

  async #ask(host: string): Promise<void> {
    const found = await lookup(host, { all: true }).catch(() => []);
    if (found.length === 0) return; // a name server that is away takes no trunk's calls away
    this.#found.set(host, { addresses: found.map(({ address }) => address), askedAt: Date.now() });
  }
}
