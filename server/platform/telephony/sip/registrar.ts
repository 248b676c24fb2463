import { EngineError } from "../adapter.ts";
import type { Rpc } from "../engine/rpc.ts";
import type { Profile } from "../rtpengine/media.ts";

interface Aor {
  AoR: string;
  Contacts: { Contact: { Address: string } }[];
}

/** Who is registered with Kamailio, but for controllers, and with which kinds of phones. */
export class Registrar {
  readonly #rpc: Rpc;
  readonly #controllers: string;
  readonly #changed: (address: string, isRegistered: boolean) => void;
  #kinds = new Map<string, Set<Profile>>();

  /** @param changed told when the first phone of an address comes or the last one goes */
  constructor(rpc: Rpc, controllerDomain: string, changed: (address: string, isRegistered: boolean) => void) {
    this.#rpc = rpc;
    this.#controllers = `@${controllerDomain}`;
    this.#changed = changed;
  }

  /** `user@domain` */
  addresses(): string[] {
    return [...this.#kinds.keys()];
  }

  /** The kinds of phones under an address; none when nobody is registered. @throws EngineError down */
  async kindsUnder(address: string): Promise<Set<Profile>> {
    return this.#kinds.get(address) ?? (await this.#look(address)); // word of it may be on its way still
  }

  /** Reads everything anew. @throws RpcError when Kamailio does not answer */
  async lookAround(): Promise<void> {
    type Dump = { Domains: { Domain: { AoRs: { Info: Aor }[] } }[] };
    const dump = (await this.#rpc.call("ul.dump")) as Dump | null;
    const found = dump?.Domains.flatMap(({ Domain }) => Domain.AoRs).map(({ Info }) => Info) ?? [];
    this.#kinds = new Map(
      found.filter(({ AoR }) => !AoR.endsWith(this.#controllers)).map((aor) => [aor.AoR, kindsOf(aor)]),
    );
  }

  /** Reads one address anew, of which Kamailio said that it has changed. */
  async lookAgain(address: string): Promise<void> {
    const kinds = await this.#look(address).catch(() => null);
    if (!kinds) return; // Kamailio is going; there will be a look around
    const wasRegistered = this.#kinds.has(address);
    if (kinds.size > 0) this.#kinds.set(address, kinds);
    else this.#kinds.delete(address);
    if (kinds.size > 0 !== wasRegistered) this.#changed(address, kinds.size > 0);
  }

  async #look(address: string): Promise<Set<Profile>> {
    const found = await this.#rpc.call("ul.lookup", ["location", address]).catch((error: Error) => {
      if (/not found/i.test(error.message)) return null;
      throw new EngineError("down", error.message);
    });
    return found ? kindsOf(found as Aor) : new Set();
  }
}

/** Who comes over a WebSocket is a browser. */
const kindsOf = ({ Contacts }: Aor): Set<Profile> =>
  new Set(Contacts.map(({ Contact }) => (/;transport=ws/i.test(Contact.Address) ? "web" : "rtp")));
