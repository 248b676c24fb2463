import { EngineError } from "../adapter.ts";
import type { Clock } from "../clock.ts";
import type { Rpc } from "../engine/rpc.ts";
import type { Profile } from "../rtpengine/media.ts";

/** Where a phone is reached, as the edge has it. */
interface Contact {
  readonly uri: string;
  /** Where its REGISTER came from, when that is not what it says itself. */
  readonly received: string;
  readonly socket: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

interface Aor {
  AoR: string;
  Contacts: { Contact: { Address: string; Expires: number | string; Received: string; Socket: string } }[];
}

/** Who is registered with Kamailio, but for controllers, and with which phones. */
export class Registrar {
  readonly #rpc: Rpc;
  readonly #clock: Clock;
  readonly #controllers: string;
  readonly #changed: (address: string, isRegistered: boolean) => void;
  #contacts = new Map<string, Contact[]>();

  /** @param changed told when the first phone of an address comes or the last one goes */
  constructor(
    rpc: Rpc,
    clock: Clock,
    controllerDomain: string,
    changed: (address: string, isRegistered: boolean) => void,
  ) {
    this.#rpc = rpc;
    this.#clock = clock;
    this.#controllers = `@${controllerDomain}`;
    this.#changed = changed;
  }

  /** `user@domain` */
  addresses(): string[] {
    return [...this.#contacts.keys()];
  }

  /** The kinds of phones under an address; none when nobody is registered. @throws EngineError down */
  async kindsUnder(address: string): Promise<Set<Profile>> {
    const contacts = this.#contacts.get(address) ?? (await this.#look(address)); // word of it may be on its way still
    return new Set(contacts.map(kindOf));
  }

  /** Reads everything anew. @throws RpcError when Kamailio does not answer */
  async lookAround(): Promise<void> {
    type Dump = { Domains: { Domain: { AoRs: { Info: Aor }[] } }[] };
    const dump = (await this.#rpc.call("ul.dump")) as Dump | null;
    const found = dump?.Domains.flatMap(({ Domain }) => Domain.AoRs).map(({ Info }) => Info) ?? [];
    this.#contacts = new Map(
      found.filter(({ AoR }) => !AoR.endsWith(this.#controllers)).map((aor) => [aor.AoR, this.#contactsOf(aor)]),
    );
  }

  /**
   * The same of an edge that may be another process than before and know nobody: telephones are put back for as long as they had
   * registered, since they will not come by themselves for a minute. Browsers come with their WebSocket. @throws RpcError
   */
  async lookAroundAgain(): Promise<void> {
    const before = this.#contacts;
    await this.lookAround();
    for (const [address, contacts] of before) {
      const there = this.#contacts.get(address) ?? [];
      const missing = contacts.filter((one) => kindOf(one) === "rtp" && !there.some(({ uri }) => uri === one.uri));
      for (const contact of missing) await this.#putBack(address, contact);
      if (missing.length > 0) this.#contacts.set(address, await this.#look(address));
    }
  }

  /** Reads one address anew, of which Kamailio said that it has changed. */
  async lookAgain(address: string): Promise<void> {
    const contacts = await this.#look(address).catch(() => null);
    if (!contacts) return; // Kamailio is going; there will be a look around
    const wasRegistered = this.#contacts.has(address);
    if (contacts.length > 0) this.#contacts.set(address, contacts);
    else this.#contacts.delete(address);
    if (contacts.length > 0 !== wasRegistered) this.#changed(address, contacts.length > 0);
  }

  async #look(address: string): Promise<Contact[]> {
    const found = await this.#rpc.call("ul.lookup", ["location", address]).catch((error: Error) => {
      if (/not found/i.test(error.message)) return null;
      throw new EngineError("down", error.message);
    });
    return found ? this.#contactsOf(found as Aor) : [];
  }

  async #putBack(address: string, { uri, received, socket, until }: Contact): Promise<void> {
    const seconds = Math.floor((until - this.#clock.now()) / 1000);
    if (seconds < 1) return;
    const [anyPath, noFlags, allMethods] = ["", 0, 0xffff_ffff];
    const what = [uri, seconds, 1, anyPath, noFlags, noFlags, allMethods, received, socket];
    await this.#rpc.call("ul.add", ["location", address, ...what]);
  }

  #contactsOf({ Contacts }: Aor): Contact[] {
    return Contacts.map(({ Contact: { Address, Expires, Received, Socket } }) => ({
      uri: Address,
      received: known(Received),
      socket: known(Socket),
      until: this.#clock.now() + (Number(Expires) || 0) * 1000,
    }));
  }
}

/** Who comes over a WebSocket is a browser. */
const kindOf = ({ uri }: Contact): Profile => (/;transport=ws/i.test(uri) ? "web" : "rtp");
const known = (value: string): string => (value === "[not set]" ? "" : value);
