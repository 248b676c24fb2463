import { type Rpc, RpcError } from "./rpc.ts";

interface Dumped {
  Domains: { Domain: { AoRs: { AoR: string }[] } }[];
}

/** Addresses (`user@domain`) at which one device or more is signed in now. @throws RpcError when the edge does not answer */
export async function registeredAt(rpc: Rpc): Promise<Set<string>> {
  const { Domains } = (await rpc.call("ul.dump", ["brief"])) as Dumped;
  return new Set(Domains.flatMap(({ Domain }) => Domain.AoRs.map(({ AoR }) => AoR)));
}

interface Looked {
  Contacts: { Contact: { Socket: string } }[];
}

/** Whether a telephone is signed in at an address; pages, which come by WebSocket, are none. @throws RpcError when the edge does not answer */
export async function hasTelephone(rpc: Rpc, address: string): Promise<boolean> {
  try {
    const { Contacts } = (await rpc.call("ul.lookup", ["location", address])) as Looked;
    return Contacts.some(({ Contact }) => Contact.Socket.startsWith("udp:"));
  } catch (error) {
    if (error instanceof RpcError && /not found/.test(error.message)) return false;
    throw error;
  }
}
